"""Product attributes and their groups."""

import pytest
from plytix_pim_client.dtos.products.attribute import (
    ProductAttribute,
    ProductAttributesGroup,
    ProductAttributeTypeClass,
)
from plytix_pim_client.dtos.products.family import ProductAttributeFamilyLevel
from plytix_pim_client.exceptions import UnprocessableEntityError

from tests.sandbox.clients.driver import NO_ID, NOWHERE, Plytix, ids, page, where


@pytest.mark.parametrize("type_class", list(ProductAttributeTypeClass))
def test_an_attribute_of_every_type_is_created(plytix: Plytix, type_class: str) -> None:
    made = plytix.products.attributes.create_attribute("In-Stock No.1: A", type_class)
    assert isinstance(made, ProductAttribute)
    assert (made.name, made.label) == ("In-Stock No.1: A", "in_stock_no_1__a")
    assert (made.type_class, made.groups, made.options, made.attributes) == (type_class, [], [], [])
    assert plytix.products.attributes.get_attribute(made.id) == made


def test_an_attribute_is_created_into_a_family(plytix: Plytix) -> None:
    family = plytix.products.families.create_family("Shoes").id
    levels = [{"id": family, "attribute_level": ProductAttributeFamilyLevel.ON}]
    made = plytix.products.attributes.create_attribute(
        "Size", ProductAttributeTypeClass.TEXT, description="How large", product_families=levels
    )
    assert made._undocumented_data["description"] == "How large"
    (result,) = plytix.products.families.attributes.get_family_attributes(family)
    assert (result.id, result.attribute_level) == (made.id, "parent_level")


def test_options_keep_their_order_or_are_sorted(plytix: Plytix) -> None:
    kind = ProductAttributeTypeClass.MULTISELECT
    options = ["Metropolis", "Arkham", "R'lyeh"]
    made = plytix.products.attributes.create_attribute("A", kind, options=options, manual_sorting=True)
    assert (made.options, made._undocumented_data["manual_sorting"]) == (options, True)
    made = plytix.products.attributes.create_attribute("B", kind, options=options, sort_ascending=True)
    assert (made.options, made._undocumented_data["sort_ascending"]) == (options, True)


def test_a_completeness_attribute_measures_others_and_system_attributes(plytix: Plytix) -> None:
    title = plytix.products.attributes.create_attribute("Title", ProductAttributeTypeClass.TEXT)
    measured = [{"id": None, "label": "label"}, {"id": title.id, "label": title.label}]
    full = plytix.products.attributes.create_attribute("Full", "CompletenessAttribute", attributes=measured)
    assert full.attributes == measured
    product = plytix.products.create_product("A", label="Mug")
    assert product.attributes == {"full": 50.0}
    result = plytix.products.update_product(product.id, {"attributes": {"title": "A mug"}})
    assert result.attributes["full"] == 100.0


def test_many_attributes_are_created_and_read_at_once(plytix: Plytix) -> None:
    kinds = list(ProductAttributeTypeClass)
    made = plytix.products.attributes.create_attributes([{"name": f"A {k}", "type_class": k} for k in kinds])
    assert [one.type_class for one in made] == kinds
    result = plytix.products.attributes.get_attributes([*ids(made), NO_ID])
    assert result == [*made, None]


def test_an_attribute_of_a_name_that_exists_is_unprocessable(plytix: Plytix) -> None:
    plytix.products.attributes.create_attribute("Title", ProductAttributeTypeClass.TEXT)
    with pytest.raises(UnprocessableEntityError, match="a product attribute with same name already exists"):
        plytix.products.attributes.create_attribute("Title", ProductAttributeTypeClass.INT)


def test_renaming_an_attribute_keeps_its_label(plytix: Plytix) -> None:
    one, two = plytix.products.attributes.create_attributes(
        [{"name": name, "type_class": "TextAttribute"} for name in "AB"]
    )
    result = plytix.products.attributes.update_attribute(one.id, "Else")
    assert (result.id, result.name, result.label) == (one.id, "Else", "a")
    renamed = plytix.products.attributes.update_attributes([(two.id, "Other"), (NO_ID, "x")])
    assert [r and (r.name, r.label) for r in renamed] == [("Other", "b"), None]


def test_a_deleted_attribute_takes_its_values_along(plytix: Plytix) -> None:
    one, two = plytix.products.attributes.create_attributes(
        [{"name": name, "type_class": "TextAttribute"} for name in ("Title", "Text")]
    )
    product = plytix.products.create_product("A")
    plytix.products.update_product(product.id, {"attributes": {"title": "x", "text": "y"}})
    assert plytix.products.attributes.delete_attribute(one.id) is True
    assert plytix.products.get_product(product.id).attributes == {"text": "y"}
    assert plytix.products.attributes.delete_attributes([one.id, two.id, NO_ID]) == [False, True, False]


