"""One listing at a time: what a sync will do about it, and why."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

import pytest

from amazon_plytix.mapping import Canonical, Listing
from amazon_plytix.planning import (
    AssignFamily,
    CreateProduct,
    ExistingProduct,
    Holdings,
    Link,
    LinkProducts,
    Missing,
    PlannedListing,
    desired_product,
    plan_sync,
)

MakeListing = Callable[..., Listing]

BOOT = Canonical("BOOT", "c1")
OTHER = Canonical("OTHER", None)


def holdings(*existing: Listing, canonicals: Mapping[Canonical, ExistingProduct | Missing] | None = None) -> Holdings:
    """Plytix with a product for each of these listings, whose id is "p" and the listing's number."""
    products = {each.sku: ExistingProduct(f"p{each.position.number}", each.sku) for each in existing}
    return Holdings(products, canonicals or {})


def boot(*listings: str) -> dict[Canonical, ExistingProduct | Missing]:
    """The canonical product BOOT, linked to these ids."""
    return {BOOT: ExistingProduct("c1", "BOOT", frozenset(listings))}


def test_a_listing_without_a_product_gets_one(listing: MakeListing, today: date) -> None:
    new = listing(1)
    plan = plan_sync([new], holdings(), today)
    assert plan.listings == (PlannedListing(new, None, CreateProduct(desired_product(new, today)), Link.NONE),)
    assert plan.links == ()


def test_a_listing_with_a_product_is_left_as_it_is(listing: MakeListing, today: date) -> None:
    old = listing(1, title="a title that Plytix may not have")
    plan = plan_sync([old], holdings(old), today)
    assert plan.listings == (PlannedListing(old, "p1", None, Link.NONE),)
    assert (plan.links, plan.calls) == ((), 0)


def test_a_product_whose_sku_differs_in_case_is_another_product(listing: MakeListing, today: date) -> None:
    new = listing(1)
    shouting = Holdings({new.sku.lower(): ExistingProduct("p9", new.sku.lower())})
    assert plan_sync([new], shouting, today).listings[0].product_id is None


def test_a_new_matched_listing_is_created_and_linked(listing: MakeListing, today: date) -> None:
    new = listing(1, BOOT)
    plan = plan_sync([new], holdings(canonicals=boot()), today)
    assert [(each.create is None, each.link) for each in plan.listings] == [(False, Link.PLANNED)]
    assert plan.links == (LinkProducts("c1", "BOOT", (new.sku,)),)


def test_an_existing_listing_that_lacks_its_link_gets_it(listing: MakeListing, today: date) -> None:
    old = listing(1, BOOT)
    plan = plan_sync([old], holdings(old, canonicals=boot("p2")), today)
    assert plan.listings == (PlannedListing(old, "p1", None, Link.PLANNED),)
    assert plan.links == (LinkProducts("c1", "BOOT", (old.sku,)),)


def test_an_existing_listing_that_has_its_link_is_left_as_it_is(listing: MakeListing, today: date) -> None:
    old = listing(1, BOOT)
    plan = plan_sync([old], holdings(old, canonicals=boot("p1", "p2")), today)
    assert plan.listings == (PlannedListing(old, "p1", None, Link.PRESENT),)
    assert (plan.links, plan.calls) == ((), 0)


@pytest.mark.parametrize("exists", [True, False])
def test_a_missing_canonical_product_hinders_the_link_alone_and_says_why(
    listing: MakeListing, today: date, exists: bool
) -> None:
    it = listing(1, BOOT)
    missing = {BOOT: Missing("Plytix has no product BOOT")}
    plan = plan_sync([it], holdings(*[it] * exists, canonicals=missing), today)
    [planned] = plan.listings
    assert (planned.link, planned.obstacle) == (Link.IMPOSSIBLE, "Plytix has no product BOOT")
    assert (planned.create is None) is exists
    assert plan.links == ()


