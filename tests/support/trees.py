"""Accounts and mappings with family trees."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from plytix_sandbox import accounts
from tests.support import asin, entry, matched


def child(number: int, parent: int, canonical: int, **more: Any) -> dict[str, Any]:
    """A matched entry under a parent."""
    return matched(number, canonical, **({"amazon_parent_asin": asin(parent)} | more))


def parent(number: int, model: str | None = None, **more: Any) -> dict[str, Any]:
    """An unmatched entry that Amazon calls a parent."""
    return entry(number, model_number=model, item_classification="VARIATION_PARENT", **more)


def product_of(listing: dict[str, Any], **more: Any) -> dict[str, Any]:
    """What a sync leaves of a listing, for an account file."""
    attributes = {
        "amazon_asin": listing["amazon_asin"],
        "amazon_parent_asin": listing.get("amazon_parent_asin"),
        "amazon_marketplace": listing["marketplace"],
        "amazon_canonical_sku": listing.get("canonical_plytix_sku"),
    }
    kept = {label: value for label, value in attributes.items() if value is not None}
    return {"sku": listing["suggested_sku"], "attributes": kept, **more}


def synced_account(mapping: Path, listings: Iterable[dict[str, Any]], *more: dict[str, Any]) -> Any:
    """The account of a mapping with the products of these listings, and with other products."""
    account = accounts.for_mapping(mapping)
    account.sections["products"] = [*account.sections["products"], *map(product_of, listings), *more]
    return account
