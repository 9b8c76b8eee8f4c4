"""Products, by v1 and v2."""

import pytest

DAY = 86_400


def errors(answer):
    return {e["field"]: e["msg"] for e in answer.json()["error"]["errors"]}


def test_whole_v1(api):
    answer = api.post("v1/products", {"sku": "A", "label": "Mug", "attributes": {"title": "x"}})
    told = answer.json()["data"][0]
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"http://sandbox/api/v1/products/{told['id']}"
    assert set(told) == {
        "id", "sku", "label", "gtin", "status", "attributes", "assets", "categories", "thumbnail",
        "num_variations", "_parent_id", "product_type", "product_level", "product_family_id",
        "product_family_model_id", "overwritten_attributes", "relationships", "created", "modified",
    }  # fmt: skip
    assert (told["status"], told["product_type"], told["product_level"]) == ("Draft", "SINGLE", 0)
    assert api.read(told["id"]) == told
    assert api.patch(f"v1/products/{told['id']}", {"label": "Cup"}).json()["data"][0] == {**told, "label": "Cup"}


def test_small_v2(api):
    answer = api.post("v2/products", {"sku": "A"})
    told = answer.json()["data"][0]
    names = {"id", "created", "modified", "created_user_audit", "modified_user_audit"}
    assert answer.status_code == 201
    assert set(told) == names
    assert set(told["created_user_audit"]) == {"type", "user_email", "user_id", "user_name"}
    patched = api.patch(f"v2/products/{told['id']}", {"label": "Cup"})
    assert (patched.status_code, set(patched.json()["data"][0])) == (200, names)


def test_zones(api):
    product = api.make("A")
    assert api.read(product, "v1")["created"] == "2025-01-01T00:00:00.000000+00:00"
    assert api.read(product, "v2")["created"] == "2025-01-01T00:00:00.000000"


def test_list_of_one(api):
    product = api.make("A")
    for version in ("v1", "v2"):
        assert len(api.get(f"{version}/products/{product}").json()["data"]) == 1


def test_ids_are_24_hex(api):
    ids = {api.make(f"A{n}") for n in range(50)}
    assert len(ids) == 50
    assert all(len(i) == 24 and set(i) <= set("0123456789abcdef") for i in ids)


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_sku_rules(api, version):
    def status(body):
        return api.post(f"{version}/products", body).status_code

    assert status({}) == status({"sku": ""}) == status({"sku": None}) == status({"sku": 5}) == 422
    assert status({"sku": "x" * 101}) == 422
    assert status({"sku": "x" * 100}) == 201
    assert status({"sku": "a b:c.d-ü"}) == 201
    assert status({"sku": "base"}) == 201
    assert status({"sku": "BASE"}) == 409


def test_duplicate_sku(api):
    answer = api.post("v2/products", {"sku": "BASE"})
    assert answer.status_code == 409
    assert answer.json() == {
        "error": {
            "msg": "product data validation failed",
            "errors": [{"field": "sku", "msg": "A product with the same SKU already exists"}],
        }
    }


def test_unknown_keys(api):
    product = api.make("A", id="nonsense", created="nonsense", colour="Red", num_variations=4)
    assert api.read(product)["num_variations"] == 0


def test_unknown_label(api):
    answer = api.post("v1/products", {"sku": "A", "attributes": {"nope": 1, "attributes.title": "x"}})
    assert answer.status_code == 422
    assert errors(answer) == {"nope": "label does not exist", "attributes.title": "label does not exist"}


def test_bad_values(api):
    values = {
        "title": 5,
        "weight": "1,5",
        "pieces": 1.5,
        "boxed": "yes",
        "day": "today",
        "colour": "Green",
        "tags": ["a", "Red"],
        "picture": "x",
        "gallery": {"id": "x"},
    }
    answer = api.post("v2/products", {"sku": "A", "status": "Gone", "attributes": values})
    told = errors(answer)
    assert answer.status_code == 422
    assert set(told) == {*values, "status"}
    assert told["status"] == "Value is not valid, valid values are [Draft, Completed, Archived]"
    assert told["tags"] == "[u'Red'] are not a valid values for Tags attribute."
    assert "valid decimal value" in told["weight"]
    assert api.found("sku", "eq", "A") == []


