"""Whether products have their family: Plytix may ignore one without a word."""

from collections.abc import Mapping

from amazon_plytix.http import ApiError, run_concurrently
from amazon_plytix.plytix import Columns, Products

NOT_SHOWN = "Plytix took the family, but does not show it; sync again"


class FamilyInCreate:
    """Whether an account accepts a family in the create call, which saves a call for every product (plytix-api.md 14).

    The first create of a run asks for it, and its product is read back. No other create asks before that is known.
    """

    def __init__(self, products: Products, family_id: str) -> None:
        self._products = products
        self._family_id = family_id
        self._tried = False
        self._works: bool | None = None

    def family_id(self) -> str | None:
        """Return the family to ask for in the next create, None for none."""
        is_first, self._tried = not self._tried, True
        return self._family_id if is_first or self._works else None

    async def works(self, product_id: str) -> bool:
        """Return whether a product that was created with its family has it."""
        if self._works is None:
            try:
                self._works = (await self._products.contents_of(product_id)).family_id == self._family_id
            except ApiError:
                # Not known: the family is assigned by a call of its own, which is always right.
                self._works = False
        return self._works


async def missing_families(products: Products, ids: Mapping[str, str], family_id: str) -> dict[str, str]:
    """Return a sentence for each of these products (id by SKU) that does not have the family, by SKU.

    They are searched for, 100 a call. Whether a search shows families is unknown, and it may lag behind
    (plytix-api.md 3.5, 4.4): a product that it does not show in its family is read itself.
    """
    try:
        shown = await products.find_by_sku(list(ids), Columns(family=True))
    except ApiError:
        shown = {}
    missing: dict[str, str] = {}

    async def read(sku: str) -> None:
        try:
            family = (await products.contents_of(ids[sku])).family_id
        except ApiError as error:
            missing[sku] = f"it is not known whether the product has its family: {error}; sync again"
        else:
            if family != family_id:
                missing[sku] = NOT_SHOWN

    await run_concurrently([sku for sku in ids if sku not in shown or shown[sku].family_id != family_id], read)
    return missing
