"""What the product of a listing should look like."""

from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from amazon_plytix.mapping.listing import Listing

Value = str | bool

_FROM_AMAZON = {
    "amazon_asin": attrgetter("asin"),
    "amazon_parent_asin": attrgetter("parent_asin"),
    "amazon_sku": attrgetter("amazon_sku"),
    "amazon_upc": attrgetter("upc"),
    "amazon_ean": attrgetter("ean"),
    "amazon_title": attrgetter("title"),
    "amazon_size": attrgetter("size"),
    "amazon_color": attrgetter("color"),
    "amazon_variation_theme": attrgetter("variation_theme"),
    "amazon_listing_status": attrgetter("listing_status"),
    "amazon_marketplace": attrgetter("marketplace"),
}

# Every attribute that a sync may write, and that an account must therefore have.
# Source: sync-workflow.md, Attribute Population.
ATTRIBUTES = (*_FROM_AMAZON, "amazon_canonical_sku", "amazon_is_primary", "amazon_last_synced")
# Those that are no text.
_TYPES = {"amazon_is_primary": "yes/no", "amazon_last_synced": "date"}


@dataclass(frozen=True, slots=True)
class DesiredProduct:
    """A product as it should be created; ``attributes`` by label, none of them empty.

    ``status`` is None if Plytix is to choose it, which takes Draft (plytix-api.md 3.1).
    """

    sku: str
    label: str
    attributes: dict[str, Value]
    status: str | None = None


def type_of(label: str) -> str:
    """Return the type that an attribute of ``ATTRIBUTES`` has to have, by the name that people know it by."""
    return _TYPES.get(label, "text")


def desired_product(listing: Listing, today: date) -> DesiredProduct:
    """Return the product of a listing, synced on ``today`` (UTC).

    What Amazon says nothing about is left out: Plytix may refuse a null at creation (plytix-api.md 3.2).
    """
    attributes: dict[str, Value] = {
        label: value for label, value_of in _FROM_AMAZON.items() if (value := value_of(listing)) is not None
    }
    if listing.canonical and listing.canonical.sku:
        attributes["amazon_canonical_sku"] = listing.canonical.sku
    attributes["amazon_is_primary"] = False
    attributes["amazon_last_synced"] = today.isoformat()
    return DesiredProduct(listing.sku, listing.title or f"Amazon {listing.asin}", attributes)