def test_text_thumbnail(api):
    answer = api.post("v1/products", {"sku": "A", "thumbnail": "5c483ee8eb9139000154dd5e"})
    assert answer.status_code == 422
    assert errors(answer) == {"thumbnail": {"_schema": ["Invalid input type."]}}


def test_broken_json(api):
    for content in (b"{", b"", b"nul", b'{"sku": NaN}', b'{"weight": 1e999}', b"\xff", b"[" * 100_000):
        answer = api.post("v1/products", content=content)
        assert answer.status_code == 400, content[:20]
        assert answer.json()["error"]["errors"] == [{"field": "http_status_code", "msg": 400}]
        assert answer.json()["error"]["msg"].startswith("Failed to decode JSON object: ")


def test_gtin_rules(api):
    for bad in ("1234567", "012345678901234", "01234567890129", 4006381333931, "abcdefgh"):
        assert api.post("v1/products", {"sku": "A", "gtin": bad}).status_code == 422, bad
    product = api.make("A", gtin="4006381333931")
    assert "gtin" in errors(api.post("v1/products", {"sku": "B", "gtin": "4006381333931"}))
    assert errors(api.patch(f"v1/products/{product}", {"gtin": None})) == {"gtin": "Field may not be null."}
    assert api.patch(f"v1/products/{product}", {"gtin": "085007101004"}).status_code == 200
    assert api.post("v1/products", {"sku": "B", "gtin": "4006381333931"}).status_code == 201


def test_missing_product(api):
    gone = "5c483ee8eb9139000154dd5e"
    for answer in (
        api.get(f"v1/products/{gone}"),
        api.patch(f"v1/products/{gone}", {}),
        api.delete(f"v1/products/{gone}"),
    ):
        assert answer.status_code == 404
        assert answer.json()["error"] == {
            "msg": f" No results found for {gone}",
            "errors": [{"field": "id", "msg": "product does not exist"}],
        }
    assert api.get(f"v2/products/{gone}").json()["error"] == {
        "msg": "No results found for None",
        "errors": [{"field": "id", "msg": "does not exist"}],
    }


def test_malformed_id(api):
    for call in (api.get, api.delete, lambda path: api.patch(path, {})):
        assert call("v1/products/non-existing-id").status_code == 404


def test_patch_merges(api):
    product = api.make("A", label="Mug", attributes={"title": "x", "weight": 1.5})
    api.patch(f"v2/products/{product}", {"attributes": {"weight": None, "pieces": 3}})
    told = api.read(product)
    assert told["label"] == "Mug"
    assert told["attributes"] == {"title": "x", "pieces": 3, "full": 50.0}
    api.patch(f"v1/products/{product}", {"label": "Cup", "attributes": {"title": ""}})
    assert api.read(product)["attributes"] == {"pieces": 3, "full": 0.0}


def test_refused_patch_changes_nothing(api):
    product = api.make("A", attributes={"title": "x"})
    before = api.read(product)
    assert api.patch(f"v1/products/{product}", {"label": "y", "attributes": {"title": 5}}).status_code == 422
    assert api.read(product) == before


def test_same_value(api):
    product = api.make("A", status="Draft", attributes={"title": "x"})
    before = api.read(product)["modified"]
    api.clock.advance(5)
    api.patch(f"v2/products/{product}", {"status": "Draft", "attributes": {"title": "x", "weight": None}})
    assert api.read(product)["modified"] == before
    api.patch(f"v2/products/{product}", {"status": "Completed"})
    assert api.read(product)["modified"] == "2025-01-01T00:00:05.000000+00:00"


