"""What can be filtered by, as Plytix's own examples tell it."""

import pytest
from plytix_pim_client.dtos.filters import AvailableSearchFilter

from tests.sandbox.clients.driver import page, where

TEXT = ["exists", "!exists", "like", "eq", "!eq"]
NUMBER = ["exists", "!exists", "eq", "!eq", "gt", "gte", "lt", "lte"]
DATE = ["exists", "!exists", "eq", "gt", "gte", "lt", "lte"]


def by_key(filters):
    assert all(isinstance(one, AvailableSearchFilter) for one in filters)
    return {one.key: (one.filter_type, one.operators) for one in filters}


@pytest.mark.parametrize(
    ("type_class", "told"),
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
def test_custom_attributes_are_filters_with_a_prefix(plytix, type_class, told):
    plytix.products.attributes.create_attribute("X", type_class)
    assert by_key(plytix.filters.get_products_filters())["attributes.x"] == told


def test_the_options_of_an_attribute_are_told(plytix):
    plytix.products.attributes.create_attribute("Colour", "DropdownAttribute", options=["Red", "Blue"])
    options = {one.key: one.options for one in plytix.filters.get_products_filters()}
    assert options["attributes.colour"] == ["Red", "Blue"]
    assert options["sku"] is None


def test_system_attributes_of_products_are_filters(plytix):
    told = by_key(plytix.filters.get_products_filters())
    assert told["sku"] == told["label"] == ("TextAttribute", TEXT)
    assert told["created"] == told["modified"] == ("DateAttribute", DATE)
    assert told["status"] == ("DropdownAttribute", ["eq", "in", "!in"])
    assert told["categories"] == ("MultiSelectAttribute", ["exists", "!exists", "in", "!in"])
    assert told["static_lists"] == ("MultiSelectAttribute", ["in"])
    assert told["assets"] == told["thumbnail"] == ("MediaAttribute", ["exists", "!exists"])
    assert told["_is_variation"] == told["_has_variations"] == ("BooleanAttribute", ["eq"])


def test_filters_of_files(plytix):
    told = by_key(plytix.filters.get_assets_filters())
    assert told["filename"] == told["extension"] == ("TextAttribute", ["like", "eq", "!eq"])
    assert told["file_type"] == ("MultiSelectAttribute", ["in", "!in"])
    assert told["file_size"] == ("DecimalAttribute", ["eq", "!eq", "gt", "gte", "lt", "lte"])
    assert told["assigned"] == ("BooleanAttribute", ["eq"])
    assert told["id"] == ("TextAttribute", ["eq", "!eq", "in", "!in"])
    assert told["categories"] == ("HierarchyAttribute", ["exists", "!exists", "in", "!in"])
    assert told["created"] == told["modified"] == ("DateAttribute", ["eq", "gt", "gte", "lt", "lte"])


def test_filters_of_relationships_are_there_before_any_relationship(plytix):
    told = by_key(plytix.filters.get_relationships_filters())
    assert told["name"] == told["label"] == ("TextAttribute", TEXT)
    assert told["symmetrical"] == ("BooleanAttribute", ["exists", "!exists", "eq"])
    assert told["created"] == told["modified"] == ("DateAttribute", DATE)
    assert told["id"] == ("TextAttribute", ["like", "eq", "!eq"])


def test_every_filter_that_is_told_can_be_used(plytix):
    values = {"DateAttribute": "2025-01-01", "DecimalAttribute": 1, "BooleanAttribute": True}

    def conditions(filters):
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
