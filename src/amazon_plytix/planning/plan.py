"""Listings and what Plytix holds become a Plan: pure, so that a dry run and an execute cannot differ."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import chain

from amazon_plytix.mapping.listing import Listing
from amazon_plytix.planning.changes import AssignFamily, Change, CreateProduct, LinkProducts, Relation
from amazon_plytix.planning.desired import desired_product
from amazon_plytix.planning.holdings import ExistingProduct, Holdings, Missing
from amazon_plytix.planning.link_capacity import Room


class Link(StrEnum):
    """How a product stands to the one it should be linked from.

    CONTRADICTED is a link that is there though the mapping names another source.
    """

    NONE = "none"
    PRESENT = "present"
    PLANNED = "planned"
    IMPOSSIBLE = "impossible"
    CONTRADICTED = "contradicted"


@dataclass(frozen=True, slots=True)
class PlannedListing:
    """What is to become of one listing.

    ``product_id`` is that of the product it has, ``create`` the change that makes it one: either is None.
    ``finish`` completes a product that an earlier run of ours left half made.
    ``obstacle`` says why it cannot be linked, where ``link`` is IMPOSSIBLE.
    """

    listing: Listing
    product_id: str | None
    create: CreateProduct | None
    link: Link
    obstacle: str | None = None
    finish: AssignFamily | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a sync will do: a verdict for every listing in the mapping's order, and one link change a canonical."""

    listings: tuple[PlannedListing, ...]
    links: tuple[LinkProducts, ...]

    @property
    def changes(self) -> Iterator[Change]:
        """Everything that is to be sent."""
        of_listings = (change for planned in self.listings for change in (planned.create, planned.finish))
        return chain((change for change in of_listings if change), self.links)

    @property
    def calls(self) -> int:
        """How many calls to Plytix carrying it out takes, reading links back, 100 in a call, not counted."""
        return sum(change.calls for change in self.changes)


def plan_sync(listings: Iterable[Listing], holdings: Holdings, today: date) -> Plan:
    """Compare what should be with what is. A product that exists is left as it is, but for a missing link."""
    room = Room()
    planned = tuple(_planned(listing, holdings, today, room) for listing in listings)
    return Plan(planned, tuple(_links(planned, holdings)))


def _planned(listing: Listing, holdings: Holdings, today: date, room: Room) -> PlannedListing:
    existing = holdings.products.get(listing.sku)
    link, obstacle = _link(listing, existing, holdings, room)
    if existing is None:
        return PlannedListing(listing, None, CreateProduct(desired_product(listing, today)), link, obstacle)
    begun = listing.sku in holdings.begun
    finish = AssignFamily(existing.id, desired_product(listing, today)) if begun else None
    return PlannedListing(listing, existing.id, None, link, obstacle, finish)


def _link(
    listing: Listing, existing: ExistingProduct | None, holdings: Holdings, room: Room
) -> tuple[Link, str | None]:
    if listing.canonical is None:
        return Link.NONE, None
    canonical = holdings.canonicals[listing.canonical]
    if isinstance(canonical, Missing):
        return Link.IMPOSSIBLE, canonical.message
    if existing and existing.id == canonical.id:
        return Link.IMPOSSIBLE, f"{listing.sku} is itself the canonical product: correct the mapping's suggested_sku"
    if existing and existing.id in canonical.linked:
        return Link.PRESENT, None
    full = room.take(Relation.LISTINGS, canonical)
    return (Link.IMPOSSIBLE, full) if full else (Link.PLANNED, None)


def _links(planned: Iterable[PlannedListing], holdings: Holdings) -> Iterator[LinkProducts]:
    targets: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for each in planned:
        if each.link is Link.PLANNED and each.listing.canonical:
            canonical = holdings.canonicals[each.listing.canonical]
            if isinstance(canonical, ExistingProduct):
                targets[canonical.id, canonical.sku].append(each.listing.sku)
    return (LinkProducts(*source, tuple(skus)) for source, skus in targets.items())
