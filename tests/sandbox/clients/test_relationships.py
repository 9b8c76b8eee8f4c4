"""Relationship definitions, and the links that products have by them."""

import pytest
from plytix_pim_client.dtos.products.relationship import ProductRelationship, ProductRelationshipRelatedProduct
from plytix_pim_client.exceptions import ConflictError, UnprocessableEntityError

from tests.sandbox.clients.driver import NO_ID, NOWHERE, Plytix, ids, page, where

Linked = tuple[str, list[str]]


@pytest.fixture
def linked(plytix: Plytix) -> Linked:
    """A relationship, and three products of which none is linked: (relationship id, product ids)."""
    relationship = plytix.products.relationships.create_product_relationship("Spare parts")
    return relationship.id, ids(plytix.products.create_products([{"sku": sku} for sku in "ABC"]))


def quantities(plytix: Plytix, product: str) -> dict[str, int]:
    result = plytix.products.get_product(product).relationships
    return {one["product_id"]: one["quantity"] for head in result for one in head["related_products"]}


def test_a_relationship_gets_its_label_from_its_name(plytix: Plytix) -> None:
    made = plytix.products.relationships.create_product_relationship("Gift Pack-1")
    assert isinstance(made, ProductRelationship)
    assert (made.name, made.label, made.created_at) == (
        "Gift Pack-1",
        "gift_pack_1",
        "2025-01-01T00:00:00.000000+00:00",
    )
    assert made.related_products is None
    assert plytix.products.relationships.get_relationship(made.id) == made


def test_many_relationships_are_created_and_read_at_once(plytix: Plytix) -> None:
    made = plytix.products.relationships.create_product_relationships([{"name": f"R{n}"} for n in range(10)])
    assert [one.label for one in made] == [f"r{n}" for n in range(10)]
    assert plytix.products.relationships.get_relationships([made[1].id, NO_ID]) == [made[1], None]
    with pytest.raises(UnprocessableEntityError, match="limit"):
        plytix.products.relationships.create_product_relationship("R10")


def test_renaming_keeps_the_label(plytix: Plytix) -> None:
    one = plytix.products.relationships.create_product_relationship("Spare parts")
    result = plytix.products.relationships.update_relationship(one.id, "Parts")
    assert (result.id, result.name, result.label) == (one.id, "Parts", "spare_parts")
    renamed = plytix.products.relationships.update_relationships([(one.id, "Bits"), (NO_ID, "x")])
    assert [r and r.name for r in renamed] == ["Bits", None]


def test_relationships_are_deleted_unless_in_use(plytix: Plytix, linked: Linked) -> None:
    relationship, (one, two, _) = linked
    plytix.products.relationships.link_product_to_relationship(one, relationship, [{"product_id": two, "quantity": 1}])
    with pytest.raises(ConflictError, match="usages"):
        plytix.products.relationships.delete_product_relationship(relationship)
    plytix.products.relationships.unlink_product_from_relationship(one, relationship, [two])
    assert plytix.products.relationships.delete_product_relationship(relationship) is True
    other = plytix.products.relationships.create_product_relationship("Other").id
    gone = plytix.products.relationships.delete_product_relationships([relationship, other, NO_ID])
    assert gone == [False, True, False]


def test_relationships_are_searched_and_paged(plytix: Plytix) -> None:
    plytix.products.relationships.create_product_relationships([{"name": f"R{n}"} for n in range(5)])
    wanted = where(("name", "like", "r3"), ("symmetrical", "eq", False))
    columns = ["id", "modified", "name", "symmetrical"]
    (found,) = plytix.products.relationships.search_product_relationships(wanted, columns, [], page())
    assert (found.name, found.label, found._undocumented_data["symmetrical"]) == ("R3", None, False)
    by_id = where(("id", "in", [found.id]))
    assert ids(plytix.products.relationships.search_product_relationships(by_id, [], [], page())) == [found.id]
    pages = plytix.products.relationships.search_all_product_relationships([], ["name"], [], "name", page_size=2)
    assert [[one.name for one in rows] for rows in pages] == [["R0", "R1"], ["R2", "R3"], ["R4"]]


