"""What a mapping file holds once it has been read."""

from collections.abc import Collection
from dataclasses import dataclass

# The lists of a mapping file, by their keys.
MATCHED = "matched"
UNMATCHED = "unmatched_amazon"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where an entry stands: the list's key in the file, and its number in that list, from 1."""

    list_key: str
    number: int

    def __str__(self) -> str:
        return f"{self.list_key} entry {self.number}"


@dataclass(frozen=True, slots=True)
class Canonical:
    """The catalog's own product that a listing sells, as the mapping names it: by SKU, by id, or both."""

    sku: str | None
    id: str | None

    @property
    def name(self) -> str:
        """The SKU, or the id where the mapping gives no SKU."""
        return self.sku or self.id or ""


@dataclass(frozen=True, slots=True)
class Listing:
    """One entry of a mapping: an ASIN in a marketplace, and the SKU its Plytix product has or will have.

    Everything from ``parent_asin`` on is what Amazon says of it, ``None`` where Amazon says nothing.
    """

    place: Place
    sku: str
    asin: str
    marketplace: str
    canonical: Canonical | None
    parent_asin: str | None = None
    amazon_sku: str | None = None
    upc: str | None = None
    ean: str | None = None
    title: str | None = None
    size: str | None = None
    color: str | None = None
    variation_theme: str | None = None
    listing_status: str | None = None
    model_number: str | None = None
    item_classification: str | None = None


@dataclass(frozen=True, slots=True)
class Mapping:
    """A whole file, read without a Problem.

    ``listings`` has the matched entries first, then the unmatched ones, each in the order of the file.
    ``warnings`` are sentences about things that were read, but perhaps not as meant.
    """

    listings: tuple[Listing, ...]
    matched: int
    unmatched: int
    warnings: tuple[str, ...] = ()

    def only(self, skus: Collection[str]) -> "Mapping":
        """The same with no other listings than these."""
        kept = tuple(listing for listing in self.listings if listing.sku in skus)
        matched = sum(listing.place.list_key == MATCHED for listing in kept)
        return Mapping(kept, matched, len(kept) - matched, self.warnings)

    @property
    def marketplaces(self) -> tuple[str, ...]:
        """The marketplaces that occur, sorted."""
        return tuple(sorted({listing.marketplace for listing in self.listings}))
