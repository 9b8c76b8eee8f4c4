"""Files, by themselves and on products."""

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

    category = api.post("v1/categories/file", {"name": "Photos"}).json()["data"][0]["id"]
    api.patch(f"v1/assets/{api.asset()}", {"categories": [category]})
    upload(api, filename="c.pdf")
    assert found("id", "in", [api.asset(1)]) == ["two.jpg"]
    assert found("filename", "like", "ON") == found("categories", "in", [category]) == ["one.jpg"]
    assert found("extension", "eq", "pdf") == found("file_size", "gt", 2) == ["c.pdf"]
    assert found("file_type", "in", ["IMAGES"]) == found("extension", "eq", "jpg") == ["one.jpg", "two.jpg"]
    assert found("assigned", "eq", False) == ["two.jpg", "c.pdf"]
    assert len(found("created", "gte", "2025-01-01")) == len(found("modified", "eq", "2025-01-01")) == 3
    assert found("created", "lt", "2025-01-01") == found("modified", "gt", "2025-01-02") == []
    assert api.post("v1/assets/search", {"pagination": {"page_size": 101}}).status_code == 422


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


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_unlinked(api, version):
    kept, lost, category = api.asset(0), api.asset(1), next(iter(api.sandbox.catalog.product_categories)).id
    fields = {
        "thumbnail": {"id": lost},
        "assets": [{"id": kept}, {"id": lost}],
        "categories": [{"id": category}],
        "attributes": {"picture": {"id": lost}, "gallery": [{"id": lost}, {"id": kept}]},
    }
    one, two = api.make("A", **fields), api.make("B", **fields)
    links = (f"{version}/products/{one}/assets/{lost}", f"{version}/products/{one}/categories/{category}")
    whole = (f"v1/assets/{lost}", f"v1/categories/product/{category}")
    for product, paths in ((one, links), (two, whole)):
        assert api.read(product)["thumbnail"]["id"] == lost
        assert [api.delete(path).status_code for path in paths * 2] == [204, 204, 404, 404]
        told = api.read(product, "v2")
        assert (told["thumbnail"], told["assets"], told["categories"]) == (None, [{"id": kept}], [])
        assert told["attributes"] == {"gallery": [kept], "full": 0.0}


def test_asset_limit(open_api):
    api = open_api({"assets": [{"filename": f"{n}.jpg"} for n in range(301)], "products": [{"sku": "A"}]})
    every = [{"id": a.id} for a in api.sandbox.catalog.assets]
    product = api.sandbox.catalog.products.with_sku("A").id
    assert api.patch(f"v1/products/{product}", {"assets": every}).status_code == 422
    assert api.patch(f"v1/products/{product}", {"assets": every[:300]}).status_code == 200
    assert api.post(f"v1/products/{product}/assets", every[300]).status_code == 422


def test_asset_changes(api):
    path = f"v1/assets/{api.asset()}"
    category = api.post("v1/categories/file", {"name": "Photos"}).json()["data"][0]["id"]
    changes = {"filename": "new.jpg", "categories": [{"id": category}], "public": False}
    told = api.patch(path, changes).json()["data"][0]
    assert (told["filename"], told["categories"], told["public"]) == ("new.jpg", [category], False)
    assert api.patch(path, {"categories": [category]}).status_code == 200
    for bad in ({"categories": "x"}, {"categories": ["x"]}, {"filename": ""}, {"filename": "a/b.jpg"}):
        assert api.patch(path, bad).status_code == 422, bad
    assert api.delete(f"v1/categories/file/{category}").status_code == 204
    assert api.get(path).json()["data"][0]["categories"] == []


def test_asset_suffix(open_api):
    api = open_api({}, asset_duplicates="none")
    names = [upload(api, b"same", filename="a.jpg").json()["data"][0]["filename"] for _ in range(4)]
    assert len(set(names)) == 4
