"""Links between products."""

from dataclasses import dataclass
from typing import Any

import pytest

from tests.sandbox.api_client import Api, OpenApi


@dataclass(frozen=True)
class Linked:
    """Three products and a relationship."""

    api: Api
    a: str
    b: str
    c: str
    r: str


@pytest.fixture
def linked(api: Api) -> Linked:
    return Linked(api, api.make("A"), api.make("B"), api.make("C"), api.relationship())


def wanted(*ids: object, quantity: object = None) -> dict[str, Any]:
    more = {} if quantity is None else {"quantity": quantity}
    return {"product_relationships": [{"product_id": i, **more} for i in ids]}


def related(api: Api, product: str) -> dict[str, int]:
    result = api.read(product)["relationships"]
    return {p["product_id"]: p["quantity"] for p in result[0]["related_products"]} if result else {}


def test_linking_on_v1_answers_with_all_related_products(linked: Linked) -> None:
    api, path = linked.api, f"v1/products/{linked.a}/relationships/{linked.r}"
    answer = api.post(path, wanted(linked.b, quantity=7))
    assert answer.status_code == 201
    assert answer.json()["data"] == [
        {
            "relationship_id": linked.r,
            "relationship_label": "spare_parts",
            "related_products": [
                {"product_id": linked.b, "quantity": 7, "last_modified": api.read(linked.a)["modified"]}
            ],
        }
    ]
    assert api.post(path, wanted(linked.b, quantity=7)).status_code == 200
    assert api.post(path, wanted(linked.b, quantity=8)).status_code == 201
    assert related(api, linked.a) == {linked.b: 8}
    answer = api.post(path, wanted(linked.c, "5c483ee8eb9139000154dd5e"))
    assert answer.status_code == 409
    assert answer.json()["error"] == {
        "errors": [{"field": "product_id", "msg": "product does not exists", "value": "5c483ee8eb9139000154dd5e"}],
        "msg": "relationship data validation failed",
    }
    assert related(api, linked.a) == {linked.b: 8}


def test_linking_on_v2_is_silent_and_ignores_what_is_unknown(linked: Linked) -> None:
    api, path = linked.api, f"v2/products/{linked.a}/relationships/{linked.r}"
    answer = api.post(path, wanted(linked.b, "5c483ee8eb9139000154dd5e", quantity=2))
    assert (answer.status_code, answer.content) == (200, b"")
    assert api.post(path, wanted(linked.b, linked.c, quantity=9)).status_code == 200
    assert related(api, linked.a) == {linked.b: 2, linked.c: 9}


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_malformed_links_are_refused(linked: Linked, version: str) -> None:
    api, path = linked.api, f"{version}/products/{linked.a}/relationships/{linked.r}"
    for bad in ({}, {"product_relationships": "x"}, wanted(5), {"product_relationships": ["x"]}):
        assert api.post(path, bad).status_code == 422, bad
    for quantity in (0, -1, 1.5, "2", True):
        assert api.post(path, wanted(linked.b, quantity=quantity)).status_code == 422
    assert api.post(f"{version}/products/{linked.a}/relationships/nope", wanted(linked.b)).status_code == 404
    assert api.post(f"{version}/products/nope/relationships/{linked.r}", wanted(linked.b)).status_code == 404


def test_a_quantity_is_changed_by_another_call_on_each_version(linked: Linked) -> None:
    api, path = linked.api, f"products/{linked.a}/relationships/{linked.r}"
    api.post(f"v2/{path}", wanted(linked.b))
    assert api.patch(f"v1/{path}/product/{linked.b}", {"quantity": 5}).status_code == 200
    assert related(api, linked.a) == {linked.b: 5}
    assert api.patch(f"v1/{path}/product/{linked.c}", {"quantity": 5}).status_code == 404
    assert api.patch(f"v2/{path}", wanted(linked.b, linked.c, quantity=6)).status_code == 200
    assert related(api, linked.a) == {linked.b: 6}


def test_a_changed_quantity_is_answered_with_that_one_product_on_v1(linked: Linked) -> None:
    api, path = linked.api, f"products/{linked.a}/relationships/{linked.r}"
    api.post(f"v2/{path}", wanted(linked.b, linked.c))
    answer = api.patch(f"v1/{path}/product/{linked.b}", {"quantity": 5})
    moment = api.read(linked.a)["modified"]
    assert answer.json()["data"] == [{"product_id": linked.b, "quantity": 5, "last_modified": moment}]
    assert api.patch(f"v2/{path}", wanted(linked.b, quantity=6)).content == b""


def test_products_are_unlinked_by_another_call_on_each_version(linked: Linked) -> None:
    api, path = linked.api, f"products/{linked.a}/relationships/{linked.r}"
    api.post(f"v2/{path}", wanted(linked.b, linked.c))
    answer = api.post(f"v1/{path}/unlink", wanted(linked.b))
    assert (answer.status_code, answer.content) == (204, b"")
    assert related(api, linked.a) == {linked.c: 1}
    answer = api.delete(f"v2/{path}", {"product_relationships": [linked.c, "nope"]})
    assert (answer.status_code, answer.content) == (204, b"")
    assert api.read(linked.a)["relationships"] == []
    assert api.delete(f"v2/{path}", {"product_relationships": [5]}).status_code == 422


def test_links_are_one_way(linked: Linked) -> None:
    api = linked.api
    api.post(f"v1/products/{linked.a}/relationships/{linked.r}", wanted(linked.b))
    assert related(api, linked.a) == {linked.b: 1}
    assert api.read(linked.b)["relationships"] == []


def test_relationships_are_columns_of_a_search(linked: Linked) -> None:
    api = linked.api
    api.post(f"v1/products/{linked.a}/relationships/{linked.r}", wanted(linked.b))
    for version, key in (("v1", "label"), ("v2", "relationship_label")):
        answer = api.search(version=version, attributes=["relationships.spare_parts"])
        result = {r["sku"]: r["relationships"] for r in answer.json()["data"]}
        assert result["A"][0][key] == "spare_parts"
        assert [p["product_id"] for p in result["A"][0]["related_products"]] == [linked.b]
        assert result["B"] == []


def test_links_to_a_deleted_product_vanish(linked: Linked) -> None:
    api = linked.api
    api.post(f"v1/products/{linked.a}/relationships/{linked.r}", wanted(linked.b))
    api.delete(f"v1/products/{linked.b}")
    assert api.read(linked.a)["relationships"] == []


def test_a_product_has_at_most_300_related_products(open_api: OpenApi) -> None:
    api = open_api({"relationships": [{"name": "R"}], "products": [{"sku": f"S{n}"} for n in range(302)]})
    first, *others = [p.id for p in api.sandbox.catalog.products]
    for version in ("v1", "v2"):
        path = f"{version}/products/{first}/relationships/{api.relationship()}"
        assert api.post(path, wanted(*others)).status_code == 422
        assert api.post(path, wanted(*others[:300])).status_code in (200, 201)
        assert api.post(path, wanted(others[300])).status_code == 422


def test_a_definition_in_use_cannot_be_deleted(linked: Linked) -> None:
    api = linked.api
    api.post(f"v1/products/{linked.a}/relationships/{linked.r}", wanted(linked.b))
    assert api.delete(f"v1/relationships/{linked.r}").status_code == 409
    api.delete(f"v2/products/{linked.a}/relationships/{linked.r}", {"product_relationships": [linked.b]})
    assert api.delete(f"v1/relationships/{linked.r}").status_code == 204
    assert api.get(f"v1/relationships/{linked.r}").status_code == 404
