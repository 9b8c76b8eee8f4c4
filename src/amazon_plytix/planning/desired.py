"""What the product of a listing should look like."""

from dataclasses import dataclass
from datetime import date

from amazon_plytix.mapping.listing import Listing
from amazon_plytix.planning.fields import SEED_FIELDS, FieldMap, Value


@dataclass(frozen=True, slots=True)
class DesiredProduct:
    """A product as it should be created; ``attributes`` by label, none of them empty.

    ``status`` is None if Plytix is to choose it, which takes Draft (plytix-api.md 3.1). ``asin_label`` is the label of
    the attribute that holds the ASIN.
    """

    sku: str
    label: str
    attributes: dict[str, Value]
    status: str | None = None
    asin_label: str = "amazon_asin"


def desired_product(listing: Listing, today: date, fields: FieldMap = SEED_FIELDS) -> DesiredProduct:
    """Return the product of a listing, synced on ``today`` (UTC), in an account with these attributes."""
    label = listing.title or f"Amazon {listing.asin}"
    return DesiredProduct(listing.sku, label, fields.values(listing, today), asin_label=fields.label_of("asin"))
