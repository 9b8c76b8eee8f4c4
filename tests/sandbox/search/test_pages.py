"""Pages, columns and order of a search."""

import pytest

from tests.sandbox.api_client import Api, OpenApi, condition, rows_of


def test_a_page_holds_25_rows_by_default_and_at_most_100(api: Api) -> None:
    for n in range(30):
        api.make(f"S{n:02}")
    assert len(rows_of(api.search())) == 25
    assert len(rows_of(api.search(pagination={"page_size": 100}))) == 31
    for bad in (101, 0, -1, "5", 2.5, True):
        assert api.search(pagination={"page_size": bad}).status_code == 422, bad
        assert api.search(pagination={"page": bad}).status_code == 422 or bad == 101, bad
    pages = [rows_of(api.search(pagination={"page": n, "page_size": 10, "order": "-sku"})) for n in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [10, 10, 10, 1]
    assert [r["sku"] for page in pages for r in page][:3] == ["S29", "S28", "S27"]


@pytest.mark.parametrize(("version", "most"), [("v1", 20), ("v2", 50)])
def test_too_many_columns_are_refused(api: Api, version: str, most: int) -> None:
    columns = ["id", "sku", *(f"attributes.x{n}" for n in range(most))]
    assert api.search(version=version, attributes=columns).status_code == 200
    answer = api.search(version=version, attributes=[*columns, "label"])
    assert answer.status_code == 422
    assert answer.json() == {
        "error": {
            "msg": "Schema validation error",
            "errors": [{"field": "schema", "msg": f"columns limit exceeded, current limit is {most}"}],
        }
    }


def test_sorting_more_than_10000_matches_is_refused(open_api: OpenApi) -> None:
    api = open_api({"products": [{"sku": f"S{n:05}"} for n in range(10_001)]})
    assert api.search(pagination={"order": "sku"}).status_code == 428
    assert api.search(condition("sku", "!eq", "S00000"), pagination={"order": "sku"}).status_code == 200
    assert api.search(pagination={"page": 101, "page_size": 100}).json()["data"][0]["sku"] == "S10000"


def test_rows_are_sorted_by_common_fields_and_attributes(mugs: Api) -> None:
    def order(by: str) -> list[str]:
        return [r["sku"] for r in rows_of(mugs.search(pagination={"order": by}))]

    assert order("sku") == ["Abc", "Other", "abc"]
    assert order("-attributes.weight") == ["Abc", "abc", "Other"]
    assert order("attributes.weight")[0] == "Other"
    assert order("-id") == ["Other", "abc", "Abc"]
    mugs.clock.advance(1)
    mugs.patch(f"v2/products/{mugs.id_of('abc')}", {"label": "Cup"})
    assert (order("modified"), order("created")) == (["Abc", "Other", "abc"], ["Abc", "abc", "Other"])
    mugs.make("Last")
    assert order("-created")[0] == "Last"
    assert len(order("name")) == 4
    assert mugs.search(pagination={"order": "nope"}).status_code == 422
    assert mugs.search(pagination={"order": 5}).status_code == 422


def test_count_is_the_matches_and_total_count_all_records(mugs: Api) -> None:
    result = mugs.search(condition("label", "exists"), pagination={"page_size": 1}).json()["pagination"]
    assert result == {"count": 2, "order": None, "page": 1, "page_size": 1, "total_count": 3}
    assert mugs.search(pagination={"order": "-sku"}).json()["pagination"]["order"] == "-sku"


def test_default_columns_depend_on_the_version(mugs: Api) -> None:
    v1, v2 = (rows_of(mugs.search(condition("sku", "in", ["Abc"]), version=v))[0] for v in ("v1", "v2"))
    assert set(v1) == {"id", "sku", "num_variations", "_parent_id"}
    assert set(v2) == {"id", "sku", "num_variations", "modified_user_audit"}


def test_a_row_holds_the_columns_asked_for(mugs: Api) -> None:
    columns = ["label", "status", "modified", "attributes.weight", "attributes.day"]
    row = rows_of(mugs.search(condition("sku", "in", ["Abc"]), attributes=columns))[0]
    assert (row["label"], row["status"]) == ("Big Mug", "Completed")
    assert row["attributes"] == {"weight": 3.5, "day": "2025-03-01T00:00:00"}
    assert row["modified"] == mugs.read(mugs.id_of("Abc"), "v2")["modified"]


def test_an_attribute_without_a_value_is_absent_from_a_row(mugs: Api) -> None:
    found = rows_of(mugs.search(condition("sku", "in", ["Other"]), attributes=["attributes.weight", "label"]))
    assert found[0]["attributes"] == {}
    assert found[0]["label"] is None


def test_a_v1_row_without_any_attribute_holds_an_empty_list(mugs: Api) -> None:
    one = condition("sku", "in", ["Other"])
    found = rows_of(mugs.search(one, version="v1", attributes=["attributes.weight"]))
    assert found[0]["attributes"] == []


def test_a_page_past_the_end_is_empty(mugs: Api) -> None:
    answer = mugs.search(pagination={"page": 10**9})
    assert (rows_of(answer), answer.json()["pagination"]["count"]) == ([], 3)


def test_the_family_column_of_a_v1_search_is_null(api: Api) -> None:
    product = api.make("A")
    api.post(f"v1/products/{product}/family", {"product_family_id": api.family()})
    for version, result in (("v1", None), ("v2", api.family())):
        found = rows_of(api.search(condition("sku", "eq", "A"), version=version, attributes=["product_family_id"]))
        assert found[0]["product_family_id"] == result


def test_rows_of_other_searches_hold_id_and_the_columns_asked_for(api: Api) -> None:
    body = {"filters": [[{"field": "name", "operator": "eq", "value": "shoes"}]], "attributes": ["name"]}
    assert api.post("v1/product_families/search", body).json()["data"] == [{"id": api.family(), "name": "Shoes"}]
    for what in ("assets", "attributes/product", "categories/product", "relationships"):
        rows = api.post(f"v1/{what}/search", {"attributes": ["modified"]}).json()["data"]
        assert all(row.keys() <= {"id", "modified"} for row in rows), what


def test_every_search_can_be_sorted_by_the_common_fields(api: Api) -> None:
    for what in ("attributes/product", "product_families", "relationships", "categories/file", "assets", "products"):
        for field in ("id", "sku", "created", "modified", "name"):
            answer = api.post(f"v1/{what}/search", {"filters": [], "pagination": {"order": f"-{field}"}})
            assert answer.status_code == 200, (what, field)
        assert api.post(f"v1/{what}/search", {"pagination": {"order": "nope"}}).status_code == 422
