"""Products (v2): find, create, put into a family, link."""

import re
from collections.abc import Collection, Iterable, Mapping
from contextlib import aclosing
from itertools import chain
from string import ascii_uppercase, digits
from typing import Any
from urllib.parse import quote

from amazon_plytix.http.gather import together
from amazon_plytix.plytix.connection import Connection
from amazon_plytix.plytix.errors import Duplicate, NotFound, Refused
from amazon_plytix.plytix.product import (
    PLAIN,
    Columns,
    Contents,
    Product,
    Written,
    contents,
    only,
    product,
    related,
    written,
)
from amazon_plytix.plytix.schema import Relationship
from amazon_plytix.plytix.search import PAGE_SIZE, rows

_PATH = "/api/v2/products"
# Source: plytix-api.md 13, ids are 24 hexadecimal digits.
_ID = re.compile(r"[0-9a-f]{24}", re.IGNORECASE)
# Source: plytix-api.md 4.2, a sorted search that more than 10,000 products match.
_TOO_MANY_TO_SORT = 428
_SKU_CHARACTERS = ascii_uppercase + digits + "-"


class Products:
    """The products of an account."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def find_by_sku(self, skus: Collection[str], columns: Columns = PLAIN) -> dict[str, Product]:
        """The products that have these very SKUs, by SKU; those of no product are not in the answer.

        Cost: one call per 100 SKUs, and another wherever more than 100 products match but for case, which
        searches may ignore though SKUs heed it (plytix-api.md 4.3).
        """
        return await self._find("sku", skus, columns)

    async def find_by_id(self, ids: Collection[str], columns: Columns = PLAIN) -> dict[str, Product]:
        """The products that have these ids, by id; what is no id of Plytix's is not asked for."""
        return await self._find("id", [given for given in ids if _ID.fullmatch(given)], columns)

    async def find_by_attribute(self, label: str, values: Collection[str], columns: Columns) -> list[Product]:
        """All products whose attribute has one of these values, in either case; many values in one search.

        Raises Refused where the account's products cannot be filtered by this attribute.
        """
        wanted = list(dict.fromkeys(values))
        chunks = [wanted[start : start + PAGE_SIZE] for start in range(0, len(wanted), PAGE_SIZE)]
        return list(chain(*await together(self._having(label, chunk, columns) for chunk in chunks)))

    async def find_by_sku_prefix(self, prefix: str, columns: Columns) -> list[Product]:
        """All products whose SKU begins so and goes on in capitals, digits and dashes.

        Cost: one call per 100 of them. Where they are too many to be sorted the prefixes one character longer are
        asked for, 37 of them.
        """
        try:
            found = await self._sorted([[{"field": "sku", "operator": "like", "value": prefix}]], columns)
        except Refused as refusal:
            if refusal.status != _TOO_MANY_TO_SORT:
                raise
            longer = (f"{prefix}{character}" for character in _SKU_CHARACTERS)
            return list(chain(*await together(self.find_by_sku_prefix(each, columns) for each in longer)))
        return [product for product in found if product.sku.startswith(prefix)]

    async def links_of(self, product_id: str, relationship: Relationship) -> frozenset[str]:
        """The ids a product is linked to, from the product itself, which no search index can be behind.

        Raises NotFound where there is no such product.
        """
        return related(await self._get(product_id)).get(relationship.id, frozenset())

    async def contents_of(self, product_id: str) -> Contents:
        """What a product holds, from the product itself. Raises NotFound where there is no such product."""
        return contents(await self._get(product_id))

    async def create(
        self, sku: str, label: str, attributes: Mapping[str, object], family_id: str | None = None
    ) -> Written:
        """Create a product. Never repeated here: an AnswerLost must be followed by a look.

        Arguments: ``family_id`` asks for a family in the same call, which an account may ignore (plytix-api.md 3.5).

        Raises Duplicate where the SKU is taken.
        """
        body: dict[str, object] = {"sku": sku, "label": label, "attributes": dict(attributes)}
        if family_id:
            body["product_family_id"] = family_id
        try:
            answer = await self._connection.call("POST", _PATH, body, repeatable=False)
        except Refused as refusal:
            if _says_duplicate(refusal):
                raise Duplicate(f"to create {sku}", refusal.status, refusal.complaint) from None
            raise
        return written(answer, "POST product")

    async def assign_family(self, product_id: str, family_id: str) -> Written:
        """Put a product into a family."""
        path = f"{_PATH}/{quote(product_id, safe='')}/family"
        return written(await self._connection.call("POST", path, {"product_family_id": family_id}), "POST family")

    async def family_of(self, product_id: str) -> str | None:
        """The id of a product's family, which only v1's GET is known to show (plytix-api.md 3.5)."""
        answer = await self._connection.call("GET", f"/api/v1/products/{quote(product_id, safe='')}")
        family = only(answer, "GET product").get("product_family_id")
        return str(family) if family else None

    async def link(self, source_id: str, relationship: Relationship, target_ids: Iterable[str]) -> None:
        """Link a product to others, at most 300 of them in a call and in all; links that exist stay.

        v2 answers 200 to targets that do not exist (plytix-api.md 7.3): read the links back.
        """
        path = f"{_PATH}/{quote(source_id, safe='')}/relationships/{quote(relationship.id, safe='')}"
        targets = [{"product_id": target, "quantity": 1} for target in target_ids]
        await self._connection.call("POST", path, {"product_relationships": targets})

    async def unlink(self, source_id: str, relationship: Relationship, target_ids: Iterable[str]) -> None:
        """Take links of a product away; those that do not exist are no error (plytix-api.md 7.3)."""
        path = f"{_PATH}/{quote(source_id, safe='')}/relationships/{quote(relationship.id, safe='')}"
        await self._connection.call("DELETE", path, {"product_relationships": list(target_ids)})

    async def delete(self, product_id: str) -> None:
        """Delete a product for good: Plytix keeps nothing of it. One that is gone already is no error."""
        try:
            await self._connection.call("DELETE", f"{_PATH}/{quote(product_id, safe='')}")
        except NotFound:
            return

    async def _get(self, product_id: str) -> Mapping[str, Any]:
        return only(await self._connection.call("GET", f"{_PATH}/{quote(product_id, safe='')}"), "GET product")

    async def _having(self, label: str, values: list[str], columns: Columns) -> list[Product]:
        """The products that have one of these values. A search that is refused as too large is made in halves."""
        filters = [[{"field": f"attributes.{label}", "operator": "eq", "value": value}] for value in values]
        try:
            return await self._sorted(filters, columns)
        except Refused as refusal:
            if refusal.status not in {422, _TOO_MANY_TO_SORT} or len(values) == 1:
                raise
        half = len(values) // 2
        return await self._having(label, values[:half], columns) + await self._having(label, values[half:], columns)

    async def _sorted(self, filters: list[list[dict[str, Any]]], columns: Columns) -> list[Product]:
        async with aclosing(rows(self._connection, f"{_PATH}/search", columns.names, filters, "sku")) as matches:
            return [product(row) async for row in matches]

    async def _find(self, key: str, values: Collection[str], columns: Columns) -> dict[str, Product]:
        wanted = list(dict.fromkeys(values))
        chunks = [wanted[start : start + PAGE_SIZE] for start in range(0, len(wanted), PAGE_SIZE)]
        found: dict[str, Product] = {}
        await together(self._find_page(key, chunk, columns, found) for chunk in chunks)
        return found

    async def _find_page(self, key: str, values: list[str], columns: Columns, found: dict[str, Product]) -> None:
        """Enter the products of these values into ``found``, under the very strings that were asked for."""
        missing = {value: value for value in values}
        filters = [[{"field": key, "operator": "in", "value": values}]]
        async with aclosing(rows(self._connection, f"{_PATH}/search", columns.names, filters)) as matches:
            async for row in matches:
                value = row.get(key)
                if isinstance(value, str) and (wanted := missing.pop(value, None)):
                    found[wanted] = product(row)
                if not missing:
                    break


def _says_duplicate(refusal: Refused) -> bool:
    """Whether a refused create means that the SKU is taken.

    Source: plytix-api.md 3.2; 409 is documented for variants only, so a 422 that says so counts too.
    """
    if refusal.status == 409:
        return True
    return refusal.status == 422 and "already exists" in refusal.complaint.about("sku").lower()
