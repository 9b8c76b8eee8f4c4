"""Filters of a product search by related products."""

from typing import Any

from tests.sandbox.api_client import Api, rows_of


def test_products_are_found_by_their_relationships(api: Api) -> None:
    relationship = api.relationship()
    a, b, c = api.make("A"), api.make("B"), api.make("C")
    linked = [{"product_id": b, "quantity": 2}, {"product_id": c}]
    api.post(f"v2/products/{a}/relationships/{relationship}", {"product_relationships": linked})

    def found(*filters: Any) -> list[str]:
        answer = api.search(relationship_filters=list(filters), pagination={"page_size": 100})
        return [r["sku"] for r in rows_of(answer)]

    def exists(**more: Any) -> dict[str, Any]:
        return {"relationship_id": relationship, "operator": "exists", **more}

    assert found([exists()]) == ["A"]
    assert found([{**exists(), "operator": "!exists"}]) == ["BASE", "B", "C"]
    assert found([exists(product_ids=[{"id": b, "qty_operator": "gt", "value": [1]}])]) == ["A"]
    assert found([exists(product_ids=[{"id": c, "qty_operator": "gt", "value": [1]}])]) == []
    assert found([exists(product_ids=[{"id": b, "qty_operator": "in", "value": [2, 3]}])]) == ["A"]
    assert found([exists(product_ids=[{"id": a}])]) == []
    two = [exists(), {**exists(), "relationship_id": "5c483ee8eb9139000154dd5e"}]
    bad_quantity = [exists(product_ids=[{"id": b, "qty_operator": "gt", "value": ["x"]}])]
    malformed: list[list[Any]] = [["x"], [[{}]], [two], [[{**exists(), "operator": "eq"}]], [bad_quantity]]
    for bad in malformed:
        assert api.search(relationship_filters=bad).status_code == 422, bad
    assert api.search(relationship_filters=exists()).status_code == 422
    assert api.search(relationship_filters=[exists()]).status_code == 422
