"""What Plytix holds of the listings that are to be synced, and of the canonical products they name."""

from collections.abc import Collection

from amazon_plytix.lookup.canonicals import existing_ones, find_canonicals
from amazon_plytix.mapping import Listing
from amazon_plytix.planning import Holdings
from amazon_plytix.plytix import Plytix, Relationship


async def find_holdings(
    plytix: Plytix, listings: Collection[Listing], relationship: Relationship, begun: Collection[str]
) -> Holdings:
    """Find the products of all listings and the canonical products they name, 100 a call.

    Arguments: ``begun`` are the SKUs whose creation an earlier run did not finish.

    Raises ApiError where any of them could not be asked for.
    """
    products = await plytix.products.find_by_sku([listing.sku for listing in listings])
    canonicals = {listing.canonical: None for listing in listings if listing.canonical}
    return Holdings(
        existing_ones(products, relationship),
        await find_canonicals(plytix, canonicals, relationship),
        begun,
    )
