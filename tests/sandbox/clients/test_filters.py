"""The fields that can be filtered by, as in Plytix's own examples."""

from typing import Any

import pytest
from plytix_pim_client.dtos.filters import AvailableSearchFilter

from tests.sandbox.clients.driver import Plytix, page, where

TEXT = ["exists", "!exists", "like", "eq", "!eq"]
NUMBER = ["exists", "!exists", "eq", "!eq", "gt", "gte", "lt", "lte"]
DATE = ["exists", "!exists", "eq", "gt", "gte", "lt", "lte"]


def by_key(filters: Any) -> dict[str, tuple[str, list[str]]]:
    assert all(isinstance(one, AvailableSearchFilter) for one in filters)
    return {one.key: (one.filter_type, one.operators) for one in filters}


@pytest.mark.parametrize(
    ("type_class", "result"),
    [
        ("TextAttribute", ("TextAttribute", TEXT)),
        ("HtmlAttribute", ("TextAttribute", TEXT)),
        ("DecimalAttribute", ("DecimalAttribute", NUMBER)),
        ("CompletenessAttribute", ("DecimalAttribute", NUMBER)),
        ("DropdownAttribute", ("DropdownAttribute", ["exists", "!exists", "eq", "!eq", "in", "!in"])),
        ("MultiSelectAttribute", ("MultiSelectAttribute", ["exists", "!exists", "in", "!in"])),
        ("MediaAttribute", ("MediaAttribute", ["exists", "!exists"])),
        ("DateAttribute", ("DateAttribute", DATE)),
    ],
)
def test_custom_attributes_are_filters_with_a_prefix(plytix: Plytix, type_class: str, result: Any) -> None:
    plytix.products.attributes.create_attribute("X", type_class)
    assert by_key(plytix.filters.get_products_filters())["attributes.x"] == result


def test_the_options_of_an_attribute_are_listed(plytix: Plytix) -> None:
    plytix.products.attributes.create_attribute("Colour", "DropdownAttribute", options=["Red", "Blue"])
    options = {one.key: one.options for one in plytix.filters.get_products_filters()}
    assert options["attributes.colour"] == ["Red", "Blue"]
    assert options["sku"] is None


def test_system_attributes_of_products_are_filters(plytix: Plytix) -> None:
    result = by_key(plytix.filters.get_products_filters())
    assert result["sku"] == result["label"] == ("TextAttribute", TEXT)
    assert result["created"] == result["modified"] == ("DateAttribute", DATE)
    assert result["status"] == ("DropdownAttribute", ["eq", "in", "!in"])
    assert result["categories"] == ("MultiSelectAttribute", ["exists", "!exists", "in", "!in"])
    assert result["static_lists"] == ("MultiSelectAttribute", ["in"])
    assert result["assets"] == result["thumbnail"] == ("MediaAttribute", ["exists", "!exists"])
    assert result["_is_variation"] == result["_has_variations"] == ("BooleanAttribute", ["eq"])


def test_the_fields_of_files_are_filters(plytix: Plytix) -> None:
    result = by_key(plytix.filters.get_assets_filters())
    assert result["filename"] == result["extension"] == ("TextAttribute", ["like", "eq", "!eq"])
    assert result["file_type"] == ("MultiSelectAttribute", ["in", "!in"])
    assert result["file_size"] == ("DecimalAttribute", ["eq", "!eq", "gt", "gte", "lt", "lte"])
    assert result["assigned"] == ("BooleanAttribute", ["eq"])
    assert result["id"] == ("TextAttribute", ["eq", "!eq", "in", "!in"])
    assert result["categories"] == ("HierarchyAttribute", ["exists", "!exists", "in", "!in"])
    assert result["created"] == result["modified"] == ("DateAttribute", ["eq", "gt", "gte", "lt", "lte"])


def test_filters_of_relationships_are_there_before_any_relationship(plytix: Plytix) -> None:
    result = by_key(plytix.filters.get_relationships_filters())
    assert result["name"] == result["label"] == ("TextAttribute", TEXT)
    assert result["symmetrical"] == ("BooleanAttribute", ["exists", "!exists", "eq"])
    assert result["created"] == result["modified"] == ("DateAttribute", DATE)
    assert result["id"] == ("TextAttribute", ["like", "eq", "!eq"])


def test_every_filter_that_is_listed_can_be_used(plytix: Plytix) -> None:
    values = {"DateAttribute": "2025-01-01", "DecimalAttribute": 1, "BooleanAttribute": True}

    def conditions(filters: Any) -> Any:
        for one in filters:
            for operator in one.operators:
                value = values.get(one.filter_type, "x")
                yield one.key, operator, [value] if operator in ("in", "!in") else value

    for condition in conditions(plytix.filters.get_products_filters()):
        plytix.products.search_products(where(condition), [], [], page("id"))
    for condition in conditions(plytix.filters.get_assets_filters()):
        plytix.assets.search_assets(where(condition), [], [], page("id"))
    for condition in conditions(plytix.filters.get_relationships_filters()):
        plytix.products.relationships.search_product_relationships(where(condition), [], [], page("id"))
