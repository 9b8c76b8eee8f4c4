"""Relationship definitions and links."""

import pytest


@pytest.fixture
def linked(api):
    api.a, api.b, api.c = api.make("A"), api.make("B"), api.make("C")
    api.r = api.relationship()
    return api


def wanted(*ids, quantity=None):
    more = {} if quantity is None else {"quantity": quantity}
    return {"product_relationships": [{"product_id": i, **more} for i in ids]}


def related(api, product):
    told = api.read(product)["relationships"]
    return {p["product_id"]: p["quantity"] for p in told[0]["related_products"]} if told else {}


def test_link_v1(linked):
    api, path = linked, f"v1/products/{linked.a}/relationships/{linked.r}"
    answer = api.post(path, wanted(api.b, quantity=7))
    assert answer.status_code == 201
    assert answer.json()["data"] == [
        {
            "relationship_id": api.r,
            "relationship_label": "spare_parts",
            "related_products": [
                {"product_id": api.b, "quantity": 7, "last_modified": "2025-01-01T00:00:00.000000+00:00"}
            ],
        }
    ]
    assert api.post(path, wanted(api.b, quantity=7)).status_code == 200
    assert api.post(path, wanted(api.b, quantity=8)).status_code == 201
    assert related(api, api.a) == {api.b: 8}
    answer = api.post(path, wanted(api.c, "5c483ee8eb9139000154dd5e"))
    assert answer.status_code == 409
    assert answer.json()["error"] == {
        "errors": [{"field": "product_id", "msg": "product does not exists", "value": "5c483ee8eb9139000154dd5e"}],
        "msg": "relationship data validation failed",
    }
    assert related(api, api.a) == {api.b: 8}


def test_link_v2(linked):
    api, path = linked, f"v2/products/{linked.a}/relationships/{linked.r}"
    answer = api.post(path, wanted(api.b, "5c483ee8eb9139000154dd5e", quantity=2))
    assert (answer.status_code, answer.content) == (200, b"")
    assert api.post(path, wanted(api.b, api.c, quantity=9)).status_code == 200
    assert related(api, api.a) == {api.b: 2, api.c: 9}


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_linking_refuses_what_is_malformed(linked, version):
    api, path = linked, f"{version}/products/{linked.a}/relationships/{linked.r}"
    for bad in ({}, {"product_relationships": "x"}, wanted(5), {"product_relationships": ["x"]}):
        assert api.post(path, bad).status_code == 422, bad
    for quantity in (0, -1, 1.5, "2", True):
        assert api.post(path, wanted(api.b, quantity=quantity)).status_code == 422
    assert api.post(f"{version}/products/{api.a}/relationships/nope", wanted(api.b)).status_code == 404
    assert api.post(f"{version}/products/nope/relationships/{api.r}", wanted(api.b)).status_code == 404


def test_quantity(linked):
    api, path = linked, f"products/{linked.a}/relationships/{linked.r}"
    api.post(f"v2/{path}", wanted(api.b))
    assert api.patch(f"v1/{path}/product/{api.b}", {"quantity": 5}).status_code == 200
    assert related(api, api.a) == {api.b: 5}
    assert api.patch(f"v1/{path}/product/{api.c}", {"quantity": 5}).status_code == 404
    assert api.patch(f"v2/{path}", wanted(api.b, api.c, quantity=6)).status_code == 200
    assert related(api, api.a) == {api.b: 6}


def test_quantity_told(linked):
    api, path = linked, f"products/{linked.a}/relationships/{linked.r}"
    api.post(f"v2/{path}", wanted(api.b, api.c))
    moment = "2025-01-01T00:00:00.000000+00:00"
    answer = api.patch(f"v1/{path}/product/{api.b}", {"quantity": 5})
    assert answer.json()["data"] == [{"product_id": api.b, "quantity": 5, "last_modified": moment}]
    assert api.patch(f"v2/{path}", wanted(api.b, quantity=6)).content == b""


