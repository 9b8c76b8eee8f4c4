"""Searching products: filters, columns, orders, pages, relationship filters."""

from typing import Any

import pytest
from plytix_pim_client import OperatorEnum, ProductsRelationshipFilter, RelationshipSearchFilter
from plytix_pim_client.dtos.products.product import Product
from plytix_pim_client.dtos.response import SearchResponseWithPagination
from plytix_pim_client.exceptions import UnprocessableEntityError

from tests.sandbox.clients.driver import NOWHERE, Plytix, ids, page, where

WITH_PAGES = {"return_pagination": True}


@pytest.fixture
def shelf(plytix: Plytix) -> list[Any]:
    """Five products, A to E, of which the first three have titles."""
    plytix.products.attributes.create_attribute("Title", "TextAttribute")
    plytix.products.attributes.create_attribute("Pieces", "IntAttribute")
    made: list[Any] = plytix.products.create_products([{"sku": sku, "label": f"Label {sku}"} for sku in "ABCDE"])
    values = [{"title": f"Mug {n}", "pieces": n} for n in range(3)]
    plytix.products.update_products([(p.id, {"attributes": v}) for p, v in zip(made, values, strict=False)])
    return made


def skus(found: Any) -> list[str]:
    return [product.sku for product in found]


def test_a_search_without_filters_finds_everything_in_order(plytix: Plytix, shelf: list[Any]) -> None:
    found = plytix.products.search_products([], [], [], page("-sku"))
    assert all(isinstance(product, Product) for product in found)
    assert skus(found) == list("EDCBA")
    assert skus(plytix.products.search_products([], [], [], page("sku", sort_ascending=False))) == list("EDCBA")


def test_a_row_holds_the_default_columns_and_those_asked_for(plytix: Plytix, shelf: list[Any]) -> None:
    columns = ["label", "attributes.title", "status"]
    row = plytix.products.search_products(where(("sku", "eq", "b")), columns, [], page("sku"))[0]
    assert (row.id, row.sku, row.num_variations) == (shelf[1].id, "B", 0)
    assert (row.label, row.status, row.attributes) == ("Label B", "Draft", {"title": "Mug 1"})
    assert (row.created, row._undocumented_data) == (None, {"_parent_id": None})


def test_what_has_no_value_is_absent_from_a_row(plytix: Plytix, shelf: list[Any]) -> None:
    rows = plytix.products.search_products(where(("sku", "in", ["A", "E"])), ["attributes.title"], [], page("sku"))
    assert [row.attributes for row in rows] == [{"title": "Mug 0"}, []]


def test_undocumented_data_can_be_left_out(plytix: Plytix, shelf: list[Any]) -> None:
    no_extras = {"return_undocumented_data": False}
    assert plytix.products.search_products([], [], [], page("sku"), extra=no_extras)[0]._undocumented_data == {}


def test_count_is_what_matches_and_total_count_all_there_is(plytix: Plytix, shelf: list[Any]) -> None:
    wanted = where(("attributes.title", "exists"))
    found = plytix.products.search_products(wanted, [], [], page("sku", page_size=2), extra=WITH_PAGES)
    assert isinstance(found, SearchResponseWithPagination)
    assert skus(found.data) == ["A", "B"]
    result = found.pagination
    assert (result.count, result.total_count, result.page, result.page_size, result.order) == (3, 5, 1, 2, "sku")


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (("attributes.title", OperatorEnum.EXISTS), "ABC"),
        (("attributes.title", OperatorEnum.NOT_EXISTS), "DE"),
        (("attributes.title", OperatorEnum.EQUALS, "MUG 1"), "B"),
        (("sku", OperatorEnum.NOT_EQUALS, "a"), "BCDE"),
        (("label", OperatorEnum.CONTAINS, "label c"), "C"),
        (("attributes.title", OperatorEnum.CONTAINS, "%"), ""),
        (("sku", OperatorEnum.IN, ["A", "d", "E"]), "AE"),
        (("sku", OperatorEnum.NOT_IN, ["A", "B"]), "CDE"),
        (("attributes.pieces", OperatorEnum.GREATER_THAN, 1), "C"),
        (("attributes.pieces", OperatorEnum.GREATER_THAN_OR_EQUAL, 1), "BC"),
        (("attributes.pieces", OperatorEnum.LESS_THAN, 1), "A"),
        (("attributes.pieces", OperatorEnum.LESS_THAN_OR_EQUAL, 1), "AB"),
        (("attributes.pieces", OperatorEnum.BETWEEN, [1, 2]), "BC"),
        (("label", OperatorEnum.TEXT_SEARCH, "Label D"), "D"),
        (("created", OperatorEnum.GREATER_THAN, "2026-01-01"), ""),
        (("status", OperatorEnum.IN, ["Draft"]), "ABCDE"),
        (("_is_variation", OperatorEnum.EQUALS, False), "ABCDE"),
    ],
)
def test_every_operator_of_the_client_is_understood(
    plytix: Plytix, shelf: list[Any], condition: Any, expected: Any
) -> None:
    assert skus(plytix.products.search_products(where(condition), [], [], page("sku"))) == list(expected)


