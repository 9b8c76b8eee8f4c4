"""Assets, categories and variants."""

import base64
import http.server
import threading

import pytest


@pytest.fixture(scope="module")
def files():
    """A server on loopback; every path but /gone serves its own name."""

    class Files(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            content = self.path.encode()
            self.send_response(404 if self.path == "/gone" else 302 if self.path == "/away" else 200)
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Location", "http://files.example/")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_):
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Files)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def upload(api, content=b"abc", **body):
    if "url" not in body:
        body = {"content": base64.b64encode(content).decode(), **body}
    return api.post("v1/assets", body)


def test_asset_by_url(api, files):
    answer = upload(api, url=f"{files}/kettle.jpg")
    asset = answer.json()["data"][0]
    assert answer.status_code == 201
    assert (asset["filename"], asset["extension"], asset["content_type"]) == ("kettle.jpg", "jpg", "image/jpeg")
    assert (asset["file_type"], asset["file_size"], asset["status"]) == ("IMAGES", len("/kettle.jpg"), "ACTIVE")
    assert asset["url"] == "https://files.plytix.com/api/v1.1/file/public_files/assets/kettle.jpg"
    assert asset["created"].endswith("+00:00")
    assert not asset["file_modified"].endswith("+00:00")
    assert upload(api, url=f"{files}/x", filename="named.png").json()["data"][0]["filename"] == "named.png"
    for bad in (f"{files}/gone", f"{files}/away", "http://files.example/a.jpg", "file:///etc/passwd", "nonsense",
                "http://user:secret@127.0.0.1/a.jpg", "http://[", "http://10.0.0.1/a.jpg", 5, ""):  # fmt: skip
        assert upload(api, url=bad).status_code == 422, bad


def test_asset_by_content(api):
    answer = upload(api)
    assert answer.status_code == 422
    assert "filename field is mandatory when uploading from content" in answer.text
    assert upload(api, filename="a.pdf").json()["data"][0]["file_size"] == 3
    assert api.post("v1/assets", {"content": "%%%", "filename": "a"}).status_code == 422
    assert "Either 'url' or 'content' must be provided" in api.post("v1/assets", {}).text


def test_asset_exists(api, files):
    first = upload(api, url=f"{files}/a.jpg").json()["data"][0]["id"]
    again = upload(api, url=f"{files}/a.jpg", filename="other.jpg")
    assert again.status_code == 409
    assert again.json() == {"error": {"msg": "Asset already exists", "errors": [{"field": "asset.id", "msg": first}]}}
    assert upload(api, b"/a.jpg", filename="a.jpg").status_code == 409
    assert upload(api, b"else", filename="a.jpg").json()["data"][0]["filename"].startswith("a_")
    assert upload(api, b"/a.jpg", filename="b.jpg").status_code == 201


def test_asset_content(api):
    path = f"v1/assets/{api.asset()}/content"

    def put(name="x.jpg", content=b"\r\n--abc\r\n\x00", field="file"):
        return api.raw("PUT", f"/api/{path}", files={field: (name, content)})

    answer = put()
    assert (answer.status_code, answer.json()["data"][0]["file_size"]) == (202, 10)
    assert put(name="x.png").status_code == 400
    assert put(field="other").status_code == 400
    assert api.raw("PUT", f"/api/{path}", content=b"x").status_code == 400


def test_asset_extension(api):
    path = f"v1/assets/{api.asset()}"
    answer = api.patch(path, {"filename": "one.png"})
    assert answer.status_code == 422
    assert "Extension changes are not allowed" in answer.text
    assert api.patch(path, {"filename": "renamed.jpg"}).json()["data"][0]["filename"] == "renamed.jpg"
    assert api.patch(path, {"filename": "two.jpg"}).status_code == 422


