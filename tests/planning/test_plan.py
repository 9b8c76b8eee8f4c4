"""One listing at a time: what a sync will do about it, and why."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest

from amazon_plytix.mapping import Canonical, Listing
from amazon_plytix.planning.attribute_checks import AttributeRule
from amazon_plytix.planning.changes import AssignFamily, CreateProduct, LinkProducts, ProductRef, Relation
from amazon_plytix.planning.desired import desired_product
from amazon_plytix.planning.existing import BegunCreate, ExistingProduct, Holdings, Missing
from amazon_plytix.planning.plan import LinkState, Plan, PlannedLink, PlannedListing
from amazon_plytix.planning.plan_sync import plan_sync
from tests.support.plans import header

MakeListing = Callable[..., Listing]

HEADER = header()
BOOT = Canonical("BOOT", "c1")
OTHER = Canonical("OTHER", None)
PRODUCT = ProductRef("BOOT", "c1")


def holdings(*existing: Listing, canonicals: Mapping[Canonical, ExistingProduct | Missing] | None = None) -> Holdings:
    """Plytix with a product for each of these listings, whose id is "p" and the listing's number."""
    products = {each.sku: ExistingProduct(f"p{each.position.number}", each.sku) for each in existing}
    return Holdings(products, canonicals or {})


def boot(*listings: str) -> dict[Canonical, ExistingProduct | Missing]:
    """The canonical product BOOT, linked to these ids."""
    return {BOOT: ExistingProduct("c1", "BOOT", frozenset(listings))}


def links(plan: Plan) -> list[LinkProducts]:
    """What is to be linked, one Change a canonical product."""
    return [change for change in plan.changes if isinstance(change, LinkProducts)]


def to_link(*targets: ProductRef, source: ProductRef = PRODUCT) -> LinkProducts:
    return LinkProducts(Relation.LISTINGS, source, targets)


def new_ref(listing: Listing) -> ProductRef:
    """The product of a listing that has none yet."""
    return ProductRef(listing.sku)


def old_ref(listing: Listing) -> ProductRef:
    """The product of a listing that has one."""
    return ProductRef(listing.sku, f"p{listing.position.number}")


def link(target: ProductRef, state: LinkState, obstacle: str | None = None) -> PlannedLink:
    return PlannedLink(Relation.LISTINGS, PRODUCT, target, state, obstacle)


def test_a_listing_without_a_product_gets_one(listing: MakeListing, today: date) -> None:
    new = listing(1)
    plan = plan_sync(HEADER, [new], holdings(), today)
    assert plan.listings == (PlannedListing(new, None, CreateProduct(desired_product(new, today))),)
    assert plan.links == ()


def test_a_listing_with_a_product_is_left_as_it_is(listing: MakeListing, today: date) -> None:
    old = listing(1, title="a title that Plytix may not have")
    plan = plan_sync(HEADER, [old], holdings(old), today)
    assert plan.listings == (PlannedListing(old, "p1", None),)
    assert (plan.links, plan.calls) == ((), 0)


def test_a_product_whose_sku_differs_in_case_is_another_product(listing: MakeListing, today: date) -> None:
    new = listing(1)
    shouting = Holdings({new.sku.lower(): ExistingProduct("p9", new.sku.lower())})
    assert plan_sync(HEADER, [new], shouting, today).listings[0].product_id is None


def test_a_new_matched_listing_is_created_and_linked(listing: MakeListing, today: date) -> None:
    new = listing(1, BOOT)
    plan = plan_sync(HEADER, [new], holdings(canonicals=boot()), today)
    assert plan.listings == (PlannedListing(new, None, CreateProduct(desired_product(new, today))),)
    assert plan.links == (link(new_ref(new), LinkState.PLANNED),)
    assert links(plan) == [to_link(new_ref(new))]


def test_an_existing_listing_that_lacks_its_link_gets_it(listing: MakeListing, today: date) -> None:
    old = listing(1, BOOT)
    plan = plan_sync(HEADER, [old], holdings(old, canonicals=boot("p2")), today)
    assert plan.listings == (PlannedListing(old, "p1", None),)
    assert plan.links == (link(old_ref(old), LinkState.PLANNED),)
    assert links(plan) == [to_link(old_ref(old))]


def test_an_existing_listing_that_has_its_link_is_left_as_it_is(listing: MakeListing, today: date) -> None:
    old = listing(1, BOOT)
    plan = plan_sync(HEADER, [old], holdings(old, canonicals=boot("p1", "p2")), today)
    assert plan.listings == (PlannedListing(old, "p1", None),)
    assert plan.links == (link(old_ref(old), LinkState.PRESENT),)
    assert (links(plan), plan.calls) == ([], 0)