def test_inner_filters_are_joined_by_and_and_outer_ones_by_or(plytix: Plytix, shelf: list[Any]) -> None:
    both = where(("attributes.pieces", "gte", 1), ("attributes.pieces", "lt", 2))
    assert skus(plytix.products.search_products(both, [], [], page("sku"))) == ["B"]
    either = both + where(("sku", "eq", "E"))
    assert skus(plytix.products.search_products(either, [], [], page("sku"))) == ["B", "E"]


def test_every_page_comes_until_one_is_empty(plytix: Plytix, shelf: list[Any]) -> None:
    before = len(plytix.requests())
    pages = plytix.products.search_all_products([], ["label"], [], "sku", sort_ascending=False, page_size=2)
    assert [skus(rows) for rows in pages] == [["E", "D"], ["C", "B"], ["A"]]
    assert len(plytix.requests()) - before == 4


def test_a_search_that_finds_nothing_has_no_pages(plytix: Plytix) -> None:
    assert plytix.products.search_all_products(where(("sku", "eq", "x")), [], [], "id") == []


def test_a_relationship_made_by_the_api_is_found_from_one_side_only(plytix: Plytix, shelf: list[Any]) -> None:
    relationship = plytix.products.relationships.create_product_relationship("Spare parts").id
    _, two, three, *_ = ids(shelf)
    related = [{"product_id": three, "quantity": 2}]
    plytix.products.relationships.link_product_to_relationship(two, relationship, related)

    def found(operator: str, *products: Any) -> list[str]:
        one = RelationshipSearchFilter(relationship_id=relationship, operator=operator, product_ids=list(products))
        return skus(plytix.products.search_products([], [], [[one]], page("sku")))

    def with_quantity(operator: str, value: Any) -> Any:
        return ProductsRelationshipFilter(id=three, qty_operator=operator, value=[value])

    assert found(OperatorEnum.EXISTS) == ["B"]
    assert found(OperatorEnum.NOT_EXISTS) == list("ACDE")
    assert found(OperatorEnum.EXISTS, with_quantity(OperatorEnum.EQUALS, 2)) == ["B"]
    assert found(OperatorEnum.EXISTS, with_quantity(OperatorEnum.GREATER_THAN, 2)) == []


def test_relationships_are_columns_too(plytix: Plytix, shelf: list[Any]) -> None:
    relationship = plytix.products.relationships.create_product_relationship("Spare parts")
    related = [{"product_id": shelf[1].id, "quantity": 2}]
    plytix.products.relationships.link_product_to_relationship(shelf[0].id, relationship.id, related)
    found = plytix.products.search_products([], ["relationships.spare_parts"], [], page("sku"))
    assert [len(row.relationships) for row in found] == [1, 0, 0, 0, 0]
    assert found[0].relationships[0]["label"] == "spare_parts"
    assert found[0].relationships[0]["related_products"][0]["quantity"] == 2


def test_a_search_hides_the_family_that_a_get_shows(plytix: Plytix, shelf: list[Any]) -> None:
    family = plytix.products.families.create_family("Shoes")
    plytix.products.assign_family(shelf[0].id, family.id)
    row = plytix.products.search_products(where(("sku", "eq", "A")), ["product_family_id"], [], page("sku"))[0]
    assert (row.product_family_id, plytix.products.get_product(row.id).product_family_id) == (None, family.id)


@pytest.mark.parametrize(
    ("filters", "columns", "order"),
    [
        (where(("title", "eq", "x")), [], "sku"),
        (where(("status", "like", "Draft")), [], "sku"),
        (where(("sku", "in", "A")), [], "sku"),
        ([], [f"attributes.a{n}" for n in range(21)], "sku"),
        ([], [], "nope"),
    ],
)
def test_a_search_that_cannot_be_is_unprocessable(
    plytix: Plytix, shelf: list[Any], filters: Any, columns: Any, order: Any
) -> None:
    with pytest.raises(UnprocessableEntityError, match="Schema validation error"):
        plytix.products.search_products(filters, columns, [], page(order))


def test_a_filter_on_an_unknown_relationship_is_unprocessable(plytix: Plytix) -> None:
    one = RelationshipSearchFilter(relationship_id=NOWHERE, operator=OperatorEnum.EXISTS, product_ids=[])
    with pytest.raises(UnprocessableEntityError, match="relationship"):
        plytix.products.search_products([], [], [[one]], page("sku"))