def test_asset_search(api):
    api.make("A", thumbnail={"id": api.asset()})

    def found(field, operator, value):
        filters = [[{"field": field, "operator": operator, "value": value}]]
        return [r["filename"] for r in api.post("v1/assets/search", {"filters": filters}).json()["data"]]

    assert found("id", "in", [api.asset(1)]) == ["two.jpg"]
    assert found("filename", "like", "ON") == ["one.jpg"]
    assert found("file_type", "in", ["IMAGES"]) == ["one.jpg", "two.jpg"]
    assert found("assigned", "eq", False) == ["two.jpg"]
    assert api.post("v1/assets/search", {"pagination": {"page_size": 101}}).status_code == 422
    missing = api.get("v1/assets/nope")
    assert missing.json()["error"]["errors"] == [{"field": "asset_id", "msg": "asset does not exist"}]


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_asset_links(api, version):
    product, one, two = api.make("A"), api.asset(0), api.asset(1)
    path = f"{version}/products/{product}/assets"

    def link(asset, label=None):
        return api.post(path, {"id": asset, **({"attribute_label": label} if label else {})}).status_code

    assert api.post(path, {"id": one, "attribute_label": "thumbnail"}).json() == {"data": [{"id": one}]}
    assert link(two, "thumbnail") == 201
    assert link(two, "thumbnail") == 409
    assert api.read(product)["thumbnail"]["id"] == two
    assert [link(one, "picture"), link(two, "picture"), link(one, "gallery"), link(two, "gallery")] == [201] * 4
    values = api.read(product, "v2")["attributes"]
    assert (values["picture"], values["gallery"]) == ([two], [one, two])
    assert (link("5c483ee8eb9139000154dd5e"), link(one, "title"), link(one, "nope")) == (404, 422, 422)
    assert api.post(path, {}).status_code == 422
    assert {a["id"] for a in api.get(path).json()["data"]} == {one, two}
    assert api.get(f"{path}/{one}").status_code == 200
    assert api.delete(f"{path}/{two}").status_code == 204
    told = api.read(product, "v2")
    assert (told["thumbnail"], told["attributes"]["gallery"], "picture" in told["attributes"]) == (None, [one], False)
    assert api.delete(f"{path}/{two}").status_code == 404
    assert link(two) == 201
    api.delete(f"v1/assets/{two}")
    assert [a["id"] for a in api.get(path).json()["data"]] == [one]


def test_asset_limit(open_api):
    api = open_api({"assets": [{"filename": f"{n}.jpg"} for n in range(301)], "products": [{"sku": "A"}]})
    every = [{"id": a.id} for a in api.sandbox.catalog.assets]
    product = api.sandbox.catalog.products.with_sku("A").id
    assert api.patch(f"v1/products/{product}", {"assets": every}).status_code == 422
    assert api.patch(f"v1/products/{product}", {"assets": every[:300]}).status_code == 200
    assert api.post(f"v1/products/{product}/assets", every[300]).status_code == 422


@pytest.mark.parametrize("tree", ["product", "file"])
def test_category_tree(open_api, tree):
    api = open_api({})
    path = f"v1/categories/{tree}"

    def create(name, parent=None):
        return api.post(f"{path}/{parent}" if parent else path, {"name": name})

    root = create("Mugs").json()["data"][0]
    assert root == {
        "id": root["id"], "name": "Mugs", "n_children": 0, "order": "1", "parents_ids": [], "path": ["Mugs"],
        "slug": "mugs", "modified": "2025-01-01T00:00:00.000000+00:00",
    }  # fmt: skip
    answer = create("Mugs")
    assert answer.status_code == 422
    assert answer.json()["error"]["errors"] == [{"field": "name", "msg": "already exists"}]
    parents = [root["id"]]
    for level in range(2, 7):
        child = create("Mugs", parents[-1]).json()["data"][0]
        assert (len(child["path"]), child["parents_ids"]) == (level, parents)
        parents.append(child["id"])
    assert create("Mugs", parents[-1]).status_code == 422
    other = create("Other").json()["data"][0]
    assert api.patch(f"{path}/root", {"sort_children": [other["id"]]}).status_code == 200
    rows = api.post(f"{path}/search", {"pagination": {"order": "order"}}).json()["data"]
    assert {r["name"]: r["order"] for r in rows if not r["parents_ids"]} == {"Other": "1", "Mugs": "2"}
    moved = api.patch(f"{path}/{parents[-1]}", {"parent_id": ""}).json()
    assert "error" in moved  # another root has its name
    api.patch(f"{path}/{parents[-1]}", {"name": "Deep"})
    assert api.patch(f"{path}/{parents[-1]}", {"parent_id": ""}).json()["data"][0]["path"] == ["Deep"]
    assert api.patch(f"{path}/{parents[0]}", {"parent_id": parents[2]}).status_code == 422
    assert api.delete(f"{path}/{root['id']}").status_code == 204
    assert len(api.post(f"{path}/search", {}).json()["data"]) == 2
    assert api.delete(f"{path}/{root['id']}").status_code == 404


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_product_categories(api, version):
    product, category = api.make("A"), next(iter(api.sandbox.catalog.product_categories)).id
    path = f"{version}/products/{product}/categories"
    assert api.post(path, {"id": category}).status_code == 201
    assert api.post(path, {"id": category}).status_code == 409
    assert api.post(path, {"id": "nope"}).status_code == 422
    assert [c["id"] for c in api.get(path).json()["data"]] == [category]
    assert api.get(f"{path}/{category}").json()["data"][0]["id"] == category
    assert api.found("categories", "in", [category]) == ["A"]
    assert api.delete(f"{path}/{category}").status_code == 204
    assert api.delete(f"{path}/{category}").status_code == 404


def variant(api, parent, sku, version="v1"):
    body = {"variant": {"sku": sku}} if version == "v1" else {"sku": sku}
    return api.post(f"{version}/products/{parent}/variants", body)


