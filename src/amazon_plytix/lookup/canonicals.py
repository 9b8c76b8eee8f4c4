"""The canonical products that a mapping names, each found or missing."""

from collections.abc import Collection

from amazon_plytix.mapping import Canonical
from amazon_plytix.planning import ExistingProduct, Missing
from amazon_plytix.plytix import Columns, Plytix, Product, Relationship


async def find_canonicals(
    plytix: Plytix, canonicals: Collection[Canonical], relationship: Relationship
) -> dict[Canonical, ExistingProduct | Missing]:
    """Where the mapping gives an id, the id decides; the SKU is asked for first all the same.

    That products can be searched by a list of SKUs is proven, by a list of ids it is not (plytix-api.md 4.3).
    """
    columns = Columns((relationship,))
    products = await plytix.products.find_by_sku([each.sku for each in canonicals if each.sku], columns)
    by_sku = existing_ones(products, relationship)
    unproven = [each.id for each in canonicals if each.id and not _is_it(by_sku.get(each.sku or ""), each)]
    by_id = existing_ones(await plytix.products.find_by_id(unproven, columns), relationship)

    def found(canonical: Canonical) -> ExistingProduct | Missing:
        namesake = by_sku.get(canonical.sku or "")
        product = namesake if _is_it(namesake, canonical) else by_id.get(canonical.id or "")
        return product or _missing(canonical, namesake)

    return {canonical: found(canonical) for canonical in canonicals}


def _is_it(product: ExistingProduct | None, canonical: Canonical) -> bool:
    return product is not None and canonical.id in {None, product.id}


def _missing(canonical: Canonical, namesake: ExistingProduct | None) -> Missing:
    if namesake:
        return Missing(
            f"Plytix has no product with id {canonical.id}; SKU {namesake.sku} is now that of {namesake.id}: "
            "make the mapping anew"
        )
    named = " ".join(part for part in (canonical.sku, canonical.id and f"(id {canonical.id})") if part)
    return Missing(f"Plytix has no canonical product {named}: create it or correct the mapping, then sync again")


def existing_ones(products: dict[str, Product], relationship: Relationship) -> dict[str, ExistingProduct]:
    """The same as planning wants them; taken out of ``products``, so that 100,000 are not in memory twice."""
    return {key: _existing(products.pop(key), relationship) for key in list(products)}


def _existing(product: Product, relationship: Relationship) -> ExistingProduct:
    return ExistingProduct(product.id, product.sku, product.related.get(relationship.id, frozenset()))
