"""A link job on some listings of a mapping: what it has to look at, and what of its Plan is theirs."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace

from amazon_plytix.mapping.listing import Listing
from amazon_plytix.planning.family_tree import ListingKey, parent_key
from amazon_plytix.planning.plan import Plan


def with_families(chosen: Sequence[Listing], listings: Sequence[Listing]) -> tuple[Listing, ...]:
    """Return the listings that belong to the families of those that were chosen, in the mapping's order.

    How a listing is to be linked depends on its parent, and for a parent on all its children.
    """
    members: defaultdict[ListingKey, list[Listing]] = defaultdict(list)
    for listing in listings:
        for key in _keys(listing):
            members[key].append(listing)
    found: set[str] = set()
    to_visit = list(chosen)
    while to_visit:
        listing = to_visit.pop()
        if listing.sku not in found:
            found.add(listing.sku)
            # Each family is gone through once, however many members it has.
            to_visit += (each for key in _keys(listing) for each in members.pop(key, ()))
    return tuple(listing for listing in listings if listing.sku in found)


def only_links_to(plan: Plan, skus: Collection[str]) -> Plan:
    """Return what a Plan says of these listings: a link is about the listing that it leads to."""
    return replace(
        plan,
        listings=tuple(planned for planned in plan.listings if planned.listing.sku in skus),
        links=tuple(link for link in plan.links if link.target.sku in skus),
        reviews=tuple(review for review in plan.reviews if review.listing.sku in skus),
    )


def _keys(listing: Listing) -> list[ListingKey]:
    """Return the families that a listing is in: the one it would be the parent of, and its parent's."""
    parent = parent_key(listing.marketplace, listing.parent_asin)
    return [(listing.marketplace, listing.asin), *([parent] if parent else [])]
