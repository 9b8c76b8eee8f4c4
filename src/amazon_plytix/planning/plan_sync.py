"""Listings and what Plytix holds become a Plan: pure, so that a dry run and an execute cannot differ."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from amazon_plytix.mapping.listing import Listing
from amazon_plytix.planning.attribute_checks import refused_values
from amazon_plytix.planning.changes import AssignFamily, CreateProduct, LinkCapacity, ProductRef, Relation
from amazon_plytix.planning.desired import DesiredProduct, desired_product
from amazon_plytix.planning.existing import ExistingProduct, Holdings, Missing
from amazon_plytix.planning.header import PlanHeader
from amazon_plytix.planning.other_canonicals import OtherCanonicals
from amazon_plytix.planning.plan import LinkState, Plan, PlannedLink, PlannedListing


def plan_sync(header: PlanHeader, listings: Iterable[Listing], holdings: Holdings, today: date) -> Plan:
    """Compare what should be with what is. A product that exists is left as it is, but for a missing link.

    Arguments:
        header: what the Plan is made for.
        listings: the mapping's listings.
        holdings: what Plytix holds of them.
        today: the day of the sync (UTC), which every new product names.
    """
    capacity = LinkCapacity()
    planned = [_listing(listing, holdings, today) for listing in listings]
    links = tuple(link for each in planned if (link := _link(each, holdings, capacity)))
    others = OtherCanonicals(holdings, links)
    return Plan(header, tuple(replace(each, remark=others.remark(each.listing)) for each in planned), links)


def _listing(listing: Listing, holdings: Holdings, today: date) -> PlannedListing:
    existing = holdings.products.get(listing.sku)
    if other := holdings.elsewhere.get(listing.sku):
        return PlannedListing(listing, None, obstacle=_is_elsewhere(listing, other))
    if existing is None:
        return _new(listing, desired_product(listing, today, holdings.fields), holdings)
    if begun := holdings.begun.get(listing.sku):
        # An earlier run was cut off between the create and its end: this one completes what it left.
        product = desired_product(listing, begun.on, holdings.fields)
        change = AssignFamily(existing.id, product, is_ours=begun.product_id == existing.id)
        return PlannedListing(listing, existing.id, change)
    return PlannedListing(listing, existing.id)


def _new(listing: Listing, product: DesiredProduct, holdings: Holdings) -> PlannedListing:
    if refused := refused_values(product, holdings.rules):
        return PlannedListing(listing, None, obstacle=refused)
    return PlannedListing(listing, None, CreateProduct(product))


def _is_elsewhere(listing: Listing, sku: str) -> str:
    return (
        f"Plytix has ASIN {listing.asin} in {listing.marketplace} already, as {sku}: "
        "correct the mapping's suggested_sku, or have a second product made with --allow-second-product"
    )


def _link(planned: PlannedListing, holdings: Holdings, capacity: LinkCapacity) -> PlannedLink | None:
    listing = planned.listing
    if listing.canonical is None:
        return None
    canonical, existing = holdings.canonicals[listing.canonical], holdings.products.get(listing.sku)
    target = existing.ref if existing else ProductRef(listing.sku)
    if isinstance(canonical, Missing):
        named = ProductRef(listing.canonical.name)
        return PlannedLink(Relation.LISTINGS, named, target, LinkState.FAILED, canonical.message)
    if planned.obstacle:
        # That it gets no product is an error of the listing, and no second one of its link.
        return PlannedLink(Relation.LISTINGS, canonical.ref, target, LinkState.FAILED)
    state, obstacle = _state(listing, existing, canonical, capacity)
    return PlannedLink(Relation.LISTINGS, canonical.ref, target, state, obstacle)


def _state(
    listing: Listing, existing: ExistingProduct | None, canonical: ExistingProduct, capacity: LinkCapacity
) -> tuple[LinkState, str | None]:
    if existing and existing.id == canonical.id:
        itself = f"{listing.sku} is itself the canonical product: correct the mapping's suggested_sku"
        return LinkState.FAILED, itself
    if existing and existing.id in canonical.linked:
        return LinkState.PRESENT, None
    full = capacity.take(Relation.LISTINGS, canonical.ref, len(canonical.linked))
    return (LinkState.FAILED, full) if full else (LinkState.PLANNED, None)
