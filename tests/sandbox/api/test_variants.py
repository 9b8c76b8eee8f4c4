"""Variants of products."""

import httpx2
import pytest

from tests.sandbox.api_client import Api, row_of, rows_of


def variant(api: Api, parent: str, sku: str, version: str = "v1") -> httpx2.Response:
    body = {"variant": {"sku": sku}} if version == "v1" else {"sku": sku}
    return api.post(f"{version}/products/{parent}/variants", body)


@pytest.fixture
def parent(api: Api) -> str:
    """A product of a family."""
    made = api.make("P")
    api.post(f"v1/products/{made}/family", {"product_family_id": api.family()})
    return made


def test_variants_are_created_below_a_parent_of_the_same_family(api: Api, parent: str) -> None:
    one = row_of(variant(api, parent, "V1"))
    assert (one["_parent_id"], one["product_type"], one["product_level"]) == (parent, "VARIANT", 2)
    assert one["product_family_id"] == api.family()
    assert row_of(variant(api, parent, "V2", "v2")).keys() >= {"id", "created"}
    row = api.read(parent)
    assert (row["num_variations"], row["product_type"], row["product_level"]) == (2, "PARENT", 1)
    assert [v["sku"] for v in rows_of(api.get(f"v1/products/{parent}/variants"))] == ["V1", "V2"]


def test_a_malformed_variant_or_one_whose_sku_exists_is_refused(api: Api, parent: str) -> None:
    assert variant(api, parent, "BASE").status_code == 409
    assert api.post(f"v1/products/{parent}/variants", {"sku": "flat"}).status_code == 422


def test_a_variant_can_have_variants_and_these_cannot(api: Api, parent: str) -> None:
    one = row_of(variant(api, parent, "V1"))
    deep = row_of(variant(api, one["id"], "V3"))
    assert deep["product_level"] == 3
    assert variant(api, deep["id"], "V4").status_code == 422


def test_a_single_product_of_the_same_family_is_linked_and_unlinked(api: Api, parent: str) -> None:
    single = api.make("S")
    link = f"v2/products/{parent}/variant/{single}"
    assert "Parent and variants must be assigned to the same family" in api.post(link).text
    api.post(f"v1/products/{single}/family", {"product_family_id": api.family()})
    assert row_of(api.post(link))["id"] == parent
    assert "Products to link must be single" in api.post(link).text
    assert api.delete(link).status_code == 204
    assert api.delete(link).status_code == 404
    assert api.read(single)["product_type"] == "SINGLE"


def test_variants_inherit_until_they_have_a_value_of_their_own(api: Api) -> None:
    parent = api.make("P", attributes={"colour": "Red", "title": "own"})
    api.post(f"v1/products/{parent}/family", {"product_family_id": api.family()})
    child = variant(api, parent, "V").json()["data"][0]["id"]
    assert api.read(child)["attributes"] == {"colour": "Red", "full": 0.0}
    assert api.found("attributes.colour", "eq", "Red") == ["P", "V"]
    api.patch(f"v1/products/{child}", {"attributes": {"colour": "Blue"}})
    result = api.read(child)
    assert (result["attributes"]["colour"], result["overwritten_attributes"]) == ("Blue", ["colour"])
    resync = f"v1/products/{parent}/variants/resync"
    assert api.post(resync, {"attribute_labels": ["colour"], "variant_ids": [child]}).status_code == 200
    assert api.read(child)["attributes"]["colour"] == "Red"
    assert api.post(resync, {"attribute_labels": ["nope"], "variant_ids": [child]}).status_code == 422
    assert api.post(resync, {"attribute_labels": [], "variant_ids": ["x"]}).status_code == 422


def test_an_unlinked_variant_keeps_what_it_inherited(api: Api) -> None:
    parent = api.make("P", attributes={"colour": "Red"})
    api.post(f"v1/products/{parent}/family", {"product_family_id": api.family()})
    child = variant(api, parent, "V").json()["data"][0]["id"]
    assert api.delete(f"v1/products/{parent}/variant/{child}").status_code == 204
    assert api.read(child)["attributes"]["colour"] == "Red"
    assert api.read(parent)["product_type"] == "SINGLE"


def test_linking_a_variant_answers_with_the_parent(api: Api) -> None:
    parent, single, other = api.make("P"), api.make("S"), api.make("O")
    row = row_of(api.post(f"v1/products/{parent}/variant/{single}"))
    assert (row["id"], row["num_variations"], row["product_type"]) == (parent, 1, "PARENT")
    refused = api.post(f"v1/products/{other}/variant/{single}")
    assert refused.json() == {"error": {"msg": "Products to link must be single"}}


def test_products_have_levels_and_types(api: Api) -> None:
    single, *line = api.make("S"), api.make("A")
    for sku in "BC":
        line.append(row_of(api.post(f"v2/products/{line[-1]}/variants", {"sku": sku}))["id"])
    for version in ("v1", "v2"):
        rows = [api.read(product, version) for product in (single, *line)]
        levels = [(row["product_level"], row["product_type"]) for row in rows]
        assert levels == [(0, "SINGLE"), (1, "PARENT"), (2, "VARIANT"), (3, "VARIANT")]
