"""Which canonical product a parent sells, whose parent is whose, and what a person has to look at."""

import pytest

from amazon_plytix.mapping import Canonical, EntryPosition, Listing
from amazon_plytix.planning.changes import TARGETS_PER_CALL, ProductRef, Relation, UnlinkProducts
from amazon_plytix.planning.existing import ExistingListing, ExistingProduct, LinkHoldings, Missing
from amazon_plytix.planning.header import JobKind
from amazon_plytix.planning.plan import Guard, LinkState, Plan, PlannedLink, PlannedListing
from amazon_plytix.planning.plan_links import plan_links
from tests.support.plans import header

HEADER = header(JobKind.LINK)
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


def planned(*listings: Listing, **holdings: object) -> Plan:
    """A plan where every listing and every canonical product is there."""
    products = {each.sku: ExistingListing(f"p-{each.asin}", each.sku, asin=each.asin) for each in listings}
    canonicals = {each: ExistingProduct(each.id, each.sku) for each in (VARIANT, STRANGE)}
    more = {"products": products, "canonicals": canonicals, "styles": {"MCA0032": STYLE}} | holdings
    return plan_links(HEADER, listings, LinkHoldings(**more))


def sources(plan: Plan, relation: Relation) -> dict[str, str]:
    return {link.target.sku: link.source.sku for link in plan.links if link.relation is relation}


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


def relative_that_sells(sku: str) -> ExistingListing:
    """A child of the parent that Plytix alone knows of."""
    place = {"asin": "B0RELATIVE", "marketplace": "US", "parent_asin": PARENT_ASIN}
    return ExistingListing("r", "AMZN-US-B0RELATIVE", canonical_sku=sku, **place)


@pytest.mark.parametrize("sku", ["MCA0032", "MCA0032-105W", "MCA0032_1", "MCA0032 W"])
def test_a_childs_canonical_is_of_the_style_by_its_sku(sku: str) -> None:
    plan = planned(parent(), relatives=[relative_that_sells(sku)])
    assert plan.reviews == ()
    assert sources(plan, Relation.HIERARCHY) == {"AMZN-US-B0RELATIVE": f"AMZN-US-{PARENT_ASIN}"}


@pytest.mark.parametrize("sku", ["MCA00321", "MCA0032W", "mca0032-105W", "XMCA0032-1", "MCA003"])
def test_an_other_style_is_not_taken_for_it(sku: str) -> None:
    [review] = planned(parent(), relatives=[relative_that_sells(sku)]).reviews
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
    assert (link.state, link.obstacle) == (LinkState.FAILED, f"AMZN-US-{CHILD_ASIN} cannot be linked to itself")


def test_a_parent_in_small_letters_is_the_same_parent() -> None:
    plan = planned(child(parent_asin=PARENT_ASIN.lower()), parent())
    assert sources(plan, Relation.HIERARCHY) == {f"AMZN-US-{CHILD_ASIN}": f"AMZN-US-{PARENT_ASIN}"}


def full(id_: str, *strange: str) -> ExistingProduct:
    """A canonical product with as many links as there may be, some of them to these."""
    others = (f"other-{n}" for n in range(TARGETS_PER_CALL - len(strange)))
    return ExistingProduct(id_, f"SKU-{id_}", frozenset((*strange, *others)))


def crowded(b: ExistingProduct, *, prune: bool) -> dict[str, LinkState]:
    """A is full and linked to what is B's, and a listing of A's is not linked yet; the states by target."""
    names = Canonical("SKU-a", "a"), Canonical("SKU-b", "b")
    of_b = child(names[1], parent_asin=None)
    of_a = Listing(EntryPosition("matched", 2), "AMZN-US-B0NEW00000", "B0NEW00000", "US", names[0])
    products = {each.sku: ExistingListing(each.sku, each.sku, asin=each.asin) for each in (of_b, of_a)}
    held = LinkHoldings(products, (), dict(zip(names, (full("a", of_b.sku), b), strict=True)))
    not_wanted = {LinkState.CONTRADICTED, LinkState.REMOVABLE}
    plan = plan_links(HEADER, [of_b, of_a], held, prune=prune)
    return {link.target.sku: link.state for link in plan.links if link.state not in not_wanted}