def test_variants(api):
    parent, family = api.make("P"), api.family()
    api.post(f"v1/products/{parent}/family", {"product_family_id": family})
    one = variant(api, parent, "V1").json()["data"][0]
    assert (one["_parent_id"], one["product_type"], one["product_level"]) == (parent, "VARIANT", 2)
    assert one["product_family_id"] == family
    two = variant(api, parent, "V2", "v2")
    assert (two.status_code, set(two.json()["data"][0]) >= {"id", "created"}) == (201, True)
    told = api.read(parent)
    assert (told["num_variations"], told["product_type"], told["product_level"]) == (2, "PARENT", 1)
    assert variant(api, parent, "BASE").status_code == 409
    assert api.post(f"v1/products/{parent}/variants", {"sku": "flat"}).status_code == 422
    deep = variant(api, one["id"], "V3").json()["data"][0]
    assert deep["product_level"] == 3
    assert variant(api, deep["id"], "V4").status_code == 422
    listed = api.get(f"v1/products/{parent}/variants").json()["data"]
    assert [v["sku"] for v in listed] == ["V1", "V2"]
    single = api.make("S")
    link = f"v2/products/{parent}/variant/{single}"
    assert "Parent and variants must be assigned to the same family" in api.post(link).text
    api.post(f"v1/products/{single}/family", {"product_family_id": family})
    assert api.post(link).status_code == 200
    assert "Products to link must be single" in api.post(link).text
    assert api.delete(link).status_code == 204
    assert api.delete(link).status_code == 404
    assert api.read(single)["product_type"] == "SINGLE"


def test_inheritance(api):
    parent = api.make("P", attributes={"colour": "Red", "title": "own"})
    api.post(f"v1/products/{parent}/family", {"product_family_id": api.family()})
    child = variant(api, parent, "V").json()["data"][0]["id"]
    assert api.read(child)["attributes"] == {"colour": "Red", "full": 0.0}
    assert api.found("attributes.colour", "eq", "Red") == ["P", "V"]
    api.patch(f"v1/products/{child}", {"attributes": {"colour": "Blue"}})
    told = api.read(child)
    assert (told["attributes"]["colour"], told["overwritten_attributes"]) == ("Blue", ["colour"])
    resync = f"v1/products/{parent}/variants/resync"
    assert api.post(resync, {"attribute_labels": ["colour"], "variant_ids": [child]}).status_code == 200
    assert api.read(child)["attributes"]["colour"] == "Red"
    assert api.post(resync, {"attribute_labels": ["nope"], "variant_ids": [child]}).status_code == 422
    assert api.post(resync, {"attribute_labels": [], "variant_ids": ["x"]}).status_code == 422


def test_asset_changes(api):
    path = f"v1/assets/{api.asset()}"
    category = api.post("v1/categories/file", {"name": "Photos"}).json()["data"][0]["id"]
    told = api.patch(path, {"categories": [{"id": category}], "public": False}).json()["data"][0]
    assert (told["categories"], told["public"]) == ([category], False)
    assert api.patch(path, {"categories": [category]}).status_code == 200
    for bad in ({"categories": "x"}, {"categories": ["x"]}, {"filename": ""}, {"filename": "a/b.jpg"}):
        assert api.patch(path, bad).status_code == 422, bad
    assert api.delete(f"v1/categories/file/{category}").status_code == 204
    assert api.get(path).json()["data"][0]["categories"] == []


def test_names_are_suffixed_until_they_are_free(open_api):
    api = open_api({}, asset_duplicates="none")
    names = [upload(api, b"same", filename="a.jpg").json()["data"][0]["filename"] for _ in range(4)]
    assert len(set(names)) == 4


def test_the_path_of_a_category_on_a_product(api):
    inner = [c.id for c in api.sandbox.catalog.product_categories][1]
    product = api.make("A", categories=[{"id": inner}])
    assert api.read(product)["categories"][0]["path"] == ["Mugs", "Blue mugs"]
    for bad in ("x", [inner], [{"id": "x"}], [{"id": []}]):
        assert api.patch(f"v1/products/{product}", {"categories": bad}).status_code == 422, bad


def test_sorting_what_is_no_child(api):
    outer, inner = [c.id for c in api.sandbox.catalog.product_categories]
    path = "v1/categories/product"
    assert api.patch(f"{path}/{outer}", {"sort_children": [inner]}).status_code == 200
    assert api.patch(f"{path}/{outer}", {"sort_children": ["x"]}).status_code == 422
    assert api.patch(f"{path}/{outer}", {"sort_children": "x"}).status_code == 422


def test_a_product_whose_family_keeps_levels_takes_its_variants_values_out(api):
    parent = api.make("P", attributes={"colour": "Red"})
    api.post(f"v1/products/{parent}/family", {"product_family_id": api.family()})
    child = variant(api, parent, "V").json()["data"][0]["id"]
    assert api.delete(f"v1/products/{parent}/variant/{child}").status_code == 204
    assert api.read(child)["attributes"]["colour"] == "Red"
    assert api.read(parent)["product_type"] == "SINGLE"
