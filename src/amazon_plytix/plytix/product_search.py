"""Products are searched for: by SKU, by id, by an attribute, by what they are linked to."""

from collections.abc import Awaitable, Callable, Collection, Iterable
from contextlib import aclosing
from itertools import chain
from string import ascii_uppercase, digits
from typing import Any

from amazon_plytix.http import gather_all
from amazon_plytix.plytix.connection import Connection
from amazon_plytix.plytix.errors import Refused
from amazon_plytix.plytix.product import PLAIN, Columns, Product, is_id, parse_product
from amazon_plytix.plytix.schema import Relationship
from amazon_plytix.plytix.search import PAGE_SIZE, search_rows

_SEARCH = "/api/v2/products/search"
# Source: plytix-api.md 4.2, the status that refuses a sorted search which more than 10,000 products match.
_TOO_MANY_TO_SORT = 428
# Pages that a search of a few values may have because it finds other spellings of them, and for each value one more.
_OTHER_PAGES = 10
_SKU_CHARACTERS = ascii_uppercase + digits + "-"


class ProductSearch:
    """Searches the products of an account."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def find_by_sku(self, skus: Collection[str], columns: Columns = PLAIN) -> dict[str, Product]:
        """Return the products that have exactly these SKUs, by SKU. SKUs without a product are not in the result.

        Cost: one call for 100 SKUs, and another if more than 100 products match when case is ignored. A search may
        ignore case, though SKUs differ by it (plytix-api.md 4.3).
        """
        return await self._find("sku", skus, columns)

    async def find_by_id(self, ids: Collection[str], columns: Columns = PLAIN) -> dict[str, Product]:
        """Return the products that have these ids, by id. Strings that cannot be ids are not searched for."""
        return await self._find("id", [given for given in ids if is_id(given)], columns)

    async def find_by_attribute(self, label: str, values: Collection[str], columns: Columns) -> list[Product]:
        """Return all products whose attribute has one of these values, ignoring case.

        Cost: one call for 100 values, and more if they match more than 100 products.

        Raises Refused if the account's products cannot be filtered by this attribute.
        """
        return list(chain(*await gather_all(self._having(label, part, columns) for part in _hundreds(values))))

    async def find_by_sku_prefix(self, prefix: str, columns: Columns) -> list[Product]:
        """Return all products whose SKU is this prefix followed by capitals, digits and dashes.

        Cost: one call for 100 of them. If they are too many to be sorted, the 37 prefixes that are one character
        longer are searched for instead.
        """
        try:
            found = await self._sorted([[{"field": "sku", "operator": "like", "value": prefix}]], columns)
        except Refused as refusal:
            if refusal.status != _TOO_MANY_TO_SORT:
                raise
            longer = (f"{prefix}{character}" for character in _SKU_CHARACTERS)
            return list(chain(*await gather_all(self.find_by_sku_prefix(each, columns) for each in longer)))
        # `like` finds the text anywhere in a SKU, and ignores case (plytix-api.md 4.3).
        return [product for product in found if product.sku.startswith(prefix)]

    async def find_linked_to(self, target_ids: Collection[str], relationship: Relationship) -> list[Product]:
        """Return all products that are linked to one of these by a relationship, with their links.

        Cost: one call for 100 targets, and more if they are linked from more than 100 products.

        Raises Refused if the account's products cannot be filtered by what they are linked to.
        """
        parts = _hundreds(given for given in target_ids if is_id(given))
        return list(chain(*await gather_all(self._linked_to(part, relationship) for part in parts)))

    async def _having(self, label: str, values: list[str], columns: Columns) -> list[Product]:
        """Return the products that have one of these values."""

        async def having(part: list[str]) -> list[Product]:
            field = f"attributes.{label}"
            return await self._sorted([[{"field": field, "operator": "eq", "value": value}] for value in part], columns)

        return await _in_halves(having, values)

    async def _linked_to(self, target_ids: list[str], relationship: Relationship) -> list[Product]:
        columns = Columns((relationship,))

        async def linked_to(part: list[str]) -> list[Product]:
            link = {"relationship_id": relationship.id, "operator": "exists"}
            return await self._sorted([], columns, [[link | {"product_ids": [{"id": target}]}] for target in part])

        return await _in_halves(linked_to, target_ids)

    async def _sorted(
        self, filters: list[list[dict[str, Any]]], columns: Columns, links: list[list[dict[str, Any]]] | None = None
    ) -> list[Product]:
        rows = search_rows(self._connection, _SEARCH, columns.names, filters, "sku", links)
        async with aclosing(rows):
            return [parse_product(row) async for row in rows]

    async def _find(self, key: str, values: Collection[str], columns: Columns) -> dict[str, Product]:
        found: dict[str, Product] = {}
        await gather_all(self._find_page(key, part, columns, found) for part in _hundreds(values))
        return found

    async def _find_page(self, key: str, values: list[str], columns: Columns, found: dict[str, Product]) -> None:
        """Enter the products of these values into ``found``, under the same string objects that were asked for."""
        # The caller's strings are the keys, not the equal ones of the answer: so each string is kept only once.
        missing = {value: value for value in values}
        filters = [[{"field": key, "operator": "in", "value": values}]]
        most_rows = PAGE_SIZE * (_OTHER_PAGES + len(values))
        rows = search_rows(self._connection, _SEARCH, columns.names, filters, most_rows=most_rows)
        async with aclosing(rows):
            async for row in rows:
                value = row.get(key)
                # A row in another case is another product.
                if isinstance(value, str) and (wanted := missing.pop(value, None)):
                    found[wanted] = parse_product(row)
                # All are found: what other spellings the next pages show does not matter.
                if not missing:
                    break


async def _in_halves(search: Callable[[list[str]], Awaitable[list[Product]]], values: list[str]) -> list[Product]:
    """Return what a search for one of these values finds. If it is refused as too large it is made in two halves."""
    try:
        return await search(values)
    except Refused as refusal:
        # How many filters a search may have is not documented; 422 would be the answer to too many. It is also the
        # answer to what cannot be filtered, which the last single value shows.
        if refusal.status not in {422, _TOO_MANY_TO_SORT} or len(values) == 1:
            raise
    half = len(values) // 2
    return await _in_halves(search, values[:half]) + await _in_halves(search, values[half:])


def _hundreds(values: Iterable[str]) -> list[list[str]]:
    """Return the values, each once, in parts that fit into one search."""
    wanted = list(dict.fromkeys(values))
    return [wanted[start : start + PAGE_SIZE] for start in range(0, len(wanted), PAGE_SIZE)]
