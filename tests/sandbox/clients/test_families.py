"""Product families and the attributes in them."""

import pytest
from plytix_pim_client.dtos.products.family import (
    ProductAttributeFamilyLevel,
    ProductFamily,
    ProductFamilyAttribute,
)
from plytix_pim_client.exceptions import UnprocessableEntityError

from tests.sandbox.clients.driver import NO_ID, NOWHERE, Plytix, ids, page, where

ON, OFF = ProductAttributeFamilyLevel.ON, ProductAttributeFamilyLevel.OFF

Shoes = tuple[str, list[str]]


@pytest.fixture
def shoes(plytix: Plytix) -> Shoes:
    """A family without attributes, and three attributes A, B and C: (family id, attribute ids)."""
    wanted = [{"name": name, "type_class": "TextAttribute"} for name in "ABC"]
    made = plytix.products.attributes.create_attributes(wanted)
    return plytix.products.families.create_family("Shoes").id, ids(made)


def levels(plytix: Plytix, family: str) -> dict[str, str]:
    result = plytix.products.families.attributes.get_family_attributes(family)
    return {one.label: one.attribute_level for one in result}


def test_a_family_is_returned_whole(plytix: Plytix) -> None:
    made = plytix.products.families.create_family("Shoes")
    assert isinstance(made, ProductFamily)
    assert (made.name, made.created, made.modified) == ("Shoes", *["2025-01-01T00:00:00.000000+00:00"] * 2)
    assert (made.total_attributes, made.total_models, made.total_products) == (0, 0, 0)
    assert plytix.products.families.get_family(made.id) == made


def test_the_attributes_that_the_client_names_on_creation_are_ignored(plytix: Plytix, shoes: Shoes) -> None:
    _, (one, two, _) = shoes
    made = plytix.products.families.create_family("Boots", attribute_ids=[one], parent_attribute_ids=[two])
    assert made.total_attributes == 0
    assert plytix.products.families.attributes.get_family_attributes(made.id) == []


def test_many_families_are_created_read_and_renamed_at_once(plytix: Plytix) -> None:
    made = plytix.products.families.create_families([{"name": name} for name in ("Shoes", "Boots")])
    assert [one.name for one in made] == ["Shoes", "Boots"]
    assert plytix.products.families.get_families([made[1].id, NO_ID]) == [made[1], None]
    renamed = plytix.products.families.rename_families([(made[0].id, "Clogs"), (NO_ID, "x")])
    assert [one and one.name for one in renamed] == ["Clogs", None]
    assert plytix.products.families.rename_family(made[1].id, "Sandals").name == "Sandals"


def test_a_family_of_a_name_that_exists_is_unprocessable(plytix: Plytix, shoes: Shoes) -> None:
    with pytest.raises(UnprocessableEntityError, match="already exists"):
        plytix.products.families.create_family("Shoes")


def test_attributes_join_a_family_a_little_later(plytix: Plytix, shoes: Shoes) -> None:
    family, (one, two, _) = shoes
    assert plytix.products.families.attributes.link_attribute_to_family(family, [one, two], ON) is True
    assert plytix.products.families.attributes.get_family_attributes(family) == []
    plytix.clock.advance(1)
    result = plytix.products.families.attributes.get_family_attributes(family)
    assert result[0] == ProductFamilyAttribute(id=one, label="a", name="A", attribute_level="parent_level")
    assert plytix.products.families.get_family(family).total_attributes == 2


def test_attributes_of_many_families_are_linked_and_read_at_once(plytix: Plytix, shoes: Shoes) -> None:
    family, (one, two, _) = shoes
    other = plytix.products.families.create_family("Boots").id
    wanted = [(family, [one], OFF), (NO_ID, [one], OFF), (other, [two], ON)]
    assert plytix.products.families.attributes.link_attributes_to_families(wanted) == [True, None, True]
    plytix.clock.advance(1)
    result = plytix.products.families.attributes.get_families_attributes([family, NO_ID, other])
    assert [found and [each.attribute_level for each in found] for found in result] == [[OFF], None, [ON]]


def test_the_inheritance_of_attributes_is_edited(plytix: Plytix, shoes: Shoes) -> None:
    family, attributes = shoes
    plytix.products.families.attributes.link_attribute_to_family(family, attributes)
    plytix.clock.advance(1)
    assert levels(plytix, family) == {"a": OFF, "b": OFF, "c": OFF}
    assert plytix.products.families.attributes.edit_attributes_inheritance(family, ["a", "b"], []) is True
    plytix.clock.advance(1)
    assert levels(plytix, family) == {"a": ON, "b": ON, "c": OFF}
    edits = [(family, ["c"], ["a"]), (NO_ID, ["a"], [])]
    assert plytix.products.families.attributes.edit_attributes_inheritances(edits) == [True, None]
    plytix.clock.advance(1)
    assert levels(plytix, family) == {"a": OFF, "b": ON, "c": ON}


def test_attributes_leave_a_family(plytix: Plytix, shoes: Shoes) -> None:
    family, (one, two, three) = shoes
    plytix.products.families.attributes.link_attribute_to_family(family, [one, two, three])
    plytix.clock.advance(1)
    assert plytix.products.families.attributes.unlink_attribute_to_family(family, [one]) is True
    unlinks = [(family, [two]), (NO_ID, [two])]
    assert plytix.products.families.attributes.unlink_attributes_to_families(unlinks) == [True, None]
    plytix.clock.advance(1)
    assert levels(plytix, family) == {"c": OFF}


def test_an_attribute_that_is_not_there_cannot_join(plytix: Plytix, shoes: Shoes) -> None:
    with pytest.raises(UnprocessableEntityError, match="does not exist"):
        plytix.products.families.attributes.link_attribute_to_family(shoes[0], [NOWHERE])


def test_a_deleted_family_leaves_its_products_unassigned(plytix: Plytix, shoes: Shoes) -> None:
    product = plytix.products.create_product("A").id
    plytix.products.assign_family(product, shoes[0])
    assert plytix.products.families.delete_family(shoes[0]) is True
    assert plytix.products.get_product(product).product_family_id is None
    other = plytix.products.families.create_family("Boots").id
    assert plytix.products.families.delete_families([shoes[0], other, NO_ID]) == [False, True, False]


def test_families_are_searched_and_paged(plytix: Plytix) -> None:
    plytix.products.families.create_families([{"name": f"F{n}"} for n in range(5)])
    filters, columns = where(("name", "eq", "f3")), ["name", "total_products", "total_attributes", "modified"]
    (found,) = plytix.products.families.search_families(filters, columns, [], page())
    assert (found.name, found.total_products, found.total_models) == ("F3", 0, None)
    pages = plytix.products.families.search_all_families([], ["name"], [], "name", False, 3)
    assert [[one.name for one in rows] for rows in pages] == [["F4", "F3", "F2"], ["F1", "F0"]]


@pytest.mark.parametrize("absent", [NOWHERE, NO_ID])
def test_a_family_that_is_not_there_is_none_or_false(plytix: Plytix, absent: str) -> None:
    assert plytix.products.families.get_family(absent) is None
    assert plytix.products.families.rename_family(absent, "x") is None
    assert plytix.products.families.delete_family(absent) is False
    assert plytix.products.families.attributes.get_family_attributes(absent) is None
    assert plytix.products.families.attributes.link_attribute_to_family(absent, []) is None
    assert plytix.products.families.attributes.unlink_attribute_to_family(absent, []) is None
    assert plytix.products.families.attributes.edit_attributes_inheritance(absent, [], []) is None