@pytest.mark.parametrize("prune", [True, False])
def test_a_removal_that_does_not_happen_makes_no_room(*, prune: bool) -> None:
    assert set(crowded(full("b"), prune=prune).values()) == {LinkState.FAILED}


@pytest.mark.parametrize(("prune", "state"), [(True, LinkState.PLANNED), (False, LinkState.FAILED)])
def test_a_contradicted_link_makes_room_where_it_is_removed(*, prune: bool, state: LinkState) -> None:
    assert crowded(ExistingProduct("b", "SKU-b"), prune=prune)["AMZN-US-B0NEW00000"] is state


def test_a_listing_without_a_product_cannot_be_linked_and_says_what_to_do() -> None:
    plan = planned(child(), parent(), products={})
    says = {(link.relation, link.target.sku): link.obstacle for link in plan.links}
    none = "it has no product in Plytix: sync the mapping first"
    missing = f"its parent AMZN-US-{PARENT_ASIN} has no product in Plytix: sync the mapping"
    assert says == {
        (Relation.LISTINGS, f"AMZN-US-{CHILD_ASIN}"): none,
        (Relation.HIERARCHY, f"AMZN-US-{CHILD_ASIN}"): missing,
        (Relation.LISTINGS, f"AMZN-US-{PARENT_ASIN}"): none,
    }
    assert {link.state for link in plan.links} == {LinkState.FAILED}


def test_a_parent_that_the_mapping_lacks_has_to_be_added_to_it() -> None:
    [link] = [each for each in planned(child()).links if each.relation is Relation.HIERARCHY]
    name = f"AMZN-US-{PARENT_ASIN}"
    says = f"its parent {name} has no product in Plytix: add {PARENT_ASIN} to the mapping, then sync the mapping"
    assert (link.source, link.state, link.obstacle) == (ProductRef(name), LinkState.FAILED, says)


def test_a_missing_canonical_product_says_what_its_lookup_found() -> None:
    [link, _] = planned(child(), canonicals={VARIANT: Missing("it is gone")}).links
    assert (link.source, link.state, link.obstacle) == (ProductRef("MCA0032-105W"), LinkState.FAILED, "it is gone")


def test_every_listing_has_a_row_with_the_product_it_has_and_no_change() -> None:
    products = {f"AMZN-US-{CHILD_ASIN}": ExistingListing("p1", f"AMZN-US-{CHILD_ASIN}")}
    plan = planned(child(), parent(), products=products)
    assert plan.listings == (PlannedListing(child(), "p1"), PlannedListing(parent(), None))
    assert plan.header == HEADER


def with_removals(number: int, most: int, *, prune: bool = True) -> Plan:
    """So many listings that another canonical product is linked to as well, as the mapping does not say."""
    listings = [
        Listing(EntryPosition("matched", n), f"AMZN-US-B00000000{n}", f"B00000000{n}", "US", VARIANT)
        for n in range(number)
    ]
    products = {each.sku: ExistingListing(f"p{n}", each.sku, asin=each.asin) for n, each in enumerate(listings)}
    ids = frozenset(each.id for each in products.values())
    canonicals = {VARIANT: ExistingProduct("variant", "MCA0032-105W", ids)}
    styles = {"MCA0032": ExistingProduct("style", "MCA0032", ids)}
    held = LinkHoldings(products, canonicals=canonicals, styles=styles)
    return plan_links(HEADER, listings, held, prune=prune, most_removals=most)


def test_removals_up_to_the_most_are_allowed() -> None:
    plan = with_removals(3, 3)
    assert (plan.guards, plan.refusals) == ((Guard("removals", 3, 3),), [])
    assert [len(change.targets) for change in plan.changes if isinstance(change, UnlinkProducts)] == [3]


def test_a_removal_more_than_the_most_is_refused_with_what_to_do() -> None:
    plan = with_removals(4, 3)
    refusal = (
        "4 links would be removed, and at most 3 may be: look at them with --dry-run, "
        "then allow so many with --max-removals 4"
    )
    assert (plan.guards, plan.refusals) == ((Guard("removals", 3, 4, refusal),), [refusal])


