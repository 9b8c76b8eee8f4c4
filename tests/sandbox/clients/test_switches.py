"""The switches that this client, which speaks v1, can meet."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from plytix_pim_client.exceptions import ConflictError, UnprocessableEntityError

from tests.sandbox.clients.driver import OpenPlytix, Sleeps, ids, page, where


def test_linked_things_keep_their_v1_shape_whatever_v2_does(open_plytix: OpenPlytix, files: str) -> None:
    plytix = open_plytix(linked_shape="ids")
    asset = plytix.assets.create_asset_by_url(f"{files}/a.jpg")
    product = plytix.products.create_product("A").id
    plytix.products.assets.link_asset_to_product(product, asset.id, "thumbnail")
    result = plytix.products.get_product(product)
    assert result.thumbnail["filename"] == result.assets[0]["filename"] == "a.jpg"


@pytest.mark.parametrize(("status", "error"), [("409", ConflictError), ("422", UnprocessableEntityError)])
def test_a_duplicate_sku_is_a_conflict_or_unprocessable(
    open_plytix: OpenPlytix, status: int, error: type[Exception]
) -> None:
    plytix = open_plytix(duplicate_sku=status)
    plytix.products.create_product("A")
    with pytest.raises(error, match="A product with the same SKU already exists"):
        plytix.products.create_product("A")


def test_the_limit_of_columns_can_be_50(open_plytix: OpenPlytix) -> None:
    plytix = open_plytix(v1_columns="50")
    columns = [f"attributes.a{n}" for n in range(50)]
    assert plytix.products.search_products([], columns, [], page("sku")) == []
    with pytest.raises(UnprocessableEntityError, match="columns limit exceeded, current limit is 50"):
        plytix.products.search_products([], [*columns, "label"], [], page("sku"))


def test_a_search_can_lag_behind_for_the_client_too(open_plytix: OpenPlytix) -> None:
    plytix = open_plytix(search_lag="2")
    made = plytix.products.create_product("A")
    assert plytix.products.search_products([], [], [], page("sku")) == []
    plytix.clock.advance(2)
    assert ids(plytix.products.search_products([], [], [], page("sku"))) == [made.id]


def test_the_same_file_can_be_there_twice(open_plytix: OpenPlytix, files: str) -> None:
    plytix = open_plytix(asset_duplicates="none")
    one, two = (plytix.assets.create_asset_by_url(f"{files}/a.jpg") for _ in range(2))
    assert one.id != two.id


def test_an_upload_from_disk_can_fail_as_the_client_warns(open_plytix: OpenPlytix, tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(b"x")
    with pytest.raises(httpx.HTTPStatusError) as trouble:
        open_plytix(base64_upload="500").assets.create_asset_from_local_file(str(path))
    assert trouble.value.response.status_code == 500


def test_unlinking_by_bare_ids_may_be_refused(open_plytix: OpenPlytix) -> None:
    plytix = open_plytix(v1_unlink_body="objects")
    relationship = plytix.products.relationships.create_product_relationship("R").id
    one, two = ids(plytix.products.create_products([{"sku": "A"}, {"sku": "B"}]))
    with pytest.raises(UnprocessableEntityError, match="product_relationships"):
        plytix.products.relationships.unlink_product_from_relationship(one, relationship, [two])


@pytest.mark.parametrize(("value", "seen_by"), [("both_ways", "AB"), ("one_way", "A")])
def test_links_of_a_symmetrical_relationship_show_on_one_side_or_both(
    open_plytix: OpenPlytix, value: Any, seen_by: str
) -> None:
    document = {"relationships": [{"name": "Like", "symmetrical": True}]}
    plytix = open_plytix(document, symmetrical_links=value)
    (relationship,) = plytix.products.relationships.search_product_relationships([], ["symmetrical"], [], page())
    assert relationship._undocumented_data == {"symmetrical": True}
    one, two = plytix.products.create_products([{"sku": "A"}, {"sku": "B"}])
    related = [{"product_id": two.id, "quantity": 1}]
    plytix.products.relationships.link_product_to_relationship(one.id, relationship.id, related)
    result = plytix.products.get_products([one.id, two.id])
    assert [product.sku for product in result if product.relationships] == list(seen_by)


@pytest.mark.parametrize(("value", "wait"), [("0", 0), ("5", 5), ("60", 60)])
def test_the_jobs_of_a_family_take_as_long_as_chosen(open_plytix: OpenPlytix, value: Any, wait: int) -> None:
    plytix = open_plytix(family_job_delay=value)
    attribute = plytix.products.attributes.create_attribute("A", "TextAttribute")
    family = plytix.products.families.create_family("F").id
    plytix.products.families.attributes.link_attribute_to_family(family, [attribute.id])
    plytix.clock.advance(wait)
    assert ids(plytix.products.families.attributes.get_family_attributes(family)) == [attribute.id]


@pytest.mark.parametrize(("value", "found"), [("exact", "A"), ("ignored", "AB")])
def test_the_letter_case_of_skus_in_a_list_counts_or_not(open_plytix: OpenPlytix, value: Any, found: str) -> None:
    plytix = open_plytix({"products": [{"sku": "A"}, {"sku": "B"}]}, sku_in_case=value)
    rows = plytix.products.search_products(where(("sku", "in", ["A", "b"])), [], [], page("sku"))
    assert "".join(row.sku for row in rows) == found


def test_a_list_of_skus_that_is_too_long_is_refused(open_plytix: OpenPlytix) -> None:
    plytix = open_plytix(in_limit="100")
    with pytest.raises(UnprocessableEntityError, match="limit"):
        plytix.products.search_products(where(("sku", "in", [str(n) for n in range(101)])), [], [], page("sku"))


def test_an_unknown_column_is_ignored_or_refused(open_plytix: OpenPlytix) -> None:
    assert open_plytix().products.search_products([], ["nope"], [], page("sku")) == []
    with pytest.raises(UnprocessableEntityError, match="nope"):
        open_plytix(unknown_column="422").products.search_products([], ["nope"], [], page("sku"))


@pytest.mark.parametrize(("value", "shown"), [("null_on_v1", False), ("shown", True), ("null", False)])
def test_the_family_column_of_a_search_is_null_or_shown(
    open_plytix: OpenPlytix, value: Any, shown: tuple[str, list[str]]
) -> None:
    plytix = open_plytix(search_family=value)
    family = plytix.products.families.create_family("F").id
    plytix.products.assign_family(plytix.products.create_product("A").id, family)
    (row,) = plytix.products.search_products([], ["product_family_id"], [], page("sku"))
    assert row.product_family_id == (family if shown else None)


@pytest.mark.parametrize(("value", "sku"), [("ignored", "A"), ("honoured", "B")])
def test_a_sku_in_an_update_is_ignored_or_honoured(open_plytix: OpenPlytix, value: Any, sku: str) -> None:
    plytix = open_plytix(sku_in_patch=value)
    made = plytix.products.create_product("A")
    assert plytix.products.update_product(made.id, {"sku": "B"}).sku == sku


@pytest.mark.parametrize(("value", "attributes"), [("accept", {"a": "x"}), ("drop", {}), ("422", None)])
def test_a_value_outside_the_family_is_kept_dropped_or_refused(
    open_plytix: OpenPlytix, value: Any, attributes: Any
) -> None:
    plytix = open_plytix(out_of_family=value)
    plytix.products.attributes.create_attribute("A", "TextAttribute")
    product = plytix.products.create_product("P").id
    plytix.products.assign_family(product, plytix.products.families.create_family("F").id)
    if attributes is None:
        with pytest.raises(UnprocessableEntityError, match="'a'"):
            plytix.products.update_product(product, {"attributes": {"a": "x"}})
    else:
        assert plytix.products.update_product(product, {"attributes": {"a": "x"}}).attributes == attributes


def test_a_second_name_for_one_label_is_refused_or_gets_a_suffix(open_plytix: OpenPlytix) -> None:
    plytix = open_plytix(label_collision="suffix")
    made = [plytix.products.attributes.create_attribute(name, "TextAttribute") for name in ("A B", "A-B")]
    assert [attribute.label for attribute in made] == ["a_b", "a_b_1"]
    plytix = open_plytix()
    plytix.products.attributes.create_attribute("A B", "TextAttribute")
    with pytest.raises(UnprocessableEntityError):
        plytix.products.attributes.create_attribute("A-B", "TextAttribute")


@pytest.mark.parametrize("value", ["off", "8", "15"])
def test_the_client_gets_through_the_limit_of_sign_ins(open_plytix: OpenPlytix, sleeps: Sleeps, value: Any) -> None:
    plytix = open_plytix(auth_limit=value)
    sleeps.clock = plytix.clock
    made = [plytix.products.create_product(sku) for sku in "ABCDEF"]
    plytix.clock.advance(1000)
    assert plytix.products.get_products(ids(made)) == made
