"""Filters of a product search."""

from typing import Any

import pytest

from tests.sandbox.api_client import Api, OpenApi, condition, rows_of


def test_filters_are_an_or_of_ands(mugs: Api) -> None:
    heavy, red = condition("attributes.weight", "gt", 3), condition("attributes.colour", "eq", "Red")
    light = condition("attributes.weight", "lte", 1)
    assert [r["sku"] for r in rows_of(mugs.search(heavy, red))] == ["Abc"]
    assert rows_of(mugs.search(light, red)) == []
    answer = mugs.post(
        "v1/products/search", {"filters": [[light, red], [heavy, red], [condition("sku", "eq", "other")]]}
    )
    assert [r["sku"] for r in rows_of(answer)] == ["Abc", "Other"]
    assert len(rows_of(mugs.post("v2/products/search", {"filters": [[]]}))) == 3


def test_every_key_of_a_search_is_optional(mugs: Api) -> None:
    bodies: list[Any] = [None, {}, {"pagination": {}}]
    bodies += [{"filters": []}, {"attributes": []}, {"relationship_filters": []}]
    for version in ("v1", "v2"):
        for body in bodies:
            assert len(rows_of(mugs.post(f"{version}/products/search", body))) == 3, body


@pytest.mark.parametrize(
    ("field", "operator", "value", "found"),
    [
        ("label", "exists", None, "Abc abc"),
        ("label", "!exists", None, "Other"),
        ("label", "like", "MUG", "Abc abc"),
        ("label", "eq", "big mug", "Abc"),
        ("label", "!eq", "big mug", "abc Other"),
        ("attributes.weight", "exists", None, "Abc abc"),
        ("attributes.weight", "eq", 1, "abc"),
        ("attributes.weight", "!eq", 1, "Abc Other"),
        ("attributes.weight", "gte", 1, "Abc abc"),
        ("attributes.weight", "lt", 3.5, "abc"),
        ("attributes.pieces", "eq", 2, "Abc"),
        ("attributes.boxed", "eq", False, "abc"),
        ("attributes.day", "eq", "2025-03-01", "Abc"),
        ("attributes.day", "gt", "2025-03-01", "abc"),
        ("attributes.day", "lte", "2025-03-01", "Abc"),
        ("attributes.colour", "in", ["Red", "Green"], "Abc"),
        ("attributes.colour", "!in", ["Red"], "abc Other"),
        ("attributes.tags", "in", ["b", "c"], "Abc abc"),
        ("attributes.tags", "!in", ["a"], "abc Other"),
        ("attributes.picture", "exists", None, "Abc"),
        ("assets", "!exists", None, "abc Other"),
        ("thumbnail", "exists", None, ""),
        ("status", "eq", "Completed", "Abc"),
        ("status", "in", ["Draft"], "abc Other"),
        ("created", "gte", "2025-01-01", "Abc abc Other"),
        ("modified", "lt", "2025-01-01T00:00:00", ""),
        ("created", "eq", "2025-01-01", "Abc abc Other"),
        ("_is_variation", "eq", True, ""),
        ("_has_variations", "eq", False, "Abc abc Other"),
        ("static_lists", "in", ["x"], ""),
    ],
)
def test_operators_depend_on_the_type_of_the_field(
    mugs: Api, field: str, operator: str, value: Any, found: str
) -> None:
    assert mugs.found(field, operator, value) == found.split()


@pytest.mark.parametrize(
    ("field", "operator", "value"),
    [
        ("label", "gt", "a"),
        ("label", "in", ["a"]),
        ("label", "eq", 5),
        ("attributes.weight", "like", "1"),
        ("attributes.weight", "gt", "1"),
        ("attributes.weight", "gt", True),
        ("attributes.weight", "bte", [1]),
        ("attributes.day", "like", "2025"),
        ("attributes.day", "gt", "soon"),
        ("attributes.day", "eq", 20250101),
        ("created", "last_days", -1),
        ("attributes.picture", "eq", "x"),
        ("attributes.colour", "in", "Red"),
        ("attributes.colour", "in", [{}]),
        ("attributes.tags", "eq", "a"),
        ("status", "like", "D"),
        ("sku", "nonsense", "a"),
        ("sku", None, "a"),
        (None, "eq", "a"),
        (["sku"], "eq", "a"),
    ],
)
def test_operators_on_the_wrong_type_are_422(mugs: Api, field: str, operator: str, value: Any) -> None:
    answer = mugs.search(condition(field, operator, value))
    assert answer.status_code == 422
    assert answer.json()["error"]["msg"] == "Schema validation error"