def test_all_attributes(api):
    product = api.make("A", attributes={"title": "x", "tags": []})
    assert api.read(product)["attributes"] == {"title": "x", "full": 50.0}
    told = api.get(f"v1/products/{product}", params={"all_attributes": "true"}).json()["data"][0]["attributes"]
    assert len(told) == 12
    assert (told["title"], told["tags"], told["full"]) == ("x", None, 50.0)


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_family_in_body(api, version):
    family = api.family()
    product = api.make("A", version, product_family=family, product_family_id=family)
    assert api.read(product, version)["product_family_id"] is None
    api.patch(f"{version}/products/{product}", {"product_family": family, "product_family_id": family})
    assert api.read(product, version)["product_family_id"] is None


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_family_call(api, version):
    parent, family = api.make("A"), api.family()
    variant = api.post(f"v1/products/{parent}/variants", {"variant": {"sku": "V"}}).json()["data"][0]["id"]

    def assign(product, to):
        return api.post(f"{version}/products/{product}/family", {"product_family_id": to})

    answer = assign(parent, family)
    assert answer.status_code == 200
    assert answer.json()["data"][0]["id"] == parent
    assert api.read(parent)["product_family_id"] == api.read(variant)["product_family_id"] == family
    assert assign(parent, "").status_code == 200
    assert api.read(parent)["product_family_id"] is None
    assert assign(parent, "nope").status_code == 422
    assert api.post(f"{version}/products/{parent}/family", {}).status_code == 422


def test_family_of_a_variant(api):
    variant = api.post(f"v2/products/{api.make('A')}/variants", {"sku": "V"}).json()["data"][0]["id"]
    for version in ("v1", "v2"):
        path = f"{version}/products/{variant}/family"
        assert api.post(path, {"product_family_id": api.family()}).status_code == 422


def test_family_500(api):
    assert api.post("v1/products/nope/family", {"product_family_id": api.family()}).status_code == 500


def test_delete_variants(api):
    parent = api.make("A")
    variant = api.post(f"v2/products/{parent}/variants", {"sku": "V"}).json()["data"][0]["id"]
    answer = api.delete(f"v1/products/{parent}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert api.get(f"v1/products/{variant}").status_code == 404
    assert api.delete(f"v1/products/{parent}").status_code == 404
    assert api.make("V")


def test_linked_shapes(api):
    category = next(iter(api.sandbox.catalog.product_categories)).id
    asset = api.asset()
    product = api.make("A", thumbnail={"id": asset}, categories=[{"id": category}])
    v1, v2 = api.read(product, "v1"), api.read(product, "v2")
    assert set(v1["thumbnail"]) == {"id", "filename", "thumbnail", "url"}
    assert v1["categories"] == [{"id": category, "name": "Mugs", "path": ["Mugs"]}]
    assert v2["thumbnail"] == {"id": asset}
    assert v2["assets"] == [{"id": asset}]
    assert v2["categories"] == [{"id": category}]


def test_value_shapes(api):
    one, two = api.asset(0), api.asset(1)
    values = {"day": "2015-03-28", "picture": {"id": one}, "gallery": [{"id": two}, {"id": one}], "boxed": False}
    product = api.make("A", attributes=values)
    v1, v2 = api.read(product, "v1")["attributes"], api.read(product, "v2")["attributes"]
    assert (v1["day"], v2["day"]) == ("2015-03-28", "2015-03-28T00:00:00")
    assert (v1["picture"]["filename"], v2["picture"]) == ("one.jpg", [one])
    assert ([a["id"] for a in v1["gallery"]], v2["gallery"]) == ([two, one], [two, one])
    assert v1["boxed"] is v2["boxed"] is False


def test_date_without_time(api):
    product = api.make("A")

    def status(label, value):
        return api.patch(f"v2/products/{product}", {"attributes": {label: value}}).status_code

    assert status("day", "2025-01-01") == 200
    for bad in ("2025-01-01T00:00:00", "2025-02-30", "01/02/2025", 20250101):
        assert status("day", bad) == 422, bad
    assert status("moment", "2025-01-01T10:00:00") == 200


def test_completeness(api):
    product = api.make("A", attributes={"title": "x", "full": 100})
    assert api.read(product)["attributes"]["full"] == 50.0
    api.patch(f"v1/products/{product}", {"attributes": {"weight": 1}})
    assert api.read(product)["attributes"]["full"] == 100.0
    assert api.found("attributes.full", "gt", 99) == ["A"]


def test_same_seed_and_calls_same_answers(open_api):
    def story():
        api = open_api()
        api.make("A", attributes={"title": "x"})
        api.post("v2/products", {"sku": "A"})
        return [api.search().content, api.get("v1/filters/product").content]

    assert story() == story()
