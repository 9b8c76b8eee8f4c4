"""Products that were there before, found again."""

from collections.abc import Mapping

from amazon_plytix.plytix import PLAIN, Columns, Plytix, Product


async def find_again(plytix: Plytix, skus: Mapping[str, str], columns: Columns = PLAIN) -> dict[str, Product]:
    """The products of these ids that are still there, by id.

    Arguments: ``skus`` are those they had, by id. They are asked for by these first, which is proven to work, and only
    those that have another one by now by id.

    Raises ApiError where they could not be asked for.
    """
    by_sku = await plytix.products.find_by_sku(list(skus.values()), columns)
    found = {product.id: product for product in by_sku.values() if product.id in skus}
    by_id = await plytix.products.find_by_id([id_ for id_ in skus if id_ not in found], columns)
    return found | by_id