def test_a_link_answers_with_all_related_products(plytix: Plytix, linked: Linked) -> None:
    relationship, (one, two, three) = linked
    wanted = [{"product_id": two, "quantity": 7}, {"product_id": three, "quantity": 1}]
    result = plytix.products.relationships.link_product_to_relationship(one, relationship, wanted)
    assert (result.id, result.label) == (relationship, "spare_parts")
    assert result.related_products == [
        ProductRelationshipRelatedProduct(
            product_id=other, quantity=quantity, last_modified=plytix.products.get_product(one).modified
        )
        for other, quantity in ((two, 7), (three, 1))
    ]
    assert quantities(plytix, one) == {two: 7, three: 1}
    assert quantities(plytix, two) == {}


def test_linking_again_changes_the_quantity(plytix: Plytix, linked: Linked) -> None:
    relationship, (one, two, _) = linked
    for quantity, status in ((1, 201), (1, 200), (2, 201)):
        related = [{"product_id": two, "quantity": quantity}]
        result = plytix.products.relationships.link_product_to_relationship(one, relationship, related)
        assert (result.related_products[0].quantity, plytix.requests()[-1][2]) == (quantity, status)


def test_many_links_are_made_in_one_call(plytix: Plytix, linked: Linked) -> None:
    relationship, (one, two, three) = linked
    wanted = [
        {
            "product_id": product,
            "product_relationship_id": relationship,
            "product_relationships": [{"product_id": other, "quantity": 3}],
        }
        for product, other in ((one, two), (NO_ID, one), (two, three))
    ]
    result = plytix.products.relationships.link_product_to_relationships(wanted)
    assert [link and link.related_products[0].product_id for link in result] == [two, None, three]


def test_a_related_product_that_is_not_there_is_a_conflict(plytix: Plytix, linked: Linked) -> None:
    relationship, (one, *_) = linked
    with pytest.raises(ConflictError, match="product does not exists"):
        plytix.products.relationships.link_product_to_relationship(
            one, relationship, [{"product_id": NOWHERE, "quantity": 1}]
        )


def test_a_quantity_is_changed(plytix: Plytix, linked: Linked) -> None:
    relationship, (one, two, _) = linked
    plytix.products.relationships.link_product_to_relationship(one, relationship, [{"product_id": two, "quantity": 1}])
    plytix.clock.advance(60)
    result = plytix.products.relationships.update_quantity_product_relationship(one, relationship, two, 5)
    # The client reads the answer as a relationship, which it is not: its own class keeps it as undocumented.
    assert result._undocumented_data == {
        "product_id": two,
        "quantity": 5,
        "last_modified": "2025-01-01T00:01:00.000000+00:00",
    }
    assert quantities(plytix, one) == {two: 5}


def test_many_quantities_are_changed_at_once(plytix: Plytix, linked: Linked) -> None:
    relationship, (one, two, three) = linked
    related = [{"product_id": other, "quantity": 1} for other in (two, three)]
    plytix.products.relationships.link_product_to_relationship(one, relationship, related)
    updates = [
        {"product_id": one, "product_relationship_id": relationship, "related_product_id": other, "quantity": 9}
        for other in (two, three, NO_ID)
    ]
    result = plytix.products.relationships.update_quantity_multiple_product_relationships(updates)
    assert [each is None for each in result] == [False, False, True]
    assert quantities(plytix, one) == {two: 9, three: 9}


def test_products_are_unlinked_by_bare_ids(plytix: Plytix, linked: Linked) -> None:
    relationship, (one, two, three) = linked
    related = [{"product_id": other, "quantity": 1} for other in (two, three)]
    plytix.products.relationships.link_product_to_relationship(one, relationship, related)
    assert plytix.products.relationships.unlink_product_from_relationship(one, relationship, [two]) is True
    assert quantities(plytix, one) == {three: 1}
    unlinks = [
        {"product_id": product, "product_relationship_id": relationship, "product_ids_to_unlink": [three]}
        for product in (one, NO_ID)
    ]
    assert plytix.products.relationships.unlink_product_from_relationships(unlinks) == [True, False]
    assert plytix.products.get_product(one).relationships == []


@pytest.mark.parametrize("absent", [NOWHERE, NO_ID])
def test_what_is_not_there_is_none(plytix: Plytix, linked: Linked, absent: str) -> None:
    relationship, (one, two, _) = linked
    related = [{"product_id": two, "quantity": 1}]
    assert plytix.products.relationships.get_relationship(absent) is None
    assert plytix.products.relationships.link_product_to_relationship(one, absent, related) is None
    assert plytix.products.relationships.update_quantity_product_relationship(one, relationship, two, 1) is None
    assert plytix.products.relationships.unlink_product_from_relationship(absent, relationship, [two]) is False