def test_what_is_only_contradicted_counts_as_no_removal() -> None:
    plan = with_removals(4, 3, prune=False)
    assert (plan.guards, plan.refusals) == ((Guard("removals", 3, 0),), [])
    assert [link for link in plan.links if link.state is LinkState.CONTRADICTED] == [
        PlannedLink(
            Relation.LISTINGS,
            ProductRef("MCA0032", "style"),
            ProductRef(f"AMZN-US-B00000000{n}", f"p{n}"),
            LinkState.CONTRADICTED,
            "the mapping says MCA0032-105W",
        )
        for n in range(4)
    ]


def cycle(*numbers: int, marketplace: str = "US", **more: object) -> list[Listing]:
    """Listings each of which names the next as its parent, and the last the first."""
    return [
        Listing(
            EntryPosition("matched", number),
            f"AMZN-{marketplace}-B0CYCL{number:04}",
            f"B0CYCL{number:04}",
            marketplace,
            VARIANT,
            parent_asin=f"B0CYCL{following:04}",
            **more,
        )
        for number, following in zip(numbers, [*numbers[1:], numbers[0]], strict=True)
    ]


@pytest.mark.parametrize("length", [2, 3, 50])
def test_parents_in_a_cycle_are_not_linked_and_are_for_review_each_with_the_cycle(length: int) -> None:
    listings = cycle(*range(length))
    plan = planned(*reversed(listings))
    assert sources(plan, Relation.HIERARCHY) == {}
    assert len(sources(plan, Relation.LISTINGS)) == length
    assert [review.listing for review in plan.reviews] == [*reversed(listings)]
    first = plan.reviews[-1]
    assert first.reason == f"is among its own parents: {length} listings name each other as parents in a cycle"
    assert first.evidence[0] == "AMZN-US-B0CYCL0000 names AMZN-US-B0CYCL0001 as its parent"
    assert len(first.evidence) == min(length, 6)
    assert (first.evidence[-1] == f"and {length - 5} more") is (length > 5)


def test_what_hangs_on_a_cycle_or_stands_beside_it_is_linked() -> None:
    hanging = child(parent_asin="B0CYCL0001")
    abroad = cycle(1, 2, marketplace="CA")[0]
    above = Listing(EntryPosition("matched", 9), "AMZN-CA-B0CYCL0002", "B0CYCL0002", "CA", VARIANT)
    plan = planned(*cycle(1, 2), hanging, abroad, above)
    assert sources(plan, Relation.HIERARCHY) == {
        hanging.sku: "AMZN-US-B0CYCL0001",
        "AMZN-CA-B0CYCL0001": "AMZN-CA-B0CYCL0002",
    }
    assert len(plan.reviews) == 2


def test_two_cycles_are_two() -> None:
    plan = planned(*cycle(1, 2, 3), *cycle(7, 8))
    assert [len(review.evidence) for review in plan.reviews] == [3, 3, 3, 2, 2]


def test_a_cycle_through_a_child_that_plytix_alone_knows_of_is_for_review() -> None:
    [listing, lost] = cycle(1, 2)
    place = {"asin": lost.asin, "marketplace": "US", "parent_asin": listing.asin}
    relative = ExistingListing("r", lost.sku, **place)
    held = {listing.sku: ExistingListing("p", listing.sku, asin=listing.asin), lost.sku: relative}
    plan = planned(listing, products=held, relatives=[relative])
    assert sources(plan, Relation.HIERARCHY) == {}
    [review] = plan.reviews
    assert review.evidence == (
        f"{listing.sku} names {lost.sku} as its parent",
        f"{lost.sku} names {listing.sku} as its parent",
    )


def test_cycles_are_found_in_linear_time() -> None:
    """A chain of 50,000 that ends in a cycle, where a search from every listing anew would never end."""
    chain = [
        Listing(EntryPosition("matched", n), f"AMZN-US-{n}", f"{n}", "US", None, parent_asin=f"{max(0, n - 1) or 1}")
        for n in range(50_000)
    ]
    plan = plan_links(HEADER, [chain[1], chain[0], *chain[2:]], LinkHoldings())
    assert len(plan.links) == 50_000
