"""What a mapping file holds once it has been read."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from amazon_plytix.mapping.problems import EntryPosition

# The lists of a mapping file, by their keys, and the key of what it says of itself.
MATCHED = "matched"
UNMATCHED = "unmatched_amazon"
METADATA = "metadata"


@dataclass(frozen=True, slots=True)
class Canonical:
    """The catalog's own product that a listing sells, as the mapping names it: by SKU, by id, or by both."""

    sku: str | None
    id: str | None

    @property
    def name(self) -> str:
        """Return the SKU, or the id if the mapping gives no SKU."""
        return self.sku or self.id or ""


@dataclass(frozen=True, slots=True)
class Listing:
    """One entry of a mapping: an ASIN in a marketplace, and the SKU that its Plytix product has or will have.

    The fields from ``parent_asin`` on hold Amazon's values, ``None`` if Amazon gives none.
    """

    position: EntryPosition
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
class ListingMapping:
    """The content of a mapping file that was read without a Problem.

    ``listings`` has the matched entries first, then the unmatched ones, each in the order of the file.
    ``warnings`` are sentences about what was read, but perhaps not as its author meant it, or not read at all.
    ``notes`` are sentences about what mapping files hold and no job on one uses.
    ``digest`` is the SHA-256 of the file's bytes in hexadecimal digits. Two files with the same content are equal.
    """

    listings: tuple[Listing, ...]
    matched: int
    unmatched: int
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=(), compare=False)
    digest: str = field(default="", compare=False)

    def only(self, skus: Collection[str]) -> "ListingMapping":
        """Return the same mapping with the listings of these SKUs alone."""
        kept = tuple(listing for listing in self.listings if listing.sku in skus)
        matched = sum(listing.position.list_key == MATCHED for listing in kept)
        return replace(self, listings=kept, matched=matched, unmatched=len(kept) - matched)

    @property
    def marketplaces(self) -> tuple[str, ...]:
        """Return the marketplaces that occur, sorted."""
        return tuple(sorted({listing.marketplace for listing in self.listings}))