@pytest.mark.parametrize("exists", [True, False])
def test_a_missing_canonical_product_hinders_the_link_alone_and_says_why(
    listing: MakeListing, today: date, exists: bool
) -> None:
    it = listing(1, BOOT)
    missing = {BOOT: Missing("Plytix has no product BOOT")}
    plan = plan_sync(HEADER, [it], holdings(*[it] * exists, canonicals=missing), today)
    [planned] = plan.listings
    [named] = plan.links
    assert (named.state, named.obstacle) == (LinkState.FAILED, "Plytix has no product BOOT")
    assert (named.source, named.target) == (ProductRef("BOOT"), old_ref(it) if exists else new_ref(it))
    assert (planned.change is None) is exists
    assert links(plan) == []


def test_a_listing_that_is_its_own_canonical_product_is_not_linked_to_itself(listing: MakeListing, today: date) -> None:
    it = listing(1, BOOT)
    own = {BOOT: ExistingProduct("p1", it.sku)}
    plan = plan_sync(HEADER, [it], holdings(it, canonicals=own), today)
    assert plan.links[0].state is LinkState.FAILED
    assert plan.links[0].obstacle == f"{it.sku} is itself the canonical product: correct the mapping's suggested_sku"
    assert links(plan) == []


def test_the_listings_of_one_canonical_product_share_one_change_in_their_order(
    listing: MakeListing, today: date
) -> None:
    family = [listing(3, BOOT), listing(1, BOOT), listing(2, BOOT)]
    plan = plan_sync(HEADER, family, holdings(family[1], canonicals=boot()), today)
    assert links(plan) == [to_link(new_ref(family[0]), old_ref(family[1]), new_ref(family[2]))]


def test_two_names_of_one_canonical_product_share_one_change(listing: MakeListing, today: date) -> None:
    by_both, by_sku = listing(1, BOOT), listing(2, Canonical("BOOT", None))
    product = ExistingProduct("c1", "BOOT")
    known = holdings(canonicals={BOOT: product, Canonical("BOOT", None): product})
    plan = plan_sync(HEADER, [by_both, by_sku], known, today)
    assert links(plan) == [to_link(new_ref(by_both), new_ref(by_sku))]


def test_two_canonical_products_have_a_change_each_in_the_order_of_their_first_listing(
    listing: MakeListing, today: date
) -> None:
    first, second, third = listing(1, OTHER), listing(2, BOOT), listing(3, OTHER)
    known = boot() | {OTHER: ExistingProduct("c2", "OTHER")}
    plan = plan_sync(HEADER, [first, second, third], holdings(canonicals=known), today)
    assert links(plan) == [
        to_link(new_ref(first), new_ref(third), source=ProductRef("OTHER", "c2")),
        to_link(new_ref(second)),
    ]


def test_a_create_costs_two_calls_and_a_link_one_and_each_kind_a_look_more(listing: MakeListing, today: date) -> None:
    plan = plan_sync(HEADER, [listing(1, BOOT), listing(2, BOOT), listing(3)], holdings(canonicals=boot()), today)
    assert plan.calls == 3 * 2 + 1 + 1 + 1
    assert [each.change.calls for each in plan.listings if each.change] == [2, 2, 2]


@pytest.mark.parametrize(("targets", "calls"), [(1, 1), (299, 1), (300, 1), (301, 2), (600, 2), (601, 3)])
def test_linking_costs_one_call_for_every_300_targets(targets: int, calls: int) -> None:
    assert to_link(*(ProductRef(str(number)) for number in range(targets))).calls == calls


def test_no_listings_need_no_change(today: date) -> None:
    plan = plan_sync(HEADER, [], holdings(), today)
    assert (plan.listings, plan.links, plan.calls) == ((), (), 0)


def test_a_product_that_an_earlier_run_began_is_looked_at_and_finished(listing: MakeListing, today: date) -> None:
    begun, done = listing(1), listing(2)
    yesterday = today - timedelta(days=1)
    held = replace(holdings(begun, done), begun={begun.sku: BegunCreate(yesterday, "p1")})
    plan = plan_sync(HEADER, [begun, done], held, today)
    # It holds what was sent on that day, and is ours, since Plytix answered that create with this id.
    product = desired_product(begun, yesterday)
    assert [each.change for each in plan.listings] == [AssignFamily("p1", product, is_ours=True), None]
    # Only a product that may be somebody else's is looked at.
    assert plan.calls == 1


