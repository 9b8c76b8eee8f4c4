"""Which canonical product a parent sells, whose parent is whose, and what a person has to look at."""

import pytest

from amazon_plytix.mapping import Canonical, EntryPosition, Listing
from amazon_plytix.planning import (
    TARGETS_PER_CALL,
    ExistingListing,
    ExistingProduct,
    Link,
    LinkHoldings,
    LinkPlan,
    Relation,
    plan_links,
)

SYNC = "amazon-plytix sync"
STYLE = ExistingProduct("style", "MCA0032")
VARIANT = Canonical("MCA0032-105W", "variant")
STRANGE = Canonical("MDM0049-100W", "strange")
PARENT_ASIN, CHILD_ASIN = "B0PARENT00", "B0CHILD000"


def parent(**more: object) -> Listing:
    place = EntryPosition("unmatched_amazon", 1)
    return Listing(place, f"AMZN-US-{PARENT_ASIN}", PARENT_ASIN, "US", None, model_number="MCA0032", **more)


def child(canonical: Canonical | None = VARIANT, **more: object) -> Listing:
    place = EntryPosition("matched" if canonical else "unmatched_amazon", 1)
    named = {"parent_asin": PARENT_ASIN} | more
    return Listing(place, f"AMZN-US-{CHILD_ASIN}", CHILD_ASIN, "US", canonical, **named)


def planned(*listings: Listing, **holdings: object) -> LinkPlan:
    """A plan where every listing and every canonical product is there."""
    products = {each.sku: ExistingListing(f"p-{each.asin}", each.sku, asin=each.asin) for each in listings}
    canonicals = {each: ExistingProduct(each.id, each.sku) for each in (VARIANT, STRANGE)}
    return plan_links(
        listings, LinkHoldings(products, canonicals=canonicals, **({"styles": {"MCA0032": STYLE}} | holdings)), SYNC
    )


def sources(plan: LinkPlan, relation: Relation) -> dict[str, str]:
    return {link.target_sku: link.source_sku for link in plan.links if link.relation is relation}


def test_a_parent_is_linked_from_the_style_of_its_model_number() -> None:
    plan = planned(child(), parent())
    assert sources(plan, Relation.LISTINGS) == {
        f"AMZN-US-{CHILD_ASIN}": "MCA0032-105W",
        f"AMZN-US-{PARENT_ASIN}": "MCA0032",
    }
    assert sources(plan, Relation.HIERARCHY) == {f"AMZN-US-{CHILD_ASIN}": f"AMZN-US-{PARENT_ASIN}"}
    assert plan.reviews == ()


@pytest.mark.parametrize(
    ("listings", "styles", "reason", "evidence"),
    [
        ((parent(), child(STRANGE)), {"MCA0032": STYLE}, "do not sell its model MCA0032", "sells MDM0049-100W"),
        ((parent(), child()), {}, "no product in Plytix has its model number MCA0032", "sells MCA0032-105W"),
        ((parent(),), {}, "no product in Plytix has its model number MCA0032", "no children are known"),
        ((parent(), child(None)), {}, "no product in Plytix has", "of its 1 children no canonical product is known"),
    ],
)
def test_a_parent_in_doubt_is_for_review_with_its_evidence(
    listings: tuple[Listing, ...], styles: dict[str, ExistingProduct], reason: str, evidence: str
) -> None:
    plan = planned(*listings, styles=styles)
    [review] = plan.reviews
    assert reason in review.reason
    assert evidence in review.evidence[0]
    assert f"AMZN-US-{PARENT_ASIN}" not in sources(plan, Relation.LISTINGS)


@pytest.mark.parametrize("sku", ["MCA0032", "MCA0032-105W", "MCA0032_1", "MCA0032 W"])
def test_a_childs_canonical_is_of_the_style_by_its_sku(sku: str) -> None:
    relative = ExistingListing("r", "AMZN-US-B0RELATIVE", frozenset(), "B0RELATIVE", "US", PARENT_ASIN, sku)
    assert planned(parent(), relatives=[relative]).reviews == ()


