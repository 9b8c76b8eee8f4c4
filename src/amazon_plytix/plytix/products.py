"""Products (v2): find, create, put into a family, link."""

import re
from collections.abc import Collection, Iterable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from amazon_plytix.plytix.connection import Connection
from amazon_plytix.plytix.errors import AnswerLost, Duplicate, NotFound, Refused
from amazon_plytix.plytix.schema import Relationship
from amazon_plytix.plytix.search import PAGE_SIZE, rows, rows_of
from amazon_plytix.plytix.together import together

_PATH = "/api/v2/products"
# Source: fact sheet 13, ids are 24 hexadecimal digits.
_ID = re.compile(r"[0-9a-f]{24}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Written:
    """A product that was just written: its id, and when Plytix says it was modified (v2: no zone, UTC)."""

    id: str
    modified: str | None


Related = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Product:
    """A product as far as it was asked for: ``related`` holds target ids by relationship id.

    ``modified`` is when Plytix says it was last changed (v2: no zone, UTC); a write that changes nothing leaves it.
    """

    id: str
    sku: str
    related: Related
    modified: str | None = None


class Products:
    """The products of an account."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def find_by_sku(self, skus: Collection[str], relationship: Relationship | None = None) -> dict[str, Product]:
        """The products that have these very SKUs, by SKU; those of no product are not in the answer.

        Arguments: ``relationship`` asks for the products' links in it as well.
        Cost: one call per 100 SKUs, and another wherever more than 100 products match but for case, which
        searches may ignore though SKUs heed it (fact sheet 4.3).
        """
        return await self._find("sku", skus, relationship)

    async def find_by_id(self, ids: Collection[str], relationship: Relationship | None = None) -> dict[str, Product]:
        """The products that have these ids, by id; what is no id of Plytix's is not asked for."""
        return await self._find("id", [given for given in ids if _ID.fullmatch(given)], relationship)

    async def links_of(self, product_id: str, relationship: Relationship) -> frozenset[str]:
        """The ids a product is linked to, from the product itself, which no search index can be behind.

        Raises NotFound where there is no such product.
        """
        answer = await self._connection.call("GET", f"{_PATH}/{quote(product_id, safe='')}")
        return _related(_only(answer, "GET product")).get(relationship.id, frozenset())

    async def create(
        self, sku: str, label: str, attributes: Mapping[str, object], family_id: str | None = None
    ) -> Written:
        """Create a product. Never repeated here: an AnswerLost must be followed by a look.

        Arguments: ``family_id`` asks for a family in the same call, which an account may ignore (fact sheet 3.5).

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
        return _written(answer, "POST product")

    async def assign_family(self, product_id: str, family_id: str) -> Written:
        """Put a product into a family."""
        path = f"{_PATH}/{quote(product_id, safe='')}/family"
        return _written(await self._connection.call("POST", path, {"product_family_id": family_id}), "POST family")

    async def family_of(self, product_id: str) -> str | None:
        """The id of a product's family, which only v1's GET is known to show (fact sheet 3.5)."""
        answer = await self._connection.call("GET", f"/api/v1/products/{quote(product_id, safe='')}")
        family = _only(answer, "GET product").get("product_family_id")
        return str(family) if family else None

    async def link(self, source_id: str, relationship: Relationship, target_ids: Iterable[str]) -> None:
        """Link a product to others, at most 300 of them in a call and in all; links that exist stay.

        v2 answers 200 to targets that do not exist (fact sheet 7.3): read the links back.
        """
        path = f"{_PATH}/{quote(source_id, safe='')}/relationships/{quote(relationship.id, safe='')}"
        targets = [{"product_id": target, "quantity": 1} for target in target_ids]
        await self._connection.call("POST", path, {"product_relationships": targets})

    async def unlink(self, source_id: str, relationship: Relationship, target_ids: Iterable[str]) -> None:
        """Take links of a product away; those that do not exist are no error (fact sheet 7.3)."""
        path = f"{_PATH}/{quote(source_id, safe='')}/relationships/{quote(relationship.id, safe='')}"
        await self._connection.call("DELETE", path, {"product_relationships": list(target_ids)})

    async def delete(self, product_id: str) -> None:
        """Delete a product for good: Plytix keeps nothing of it. One that is gone already is no error."""
        try:
            await self._connection.call("DELETE", f"{_PATH}/{quote(product_id, safe='')}")
        except NotFound:
            return

    async def _find(self, key: str, values: Collection[str], relationship: Relationship | None) -> dict[str, Product]:
        wanted = list(dict.fromkeys(values))
        chunks = [wanted[start : start + PAGE_SIZE] for start in range(0, len(wanted), PAGE_SIZE)]
        pages = await together(self._find_page(key, chunk, relationship) for chunk in chunks)
        return {value: product for page in pages for value, product in page.items()}

    async def _find_page(self, key: str, values: list[str], relationship: Relationship | None) -> dict[str, Product]:
        columns = ["sku", "modified"] + ([f"relationships.{relationship.label}"] if relationship else [])
        filters = [[{"field": key, "operator": "in", "value": values}]]
        wanted, found = set(values), {}
        async with aclosing(rows(self._connection, f"{_PATH}/search", columns, filters)) as matches:
            async for row in matches:
                if isinstance(value := row.get(key), str) and value in wanted:
                    found[value] = _product(row)
                if len(found) == len(wanted):
                    break
        return found


def _only(answer: Any, call: str) -> Mapping[str, Any]:
    """The product in an answer; raises AnswerLost where there is none."""
    rows = rows_of(answer, call)
    if not rows:
        raise AnswerLost(f"Plytix answered {call} without a product")
    return rows[0]


def _written(answer: Any, call: str) -> Written:
    row = _only(answer, call)
    modified = row.get("modified")
    return Written(str(row["id"]), modified if isinstance(modified, str) else None)


def _product(row: Mapping[str, Any]) -> Product:
    return Product(str(row["id"]), str(row.get("sku", "")), _related(row), row.get("modified"))


def _related(row: Mapping[str, Any]) -> Related:
    """The links of a product or of a search row; those it does not have are absent (fact sheet 4.3).

    Raises AnswerLost where they cannot be read: to call a link absent would be a guess.
    """
    try:
        return {
            link["relationship_id"]: frozenset(target["product_id"] for target in link.get("related_products") or ())
            for link in row.get("relationships") or ()
        }
    except (AttributeError, KeyError, TypeError):
        raise AnswerLost(f"Plytix shows the links of product {row['id']} in a form that cannot be read") from None


def _says_duplicate(refusal: Refused) -> bool:
    """Whether a refused create means that the SKU is taken.

    Source: fact sheet 3.2; 409 is documented for variants only, so a 422 that says so counts too.
    """
    if refusal.status == 409:
        return True
    return refusal.status == 422 and "already exists" in refusal.complaint.about("sku").lower()