def test_some_operators_work_though_discovery_does_not_list_them(mugs: Api) -> None:
    result = mugs.get("v1/filters/product").json()["data"][0]["attributes"]
    listed = {row["key"]: row["operators"] for row in result}
    for field, operator, value, found in (
        ("label", "!like", "big", "abc Other"),
        ("attributes.weight", "bte", [1, 3], "abc"),
        ("attributes.day", "bte", ["2025-03-01", "2025-03-02"], "Abc abc"),
        ("created", "last_days", 3, "Abc abc Other"),
        ("label", "text_search", "BIG", "Abc"),
    ):
        assert operator not in listed[field]
        assert mugs.found(field, operator, value) == found.split()
    assert mugs.found(["sku", "label"], "text_search", "BIG") == ["Abc"]
    assert mugs.search(condition(["sku", "nope"], "text_search", "x")).status_code == 422


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_skus_and_ids_are_found_by_in(mugs: Api, version: str) -> None:
    assert mugs.found("sku", "in", ["Other", "Abc", "ABC", "gone"], version) == ["Abc", "Other"]
    ids = [mugs.id_of(sku) for sku in ("Abc", "abc")]
    assert mugs.found("id", "in", [ids[1], "nope"], version) == ["abc"]
    assert mugs.found("sku", "!in", ["Abc"], version) == ["abc", "Other"]


def test_eq_and_like_ignore_case_and_in_does_not(mugs: Api) -> None:
    assert mugs.found("sku", "eq", "ABC") == ["Abc", "abc"]
    assert mugs.found("sku", "like", "AB") == ["Abc", "abc"]
    assert mugs.found("attributes.colour", "eq", "red") == ["Abc"]
    assert mugs.found("attributes.colour", "in", ["red"]) == []


def test_like_matches_substrings_and_has_no_wildcards(mugs: Api) -> None:
    assert mugs.found("attributes.title", "like", "100%") == ["Abc"]
    assert mugs.found("attributes.title", "like", "h%v") == []


def test_custom_attributes_need_a_prefix_in_filters(mugs: Api) -> None:
    assert mugs.search(condition("weight", "gt", 3)).status_code == 422
    assert mugs.found("attributes.weight", "gt", 3) == ["Abc"]


def test_a_filter_by_an_unknown_field_is_refused(mugs: Api) -> None:
    answer = mugs.search(condition("nope", "eq", "x"))
    assert answer.status_code == 422
    assert "Field 'nope' doesn't exist" in answer.text
    answer = mugs.post("v1/assets/search", {"filters": [[condition("eq", "eq", "x")]]})
    assert answer.json()["error"]["errors"] == [
        {"field": "eq", "msg": "unknown field"},
        {"field": "filters", "msg": "Unable to decode filters properly"},
    ]
    for filters in ("x", [1], [[1]], {"a": 1}, [condition("sku", "eq", "x")]):
        assert mugs.post("v2/products/search", {"filters": filters}).status_code == 422, filters


def test_products_are_found_by_having_images(open_api: OpenApi) -> None:
    api = open_api({"assets": [{"filename": "a.jpg"}, {"filename": "a.pdf"}], "products": [{"sku": "C"}]})
    for sku, number in (("A", 0), ("B", 1)):
        api.make(sku, assets=[{"id": api.asset(number)}])
    assert api.found("images", "exists") == ["A"]
    assert api.found("assets", "exists") == ["A", "B"]