@pytest.mark.parametrize("absent", [NOWHERE, NO_ID])
def test_an_attribute_or_group_that_is_not_there_is_none_or_false(plytix: Plytix, absent: str) -> None:
    assert plytix.products.attributes.get_attribute(absent) is None
    assert plytix.products.attributes.update_attribute(absent, "x") is None
    assert plytix.products.attributes.delete_attribute(absent) is False
    assert plytix.products.attributes.groups.update_attributes_group(absent, "x") is None
    assert plytix.products.attributes.groups.delete_attributes_group(absent) is False


def test_attributes_are_searched_and_paged(plytix: Plytix) -> None:
    wanted = [{"name": f"A{n}", "type_class": "TextAttribute"} for n in range(4)]
    colour = {"name": "Colour", "type_class": "DropdownAttribute", "options": ["Red", "Blue"]}
    plytix.products.attributes.create_attributes([*wanted, colour])
    columns = ["name", "label", "type_class", "groups", "options"]
    filters = where(("name", "like", "cOlOu"))
    (found,) = plytix.products.attributes.search_product_attributes(filters, columns, [], page())
    assert (found.label, found.type_class, found.options, found.groups) == (
        "colour", "DropdownAttribute", ["Red", "Blue"], []
    )  # fmt: skip
    pages = plytix.products.attributes.search_all_product_attributes([], ["name"], [], "name", page_size=2)
    assert [[one.name for one in rows] for rows in pages] == [["A0", "A1"], ["A2", "A3"], ["Colour"]]


def test_a_group_is_returned_whole_and_its_attributes_know_its_id(plytix: Plytix) -> None:
    title = plytix.products.attributes.create_attribute("Title", ProductAttributeTypeClass.TEXT)
    group = plytix.products.attributes.groups.create_attributes_group("Texts", ["title", "gtin"], order=1)
    assert isinstance(group, ProductAttributesGroup)
    assert (group.name, group.attribute_labels, group.order) == ("Texts", ["title", "gtin"], 1)
    assert plytix.products.attributes.get_attribute(title.id).groups == [group.id]


def test_many_groups_are_created_one_after_another(plytix: Plytix) -> None:
    made = plytix.products.attributes.groups.create_attributes_groups([{"name": f"G{n}"} for n in range(3)])
    assert [(one.name, one.attribute_labels) for one in made] == [("G0", []), ("G1", []), ("G2", [])]


def test_groups_are_changed(plytix: Plytix) -> None:
    plytix.products.attributes.create_attribute("Title", ProductAttributeTypeClass.TEXT)
    one, two = plytix.products.attributes.groups.create_attributes_groups([{"name": "G"}, {"name": "H"}])
    result = plytix.products.attributes.groups.update_attributes_group(one.id, "Texts", ["title"], 1)
    assert (result.id, result.name, result.attribute_labels, result.order) == (one.id, "Texts", ["title"], 1)
    changes = [{"attributes_group_id": two.id, "name": "I"}, {"attributes_group_id": NO_ID, "name": "x"}]
    changed = plytix.products.attributes.groups.update_attributes_groups(changes)
    assert [c and c.name for c in changed] == ["I", None]
    with pytest.raises(UnprocessableEntityError, match="attribute_labels"):
        plytix.products.attributes.groups.update_attributes_group(one.id, attribute_labels=["nope"])


def test_groups_are_searched_and_paged(plytix: Plytix) -> None:
    plytix.products.attributes.groups.create_attributes_groups([{"name": f"G{n}"} for n in range(5)])
    filters, columns = where(("name", "eq", "g3")), ["name", "label", "attribute_labels", "order"]
    (found,) = plytix.products.attributes.groups.search_product_attributes_groups(filters, columns, [], page("order"))
    assert (found.name, found.attribute_labels) == ("G3", [])
    pages = plytix.products.attributes.groups.search_all_product_attributes_groups(
        [], ["name"], [], "name", page_size=3
    )
    assert [len(rows) for rows in pages] == [3, 2]


def test_groups_are_deleted(plytix: Plytix) -> None:
    made = plytix.products.attributes.groups.create_attributes_groups([{"name": name} for name in "GHI"])
    assert plytix.products.attributes.groups.delete_attributes_group(made[0].id) is True
    gone = plytix.products.attributes.groups.delete_attributes_groups([*ids(made), NO_ID])
    assert gone == [False, True, True, False]
