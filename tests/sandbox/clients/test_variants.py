"""Variants of products."""

import pytest
from plytix_pim_client.dtos.products.variant import ProductVariant
from plytix_pim_client.exceptions import ConflictError, UnprocessableEntityError

from tests.sandbox.clients.driver import NO_ID, NOWHERE, Plytix, ids


def test_a_variant_is_added_below_its_parent(plytix: Plytix) -> None:
    plytix.products.attributes.create_attribute("Title", "TextAttribute")
    parent = plytix.products.create_product("P").id
    result = plytix.products.variants.add_variant_to_product(parent, "V", label="One", attributes={"title": "x"})
    assert isinstance(result, ProductVariant)
    assert (result.sku, result.label, result.attributes) == ("V", "One", {"title": "x"})
    assert (result.product_type, result.product_level) == ("VARIANT", 2)
    assert result._undocumented_data["_parent_id"] == parent
    above = plytix.products.get_product(parent)
    assert (above.num_variations, above.product_type, above.product_level) == (1, "PARENT", 1)


def test_many_variants_are_added_in_one_call(plytix: Plytix) -> None:
    parent = plytix.products.create_product("P").id
    wanted = [(parent, {"sku": "V1"}), (NO_ID, {"sku": "V2"}), (parent, {"sku": "V3", "label": "Three"})]
    result = plytix.products.variants.add_variant_to_products(wanted)
    assert [one and (one.sku, one.label) for one in result] == [("V1", None), None, ("V3", "Three")]


def test_a_variant_with_a_sku_that_exists_is_a_conflict(plytix: Plytix) -> None:
    parent = plytix.products.create_product("P").id
    with pytest.raises(ConflictError, match="A product with the same SKU already exists"):
        plytix.products.variants.add_variant_to_product(parent, "P")


def test_variants_are_listed(plytix: Plytix) -> None:
    one, two = ids(plytix.products.create_products([{"sku": "P"}, {"sku": "Q"}]))
    plytix.products.variants.add_variant_to_products([(one, {"sku": "V1"}), (one, {"sku": "V2"})])
    listed = plytix.products.variants.get_product_variants(one)
    assert [(variant.sku, variant.product_type) for variant in listed] == [("V1", "VARIANT"), ("V2", "VARIANT")]
    many = plytix.products.variants.get_multiple_product_variants([two, NO_ID, one])
    assert (many[0], many[1], ids(many[2])) == ([], None, ids(listed))


def test_a_single_product_becomes_a_variant_and_single_again(plytix: Plytix) -> None:
    parent, single = ids(plytix.products.create_products([{"sku": "P"}, {"sku": "S"}]))
    assert plytix.products.variants.link_variant_to_product(parent, single) is True
    assert plytix.products.get_product(single).product_type == "VARIANT"
    assert ids(plytix.products.variants.get_product_variants(parent)) == [single]
    assert plytix.products.variants.unlink_variant_from_product(parent, single) is True
    assert plytix.products.get_product(single).product_type == "SINGLE"
    assert plytix.products.variants.unlink_variant_from_product(parent, single) is False


def test_many_variants_are_linked_and_unlinked(plytix: Plytix) -> None:
    parent, one, two = ids(plytix.products.create_products([{"sku": sku} for sku in "PAB"]))
    pairs = [(parent, one), (parent, NO_ID), (parent, two)]
    assert plytix.products.variants.link_variant_to_products(pairs) == [True, False, True]
    assert plytix.products.get_product(parent).num_variations == 2
    assert plytix.products.variants.unlink_variant_from_products(pairs) == [True, False, True]
    assert plytix.products.get_product(parent).num_variations == 0


def test_parent_and_variant_are_of_one_family(plytix: Plytix) -> None:
    family = plytix.products.families.create_family("Shoes").id
    parent, single = ids(plytix.products.create_products([{"sku": "P"}, {"sku": "S"}]))
    plytix.products.assign_family(parent, family)
    with pytest.raises(UnprocessableEntityError, match="must be assigned to the same family"):
        plytix.products.variants.link_variant_to_product(parent, single)
    result = plytix.products.variants.add_variant_to_product(parent, "V")
    assert result.product_family_id == family
    with pytest.raises(UnprocessableEntityError, match="Products to link must be single"):
        plytix.products.variants.link_variant_to_product(parent, result.id)


def test_a_variant_inherits_until_it_has_a_value_of_its_own(plytix: Plytix) -> None:
    colour = plytix.products.attributes.create_attribute("Colour", "TextAttribute")
    family = plytix.products.families.create_family("Shoes").id
    plytix.products.families.attributes.link_attribute_to_family(family, [colour.id], "parent_level")
    plytix.clock.advance(1)
    parent = plytix.products.create_product("P").id
    plytix.products.assign_family(parent, family)
    plytix.products.update_product(parent, {"attributes": {"colour": "red"}})
    variant = plytix.products.variants.add_variant_to_product(parent, "V")
    assert (variant.attributes, variant.overwritten_attributes) == ({"colour": "red"}, [])
    result = plytix.products.update_product(variant.id, {"attributes": {"colour": "blue"}})
    assert (result.attributes, result.overwritten_attributes) == ({"colour": "blue"}, ["colour"])


def test_deleting_a_parent_deletes_its_variants(plytix: Plytix) -> None:
    parent = plytix.products.create_product("P").id
    variant = plytix.products.variants.add_variant_to_product(parent, "V").id
    assert plytix.products.delete_product(parent) is True
    assert plytix.products.get_product(variant) is None


@pytest.mark.parametrize("absent", [NOWHERE, NO_ID])
def test_variants_of_what_is_not_there_are_none_or_false(plytix: Plytix, absent: str) -> None:
    product = plytix.products.create_product("A").id
    assert plytix.products.variants.get_product_variants(absent) is None
    assert plytix.products.variants.add_variant_to_product(absent, "V") is None
    assert plytix.products.variants.link_variant_to_product(absent, product) is False
    assert plytix.products.variants.unlink_variant_from_product(absent, product) is False
