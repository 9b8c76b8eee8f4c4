"""Amazon's identifiers: ASINs, marketplaces, and the SKU that is made of both."""

from amazon_plytix.amazon.identifiers import (
    known_codes,
    listing_sku,
    marketplace_code,
    normal_asin,
    normal_marketplace,
    parts_of_sku,
)

__all__ = ["known_codes", "listing_sku", "marketplace_code", "normal_asin", "normal_marketplace", "parts_of_sku"]
