"""A program that uses the client and takes its addresses and credentials from the environment."""

import asyncio
import json
import sys

from plytix_pim_client import OperatorEnum, PlytixAsync, PlytixSync, SearchFilter
from plytix_pim_client.dtos.pagination import Pagination

HERE = [[SearchFilter(field="label", operator=OperatorEnum.CONTAINS, value="here")]]


def in_turn() -> list[str]:
    """Create, search, read and delete products one after another."""
    plytix = PlytixSync()
    made = [plytix.products.create_product(f"sync {n}", label="here") for n in range(5)]
    found = plytix.products.search_products(HERE, ["label"], [], Pagination(sort_by_attribute="sku"))
    result = plytix.products.get_products([row.id for row in found])
    assert result == made
    assert all(plytix.products.delete_products([product.id for product in made]))
    plytix.close()
    return [product.sku for product in result if product]


async def side_by_side() -> list[str]:
    """Do so side by side, page by page."""
    plytix = PlytixAsync()
    made = await asyncio.gather(*(plytix.products.create_product(f"async {n}", label="here") for n in range(5)))
    pages = plytix.products.search_all_products(HERE, ["label"], [], "sku", page_size=2)
    found = [row async for rows in pages for row in rows]
    result = await plytix.products.get_products([row.id for row in found])
    assert result == made
    assert all(await plytix.products.delete_products([product.id for product in made]))
    await plytix.close()
    return [product.sku for product in result if product]


if __name__ == "__main__":
    json.dump({"sync": in_turn(), "async": asyncio.run(side_by_side())}, sys.stdout)