def test_a_listing_that_is_its_own_canonical_product_is_not_linked_to_itself(listing: MakeListing, today: date) -> None:
    it = listing(1, BOOT)
    own = {BOOT: ExistingProduct("p1", it.sku)}
    plan = plan_sync([it], holdings(it, canonicals=own), today)
    assert plan.listings[0].link is Link.IMPOSSIBLE
    assert plan.listings[0].obstacle == f"{it.sku} is itself the canonical product: correct the mapping's suggested_sku"
    assert plan.links == ()


def test_the_listings_of_one_canonical_product_share_one_change_in_their_order(
    listing: MakeListing, today: date
) -> None:
    family = [listing(3, BOOT), listing(1, BOOT), listing(2, BOOT)]
    plan = plan_sync(family, holdings(family[1], canonicals=boot()), today)
    assert plan.links == (LinkProducts("c1", "BOOT", tuple(each.sku for each in family)),)


def test_two_names_of_one_canonical_product_share_one_change(listing: MakeListing, today: date) -> None:
    by_both, by_sku = listing(1, BOOT), listing(2, Canonical("BOOT", None))
    product = ExistingProduct("c1", "BOOT")
    plan = plan_sync([by_both, by_sku], holdings(canonicals={BOOT: product, Canonical("BOOT", None): product}), today)
    assert plan.links == (LinkProducts("c1", "BOOT", (by_both.sku, by_sku.sku)),)


def test_two_canonical_products_have_a_change_each_in_the_order_of_their_first_listing(
    listing: MakeListing, today: date
) -> None:
    first, second, third = listing(1, OTHER), listing(2, BOOT), listing(3, OTHER)
    known = boot() | {OTHER: ExistingProduct("c2", "OTHER")}
    plan = plan_sync([first, second, third], holdings(canonicals=known), today)
    assert plan.links == (
        LinkProducts("c2", "OTHER", (first.sku, third.sku)),
        LinkProducts("c1", "BOOT", (second.sku,)),
    )


def test_a_create_costs_two_calls_and_a_link_one(listing: MakeListing, today: date) -> None:
    plan = plan_sync([listing(1, BOOT), listing(2, BOOT), listing(3)], holdings(canonicals=boot()), today)
    assert plan.calls == 3 * 2 + 1
    assert [each.create.calls for each in plan.listings if each.create] == [2, 2, 2]


@pytest.mark.parametrize(("targets", "calls"), [(1, 1), (299, 1), (300, 1), (301, 2), (600, 2), (601, 3)])
def test_linking_costs_one_call_for_every_300_targets(targets: int, calls: int) -> None:
    assert LinkProducts("c1", "BOOT", tuple(str(number) for number in range(targets))).calls == calls


def test_no_listings_need_no_change(today: date) -> None:
    plan = plan_sync([], holdings(), today)
    assert (plan.listings, plan.links, plan.calls) == ((), (), 0)


def test_a_product_that_an_earlier_run_began_is_looked_at_and_finished(listing: MakeListing, today: date) -> None:
    begun, done = listing(1), listing(2)
    plan = plan_sync([begun, done], replace(holdings(begun, done), begun={begun.sku}), today)
    assert [each.finish for each in plan.listings] == [AssignFamily("p1", desired_product(begun, today)), None]
    assert plan.calls == 2


def test_a_product_that_was_begun_and_never_made_is_created_and_not_finished(listing: MakeListing, today: date) -> None:
    new = listing(1)
    plan = plan_sync([new], replace(holdings(), begun={new.sku}), today)
    assert (plan.listings[0].create is None, plan.listings[0].finish) == (False, None)


def test_the_changes_of_a_plan_are_its_listings_and_then_its_links(listing: MakeListing, today: date) -> None:
    new, begun = listing(1, BOOT), listing(2)
    plan = plan_sync([new, begun], replace(holdings(begun, canonicals=boot()), begun={begun.sku}), today)
    assert list(plan.changes) == [
        CreateProduct(desired_product(new, today)),
        AssignFamily("p2", desired_product(begun, today)),
        LinkProducts("c1", "BOOT", (new.sku,)),
    ]