@pytest.mark.parametrize("sku", ["MCA00321", "MCA0032W", "mca0032-105W", "XMCA0032-1", "MCA003"])
def test_an_other_style_is_not_taken_for_it(sku: str) -> None:
    relative = ExistingListing("r", "AMZN-US-B0RELATIVE", frozenset(), "B0RELATIVE", "US", PARENT_ASIN, sku)
    [review] = planned(parent(), relatives=[relative]).reviews
    assert review.evidence == (f"AMZN-US-B0RELATIVE sells {sku}",)


@pytest.mark.parametrize(
    ("listing", "is_parent"),
    [
        (parent(), True),
        (parent(item_classification="VARIATION_PARENT", upc="884882325297"), True),
        (parent(item_classification="BASE_PRODUCT"), False),
        (parent(upc="884882325297"), False),
        (parent(ean="0884882325297"), False),
        (parent(parent_asin="B0OTHER000"), False),
    ],
)
def test_an_unmatched_listing_is_a_parent_by_its_class_or_for_want_of_a_gtin(listing: Listing, is_parent: bool) -> None:
    assert (f"AMZN-US-{PARENT_ASIN}" in sources(planned(listing), Relation.LISTINGS)) is is_parent


def test_one_that_others_name_is_a_parent_whatever_its_class() -> None:
    plan = planned(child(), parent(item_classification="BASE_PRODUCT", upc="884882325297"))
    assert sources(plan, Relation.LISTINGS)[f"AMZN-US-{PARENT_ASIN}"] == "MCA0032"


def test_a_listing_that_names_itself_as_parent_is_not_linked_to_itself() -> None:
    plan = planned(child(parent_asin=CHILD_ASIN))
    [link] = [each for each in plan.links if each.relation is Relation.HIERARCHY]
    assert (link.state, link.obstacle) == (Link.IMPOSSIBLE, f"AMZN-US-{CHILD_ASIN} cannot be linked to itself")


def test_a_parent_in_small_letters_is_the_same_parent() -> None:
    plan = planned(child(parent_asin=PARENT_ASIN.lower()), parent())
    assert sources(plan, Relation.HIERARCHY) == {f"AMZN-US-{CHILD_ASIN}": f"AMZN-US-{PARENT_ASIN}"}


def full(id_: str, *strange: str) -> ExistingProduct:
    """A canonical product with as many links as there may be, some of them to these."""
    others = (f"other-{n}" for n in range(TARGETS_PER_CALL - len(strange)))
    return ExistingProduct(id_, f"SKU-{id_}", frozenset((*strange, *others)))


def crowded(b: ExistingProduct, *, prune: bool) -> dict[str, Link]:
    """A is full and linked to what is B's, and a listing of A's is not linked yet; the states by target."""
    names = Canonical("SKU-a", "a"), Canonical("SKU-b", "b")
    of_b = child(names[1], parent_asin=None)
    of_a = Listing(EntryPosition("matched", 2), "AMZN-US-B0NEW00000", "B0NEW00000", "US", names[0])
    products = {each.sku: ExistingListing(each.sku, each.sku, asin=each.asin) for each in (of_b, of_a)}
    held = LinkHoldings(products, (), dict(zip(names, (full("a", of_b.sku), b), strict=True)))
    plan = plan_links([of_b, of_a], held, SYNC, prune=prune)
    return {link.target_sku: link.state for link in plan.links if link.state is not Link.CONTRADICTED}


@pytest.mark.parametrize("prune", [True, False])
def test_a_removal_that_does_not_happen_makes_no_room(*, prune: bool) -> None:
    assert set(crowded(full("b"), prune=prune).values()) == {Link.IMPOSSIBLE}


@pytest.mark.parametrize(("prune", "state"), [(True, Link.PLANNED), (False, Link.IMPOSSIBLE)])
def test_a_contradicted_link_makes_room_where_it_is_removed(*, prune: bool, state: Link) -> None:
    assert crowded(ExistingProduct("b", "SKU-b"), prune=prune)["AMZN-US-B0NEW00000"] is state
