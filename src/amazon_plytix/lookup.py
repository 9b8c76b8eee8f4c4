"""What Plytix holds of the things a job needs: its schema, the listings' products, the canonical products.

An answer that could not be had is an error here, never "absent".
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from amazon_plytix.accounts import SchemaNames
from amazon_plytix.mapping import Canonical, Listing
from amazon_plytix.planning import ATTRIBUTES, ExistingProduct, Holdings, Missing
from amazon_plytix.plytix import Columns, Family, Plytix, Product, Relationship


class SchemaLacks(Exception):
    """The account has not all that a sync needs; the text names everything it lacks."""


@dataclass(frozen=True, slots=True)
class SyncSchema:
    """The parts of an account's schema that a sync writes to."""

    family: Family
    listings: Relationship


async def find_schema(plytix: Plytix, names: SchemaNames) -> SyncSchema:
    """Look the family, the relationship and the attributes up by their exact names.

    Raises SchemaLacks with everything that is missing, PlytixError where Plytix could not be asked.
    """
    family = _family(await plytix.schema.families(), names)
    relationships = await plytix.schema.relationships()
    relationship = next((each for each in relationships if each.name == names.relationship), None)
    labels = await plytix.schema.attribute_labels()
    absent = [label for label in ATTRIBUTES if label not in labels]
    if family and relationship and not absent:
        return SyncSchema(family, relationship)
    lacks = []
    if not family:
        lacks.append(f"the product family {names.family!r}" + (f" (id {names.family_id})" if names.family_id else ""))
    if not relationship:
        lacks.append(f"the relationship {names.relationship!r}")
    if absent:
        lacks.append(f"the product attributes {', '.join(absent)}")
    raise SchemaLacks("; ".join(lacks))


def _family(families: Iterable[Family], names: SchemaNames) -> Family | None:
    by_id = {family.id: family for family in families}
    by_name = {family.name: family for family in by_id.values()}
    return by_id.get(names.family_id or "") or by_name.get(names.family)


async def find_holdings(
    plytix: Plytix, listings: Collection[Listing], relationship: Relationship, begun: Collection[str]
) -> Holdings:
    """Find the products of all listings and the canonical products they name, 100 a call.

    Arguments: ``begun`` are the SKUs whose creation an earlier run did not finish.

    Raises PlytixError where any of them could not be asked for.
    """
    products = await plytix.products.find_by_sku([listing.sku for listing in listings])
    canonicals = {listing.canonical: None for listing in listings if listing.canonical}
    return Holdings(
        _existing_ones(products, relationship),
        await _find_canonicals(plytix, canonicals, relationship),
        begun,
    )


async def _find_canonicals(
    plytix: Plytix, canonicals: Collection[Canonical], relationship: Relationship
) -> dict[Canonical, ExistingProduct | Missing]:
    """Where the mapping gives an id, the id decides; the SKU is asked for first all the same.

    That products can be searched by a list of SKUs is proven, by a list of ids it is not (fact sheet 4.3).
    """
    columns = Columns((relationship,))
    products = await plytix.products.find_by_sku([each.sku for each in canonicals if each.sku], columns)
    by_sku = _existing_ones(products, relationship)
    unproven = [each.id for each in canonicals if each.id and not _is_it(by_sku.get(each.sku or ""), each)]
    by_id = _existing_ones(await plytix.products.find_by_id(unproven, columns), relationship)

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


def _existing_ones(products: dict[str, Product], relationship: Relationship) -> dict[str, ExistingProduct]:
    """The same as planning wants them; taken out of ``products``, so that 100,000 are not in memory twice."""
    return {key: _existing(products.pop(key), relationship) for key in list(products)}


def _existing(product: Product, relationship: Relationship) -> ExistingProduct:
    return ExistingProduct(product.id, product.sku, product.related.get(relationship.id, frozenset()))