def test_unlink(linked):
    api, path = linked, f"products/{linked.a}/relationships/{linked.r}"
    api.post(f"v2/{path}", wanted(api.b, api.c))
    answer = api.post(f"v1/{path}/unlink", wanted(api.b))
    assert (answer.status_code, answer.content) == (204, b"")
    assert related(api, api.a) == {api.c: 1}
    answer = api.delete(f"v2/{path}", {"product_relationships": [api.c, "nope"]})
    assert (answer.status_code, answer.content) == (204, b"")
    assert api.read(api.a)["relationships"] == []
    assert api.delete(f"v2/{path}", {"product_relationships": [5]}).status_code == 422


def test_one_way(linked):
    api = linked
    api.post(f"v1/products/{api.a}/relationships/{api.r}", wanted(api.b))
    assert related(api, api.a) == {api.b: 1}
    assert api.read(api.b)["relationships"] == []


def test_relationship_columns(linked):
    api = linked
    api.post(f"v1/products/{api.a}/relationships/{api.r}", wanted(api.b))
    for version, key in (("v1", "label"), ("v2", "relationship_label")):
        answer = api.search(version=version, attributes=["relationships.spare_parts"])
        told = {r["sku"]: r["relationships"] for r in answer.json()["data"]}
        assert told["A"][0][key] == "spare_parts"
        assert [p["product_id"] for p in told["A"][0]["related_products"]] == [api.b]
        assert told["B"] == []


def test_dead_links(linked):
    api = linked
    api.post(f"v1/products/{api.a}/relationships/{api.r}", wanted(api.b))
    api.delete(f"v1/products/{api.b}")
    assert api.read(api.a)["relationships"] == []


def test_related_limit(open_api):
    api = open_api({"relationships": [{"name": "R"}], "products": [{"sku": f"S{n}"} for n in range(302)]})
    first, *others = [p.id for p in api.sandbox.catalog.products]
    for version in ("v1", "v2"):
        path = f"{version}/products/{first}/relationships/{api.relationship()}"
        assert api.post(path, wanted(*others)).status_code == 422
        assert api.post(path, wanted(*others[:300])).status_code in (200, 201)
        assert api.post(path, wanted(others[300])).status_code == 422


def test_definition_limit(api):
    for n in range(9):
        assert api.post("v1/relationships", {"name": f"R {n}"}).status_code == 201
    assert api.post("v1/relationships", {"name": "one more"}).status_code == 422


def test_definition_in_use(linked):
    api = linked
    api.post(f"v1/products/{api.a}/relationships/{api.r}", wanted(api.b))
    assert api.delete(f"v1/relationships/{api.r}").status_code == 409
    api.delete(f"v2/products/{api.a}/relationships/{api.r}", {"product_relationships": [api.b]})
    assert api.delete(f"v1/relationships/{api.r}").status_code == 204
    assert api.get(f"v1/relationships/{api.r}").status_code == 404


def test_definitions(api):
    answer = api.post("v1/relationships", {"name": "Gift pack", "symmetrical": True})
    told = answer.json()["data"][0]
    assert answer.status_code == 201
    assert (told["label"], told["symmetrical"]) == ("gift_pack", False)
    assert api.post("v1/relationships", {"name": "Gift pack"}).status_code == 422
    assert api.patch(f"v1/relationships/{told['id']}", {"name": "Box"}).json()["data"][0]["label"] == "gift_pack"
    found = api.post("v1/relationships/search", {"filters": [[{"field": "name", "operator": "eq", "value": "Box"}]]})
    assert [r["id"] for r in found.json()["data"]] == [told["id"]]
    by_id = [[{"field": "id", "operator": "in", "value": [told["id"]]}]]
    answer = api.post("v1/relationships/search", {"filters": by_id, "attributes": ["name"]})
    assert answer.json()["data"] == [{"id": told["id"], "name": "Box"}]
    assert answer.json()["pagination"]["total_count"] == 2