@pytest.mark.parametrize("product_id", [None, "p2"])
def test_a_product_that_another_id_was_answered_for_may_be_anothers(
    listing: MakeListing, today: date, product_id: str | None
) -> None:
    begun = listing(1)
    held = replace(holdings(begun), begun={begun.sku: BegunCreate(today, product_id)})
    assert plan_sync(HEADER, [begun], held, today).listings[0].change == AssignFamily(
        "p1", desired_product(begun, today)
    )


def test_a_product_that_was_begun_and_never_made_is_created_and_not_finished(listing: MakeListing, today: date) -> None:
    new = listing(1)
    plan = plan_sync(HEADER, [new], replace(holdings(), begun={new.sku: BegunCreate(today)}), today)
    assert plan.listings == (PlannedListing(new, None, CreateProduct(desired_product(new, today))),)


def test_the_changes_of_a_plan_are_its_listings_and_then_its_links(listing: MakeListing, today: date) -> None:
    new, begun = listing(1, BOOT), listing(2)
    held = replace(holdings(begun, canonicals=boot()), begun={begun.sku: BegunCreate(today)})
    plan = plan_sync(HEADER, [new, begun], held, today)
    assert list(plan.changes) == [
        CreateProduct(desired_product(new, today)),
        AssignFamily("p2", desired_product(begun, today)),
        to_link(new_ref(new)),
    ]


def test_a_plan_names_what_it_was_made_for(listing: MakeListing, today: date) -> None:
    assert plan_sync(HEADER, [listing(1)], holdings(), today).header == HEADER


def of_boot(linked: int, new: int, listing: MakeListing, today: date) -> list[str | None]:
    """What hinders the links of so many new listings to BOOT, which has so many links."""
    held = holdings(canonicals=boot(*(f"x{number}" for number in range(linked))))
    return [each.obstacle for each in plan_sync(HEADER, [listing(n, BOOT) for n in range(new)], held, today).links]


def test_a_canonical_product_with_300_links_takes_no_more_and_says_what_to_do(
    listing: MakeListing, today: date
) -> None:
    full = "BOOT is linked to 300 products already, as many as Plytix takes: unlink some of them, then run again"
    assert of_boot(300, 2, listing, today) == [full, full]


def test_what_is_too_much_for_the_links_that_are_left_says_so(listing: MakeListing, today: date) -> None:
    more = (
        "this mapping has more than 1 products to link to BOOT, which is linked to 299 others: "
        "Plytix takes 300 in all; correct the mapping, then run again"
    )
    assert of_boot(299, 2, listing, today) == [None, more]


def test_a_mapping_with_more_than_300_for_a_product_without_links_says_so(listing: MakeListing, today: date) -> None:
    more = "this mapping has more than 300 products to link to BOOT: Plytix takes 300 in all; "
    assert of_boot(0, 301, listing, today) == [None] * 300 + [f"{more}correct the mapping, then run again"]


def test_refs_carry_when_plytix_says_that_a_product_was_changed(listing: MakeListing, today: date) -> None:
    it = listing(1, BOOT)
    products = {it.sku: ExistingProduct("p1", it.sku, modified="2025-12-22")}
    canonicals = {BOOT: ExistingProduct("c1", "BOOT", modified="2025-12-21")}
    [planned] = plan_sync(HEADER, [it], Holdings(products, canonicals), today).links
    assert (planned.source.modified, planned.target.modified) == ("2025-12-21", "2025-12-22")


def test_a_listing_with_a_value_that_plytix_would_refuse_gets_no_product_and_no_link(
    listing: MakeListing, today: date
) -> None:
    bad, good = listing(1, BOOT, listing_status="ACTIVE"), listing(2, BOOT, listing_status="active")
    rules = {"amazon_listing_status": AttributeRule("DropdownAttribute", ("active",))}
    plan = plan_sync(HEADER, [bad, good], replace(holdings(canonicals=boot()), rules=rules), today)
    sentence = "amazon_listing_status takes one of 'active': Plytix would refuse amazon_listing_status 'ACTIVE'"
    assert plan.listings == (
        PlannedListing(bad, None, obstacle=f"{sentence} (did you mean 'active'?)"),
        PlannedListing(good, None, CreateProduct(desired_product(good, today))),
    )
    assert plan.links == (link(new_ref(bad), LinkState.FAILED), link(new_ref(good), LinkState.PLANNED))
    assert links(plan) == [to_link(new_ref(good))]


def test_a_product_that_is_there_is_not_judged(listing: MakeListing, today: date) -> None:
    old = listing(1, listing_status="ACTIVE")
    rules = {"amazon_listing_status": AttributeRule("DropdownAttribute", ("active",))}
    plan = plan_sync(HEADER, [old], replace(holdings(old), rules=rules), today)
    assert plan.listings == (PlannedListing(old, "p1"),)
