"""Who is whose parent, as Amazon says it in a mapping and in what Plytix holds.

An ASIN is one thing the world over, but its parent is a marketplace's own (amazon-catalog.md 3.1), so a parent is known
by marketplace and ASIN.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from amazon_plytix.mapping.listing import UNMATCHED, Listing
from amazon_plytix.planning.existing import ExistingListing, LinkHoldings

ListingKey = tuple[str, str]
"""Marketplace and ASIN."""

# Source: Amazon's Catalog Items API (amazon-catalog.md 1.3); a child has no class of its own.
_PARENT_CLASS = "VARIATION_PARENT"


def parent_key(marketplace: str | None, parent_asin: str | None) -> ListingKey | None:
    """Return the key of a listing's parent, or None for a listing that names none."""
    return (marketplace, parent_asin.strip().upper()) if marketplace and parent_asin else None


def parents_named(listings: Iterable[Listing]) -> set[ListingKey]:
    """Return the parents that a mapping's listings name."""
    named = (parent_key(listing.marketplace, listing.parent_asin) for listing in listings)
    return {key for key in named if key}


def may_be_parent(listing: Listing, named: Collection[ListingKey]) -> bool:
    """Return whether an unmatched listing is a parent: one that others name, or that Amazon calls a parent.

    If Amazon's class is not in the mapping, a listing without a GTIN is one, since everything that can be bought has a
    GTIN (amazon-catalog.md 4.1: UPC and EAN are null exactly on the parents).
    """
    if listing.canonical or listing.position.list_key != UNMATCHED:
        return False
    if (listing.marketplace, listing.asin) in named:
        return True
    if listing.item_classification:
        return listing.item_classification.upper() == _PARENT_CLASS
    return not (listing.upc or listing.ean or listing.parent_asin)


@dataclass(frozen=True, slots=True)
class Child:
    """A child listing: its SKU, and that of the canonical product it sells, if that is known."""

    sku: str
    canonical_sku: str | None


class FamilyTree:
    """The children of every parent: those of the mapping, and those that Plytix alone knows of."""

    def __init__(self, listings: Sequence[Listing], holdings: LinkHoldings) -> None:
        self._parents = parents_named(listings)
        self._children: defaultdict[ListingKey, list[Child]] = defaultdict(list)
        for listing in listings:
            canonical = holdings.canonicals.get(listing.canonical) if listing.canonical else None
            stated = listing.canonical.sku if listing.canonical else None
            self._add(parent_key(listing.marketplace, listing.parent_asin), listing.sku, _sku(canonical) or stated)
        for relative in holdings.relatives:
            self._add(parent_key_of_relative(relative), relative.sku, relative.canonical_sku)
        self._parents.update(self._children)

    def children(self, parent: Listing) -> list[Child]:
        """Return the children of a listing."""
        return self._children.get((parent.marketplace, parent.asin), [])

    def is_parent(self, listing: Listing) -> bool:
        """Return whether an unmatched listing is a parent."""
        return may_be_parent(listing, self._parents)

    def _add(self, key: ListingKey | None, sku: str, canonical_sku: str | None) -> None:
        if key:
            self._children[key].append(Child(sku, canonical_sku))


def parent_key_of_relative(relative: ExistingListing) -> ListingKey | None:
    """Return the key of the parent of a listing that only Plytix knows of."""
    return parent_key(relative.marketplace, relative.parent_asin)


def _sku(canonical: object) -> str | None:
    return getattr(canonical, "sku", None)
