"""Products: created, read, changed, deleted, put into families."""

import pytest
from plytix_pim_client.dtos.products.product import Product
from plytix_pim_client.exceptions import ConflictError, UnprocessableEntityError

from tests.sandbox.clients.driver import NO_ID, NOWHERE, Plytix, ids


def test_a_created_product_is_returned_whole(plytix: Plytix) -> None:
    product = plytix.products.create_product("mug 2025-01-27T19:21:18.228", label="Blue mug")
    assert isinstance(product, Product)
    assert (product.sku, product.label) == ("mug 2025-01-27T19:21:18.228", "Blue mug")
    assert (product.status, product.product_type, product.product_level) == ("Draft", "SINGLE", 0)
    assert (product.attributes, product.assets, product.categories, product.relationships) == ({}, [], [], [])
    assert (product.num_variations, product.overwritten_attributes, product.thumbnail) == (0, [], None)
    assert (product.product_family_id, product.product_family_model_id) == (None, None)
    assert product.created == product.modified == "2025-01-01T00:00:00.000000+00:00"
    assert len(product.id) == 24
    assert product._undocumented_data == {"gtin": None, "_parent_id": None}


def test_a_product_without_a_label_has_none(plytix: Plytix) -> None:
    assert plytix.products.create_product("A").label is None


def test_many_products_are_created_at_once_and_answered_in_order(plytix: Plytix) -> None:
    made = plytix.products.create_products([{"sku": f"S{n}", "label": f"L{n}"} for n in range(12)])
    assert [(p.sku, p.label) for p in made] == [(f"S{n}", f"L{n}") for n in range(12)]
    assert len(set(ids(made))) == 12


def test_a_product_is_read_as_it_was_created(plytix: Plytix) -> None:
    made = plytix.products.create_product("A", label="Mug")
    assert plytix.products.get_product(made.id) == made


@pytest.mark.parametrize("absent", [NOWHERE, NO_ID])
def test_a_product_that_is_not_there_is_none_or_false(plytix: Plytix, absent: str) -> None:
    assert plytix.products.get_product(absent) is None
    assert plytix.products.update_product(absent, {"label": "x"}) is None
    assert plytix.products.delete_product(absent) is False
    assert plytix.products.assign_family(absent, "") is None


def test_many_products_are_read_at_once_and_the_absent_are_none(plytix: Plytix) -> None:
    one, two = plytix.products.create_products([{"sku": "A"}, {"sku": "B"}])
    assert plytix.products.get_products([two.id, NO_ID, one.id]) == [two, None, one]


def test_an_update_keeps_what_it_does_not_name(plytix: Plytix) -> None:
    plytix.products.attributes.create_attribute("Title", "TextAttribute")
    plytix.products.attributes.create_attribute("Weight", "DecimalAttribute")
    made = plytix.products.create_product("A", label="Mug")
    plytix.clock.advance(60)
    result = plytix.products.update_product(made.id, {"attributes": {"title": "A mug", "weight": 0.35}})
    assert (result.label, result.attributes) == ("Mug", {"title": "A mug", "weight": 0.35})
    assert (result.created, result.modified) == (made.created, "2025-01-01T00:01:00.000000+00:00")
    result = plytix.products.update_product(made.id, {"status": "Completed", "attributes": {"title": None}})
    assert (result.status, result.attributes) == ("Completed", {"weight": 0.35})


def test_an_update_that_changes_nothing_leaves_modified_alone(plytix: Plytix) -> None:
    made = plytix.products.create_product("A", label="Mug")
    plytix.clock.advance(60)
    assert plytix.products.update_product(made.id, {"label": "Mug"}).modified == made.modified


def test_many_products_are_updated_at_once(plytix: Plytix) -> None:
    one, two = plytix.products.create_products([{"sku": "A"}, {"sku": "B"}])
    result = plytix.products.update_products(
        [(one.id, {"label": "1"}), (NO_ID, {}), (two.id, {"gtin": "4006381333931"})]
    )
    assert (result[0].label, result[1]) == ("1", None)
    assert result[2]._undocumented_data["gtin"] == "4006381333931"


def test_a_family_in_an_update_is_ignored(plytix: Plytix) -> None:
    family = plytix.products.families.create_family("Shoes")
    made = plytix.products.create_product("A")
    result = plytix.products.update_product(made.id, {"product_family": "Shoes", "product_family_id": family.id})
    assert result == made


def test_a_deleted_product_is_gone_and_its_sku_is_free(plytix: Plytix) -> None:
    made = plytix.products.create_product("A")
    assert plytix.products.delete_product(made.id) is True
    assert plytix.products.get_product(made.id) is None
    assert plytix.products.create_product("A").id != made.id


def test_many_products_are_deleted_at_once(plytix: Plytix) -> None:
    one, two = plytix.products.create_products([{"sku": "A"}, {"sku": "B"}])
    assert plytix.products.delete_products([one.id, NO_ID, two.id]) == [True, False, True]


def test_a_sku_that_exists_is_a_conflict(plytix: Plytix) -> None:
    plytix.products.create_product("A")
    with pytest.raises(ConflictError, match="A product with the same SKU already exists"):
        plytix.products.create_product("A")
    assert plytix.products.create_product("a").sku == "a"


@pytest.mark.parametrize("sku", ["", "x" * 101])
def test_a_sku_that_cannot_be_is_unprocessable(plytix: Plytix, sku: str) -> None:
    with pytest.raises(UnprocessableEntityError, match="sku"):
        plytix.products.create_product(sku)


def test_an_unknown_attribute_or_a_bad_value_is_unprocessable(plytix: Plytix) -> None:
    plytix.products.attributes.create_attribute("Weight", "DecimalAttribute")
    made = plytix.products.create_product("A")
    for data, result in (
        ({"attributes": {"nope": 1}}, "label does not exist"),
        ({"attributes": {"weight": "much"}}, "weight"),
        ({"status": "Done"}, "valid values are"),
        ({"thumbnail": NOWHERE}, "_schema"),
    ):
        with pytest.raises(UnprocessableEntityError, match=result):
            plytix.products.update_product(made.id, data)


def test_a_family_is_assigned_and_taken_away(plytix: Plytix) -> None:
    family = plytix.products.families.create_family("Shoes")
    made = plytix.products.create_product("A")
    assert plytix.products.assign_family(made.id, family.id) is True
    assert plytix.products.get_product(made.id).product_family_id == family.id
    assert plytix.products.families.get_family(family.id).total_products == 1
    assert plytix.products.assign_family(made.id, "") is True
    assert plytix.products.get_product(made.id).product_family_id is None


def test_many_families_are_assigned_at_once(plytix: Plytix) -> None:
    family = plytix.products.families.create_family("Shoes")
    one, two = plytix.products.create_products([{"sku": "A"}, {"sku": "B"}])
    assigned = plytix.products.assign_families([(one.id, family.id), (NO_ID, family.id), (two.id, family.id)])
    assert assigned == [True, None, True]
    assert plytix.requests()[-3:].count(("POST", f"/api/v1/products/{NO_ID}/family", 500)) == 1


def test_a_family_that_is_not_there_cannot_be_assigned(plytix: Plytix) -> None:
    made = plytix.products.create_product("A")
    with pytest.raises(UnprocessableEntityError, match="product family does not exist"):
        plytix.products.assign_family(made.id, NOWHERE)
