"""Products: read, create, put into a family, link, delete."""

from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from typing import Any

from amazon_plytix.http import AnswerLost
from amazon_plytix.plytix.connection import Request
from amazon_plytix.plytix.errors import Duplicate, NotFound, Refused
from amazon_plytix.plytix.ids import in_path
from amazon_plytix.plytix.product import (
    Contents,
    Product,
    Written,
    only_row,
    parse_contents,
    parse_product,
    parse_written,
)
from amazon_plytix.plytix.product_search import ProductSearch
from amazon_plytix.plytix.schema import Relationship

_PATH = "/api/v2/products"
# Source: plytix-api.md 3.6.
_DELETED = 204


class Products(ProductSearch):
    """The products of an account."""

    async def read(self, product_id: str) -> Product:
        """Return a product as it is now. A search may show an older state, because its index lags behind.

        Raises NotFound if there is no such product.
        """
        return parse_product(await self._get(product_id))

    async def contents_of(self, product_id: str) -> Contents:
        """Return all that a product holds now. Raises NotFound if there is no such product."""
        answer = await self._connection.call("GET", _whole_path(product_id))
        return parse_contents(only_row(answer, "GET product"))

    async def create(
        self,
        sku: str,
        label: str,
        attributes: Mapping[str, object],
        family_id: str | None = None,
        status: str | None = None,
    ) -> Written:
        """Create a product. The call is never repeated: after an AnswerLost, look whether the product exists.

        Arguments:
            sku: its SKU.
            label: its label.
            attributes: their values, by label.
            family_id: asks for a family in the same call, which an account may ignore (plytix-api.md 14.6).
            status: its status; None if Plytix is to choose it.

        Raises Duplicate if a product has this SKU.
        """
        body: dict[str, object] = {"sku": sku, "label": label, "attributes": dict(attributes)}
        if family_id:
            body["product_family_id"] = family_id
        if status:
            body["status"] = status
        try:
            answer = await self._connection.call("POST", _PATH, body, repeatable=False)
        except Refused as refusal:
            if _says_duplicate(refusal):
                raise Duplicate(f"to create {sku}", refusal.status, refusal.complaint) from None
            raise
        return parse_written(answer, "POST product")

    async def assign_family(self, product_id: str, family_id: str) -> Written:
        """Put a product into a family. The answer of v1 shows the whole product (plytix-api.md 3.5)."""
        path = f"{_whole_path(product_id)}/family"
        answer = await self._connection.call("POST", path, {"product_family_id": family_id})
        return parse_written(answer, "POST family", product_id)

    async def link(self, source_id: str, relationship: Relationship, target_ids: Iterable[str]) -> None:
        """Link a product to others, at most 300 of them, in this call and in all. Links that exist stay.

        v2 answers 200 to targets that do not exist (plytix-api.md 7.3): read the links back.
        """
        targets = [{"product_id": target, "quantity": 1} for target in target_ids]
        await self._connection.call("POST", _links_path(source_id, relationship), {"product_relationships": targets})

    async def unlink(self, source_id: str, relationship: Relationship, target_ids: Iterable[str]) -> None:
        """Remove links of a product. Links that do not exist are no error (plytix-api.md 7.3)."""
        targets = list(target_ids)
        await self._connection.call("DELETE", _links_path(source_id, relationship), {"product_relationships": targets})

    async def delete_if(self, product_id: str, may_go: Callable[[Contents], bool]) -> None:
        """Delete a product for good if it may go as it is now: Plytix keeps nothing of it (plytix-api.md 3.6).

        The product is read right before: between the reading and the deletion there is no wait. A deletion that is put
        off or not answered begins anew with the reading. One that is answered by anything but 204 is read back.

        Raises NotFound if there is no such product, perhaps by an earlier attempt whose answer was lost, and AnswerLost
        if Plytix still shows it.
        """
        is_sent = False

        def decide(answer: object) -> Request | None:
            nonlocal is_sent
            is_sent = may_go(parse_contents(only_row(answer, "GET product")))
            return Request("DELETE", _path(product_id)) if is_sent else None

        try:
            status = await self._connection.call_after_reading(_whole_path(product_id), decide)
        except NotFound:
            if not is_sent:
                raise
            status = None
        if is_sent and status != _DELETED:
            await self._confirm_deleted(product_id)

    async def _confirm_deleted(self, product_id: str) -> None:
        """Raise AnswerLost if a product that was deleted is there."""
        with suppress(NotFound):
            await self.contents_of(product_id)
            raise AnswerLost(f"Plytix took the deletion of {product_id}, but still shows it; run the same again")

    async def unlink_if(
        self, source_id: str, relationship: Relationship, choose: Callable[[Product], Collection[str]]
    ) -> None:
        """Remove those links of a product that are chosen of the product as it is now, as in ``delete_if``.

        Raises NotFound if there is no such product.
        """

        def decide(answer: object) -> Request | None:
            chosen = list(choose(parse_product(only_row(answer, "GET product"))))
            body = {"product_relationships": chosen}
            return Request("DELETE", _links_path(source_id, relationship), body) if chosen else None

        await self._connection.call_after_reading(_path(source_id), decide)

    async def _get(self, product_id: str) -> Mapping[str, Any]:
        return only_row(await self._connection.call("GET", _path(product_id)), "GET product")


def _whole_path(product_id: str) -> str:
    """Return the path of v1, which shows all of a product, its family included (plytix-api.md 3.3)."""
    return f"/api/v1/products/{in_path(product_id)}"


def _path(product_id: str) -> str:
    return f"{_PATH}/{in_path(product_id)}"


def _links_path(source_id: str, relationship: Relationship) -> str:
    return f"{_path(source_id)}/relationships/{in_path(relationship.id)}"


def _says_duplicate(refusal: Refused) -> bool:
    """Return whether the refusal of a create means that a product has the SKU."""
    if refusal.status == 409:
        return True
    # The exact answer of v2 is not known (plytix-api.md 14.1): a 422 that says so counts too.
    return refusal.status == 422 and "already exists" in refusal.complaint.about("sku").lower()
