"""What Plytix holds of the listings that are to be synced, and of the canonical products they name."""

from collections.abc import Collection, Mapping, Sequence

from amazon_plytix.lookup.schema import SyncSchema, relationship_of
from amazon_plytix.mapping import Canonical, Listing
from amazon_plytix.planning.existing import BegunCreate, ExistingProduct, Holdings, Missing
from amazon_plytix.planning.fields import SEED_FIELDS, FieldMap
from amazon_plytix.planning.header import SchemaPart
from amazon_plytix.plytix import Columns, Plytix, Product
from amazon_plytix.plytix.search import PAGE_SIZE

# The values by which two products are of the same listing.
_SAME = ("asin", "marketplace")
_CANONICAL = "canonical_sku"


async def find_holdings(
    plytix: Plytix, listings: Collection[Listing], schema: SyncSchema, begun: Mapping[str, BegunCreate]
) -> Holdings:
    """Find the products of all listings and the canonical products they name, 100 a call.

    Arguments:
        plytix: the client.
        listings: the mapping's listings.
        schema: the relationship that links are in, and what the account says of its attributes.
        begun: the creates that earlier runs did not finish, by SKU.

    Raises ApiError if any of them could not be asked for.
    """
    columns = Columns(attributes=(schema.fields.label_of("canonical_sku"),))
    products = await plytix.products.find_by_sku([listing.sku for listing in listings], columns)
    canonicals = {listing.canonical: None for listing in listings if listing.canonical}
    return Holdings(
        existing_ones(products, schema.parts.listings, schema.fields),
        await find_canonicals(plytix, canonicals, schema.parts.listings),
        begun,
        fields=schema.fields,
        rules=schema.rules,
    )


async def find_elsewhere(
    plytix: Plytix, listings: Collection[Listing], holdings: Holdings, own: Collection[str]
) -> dict[str, str]:
    """Return the SKU under which Plytix has a listing without a product, by the listing's own SKU.

    It is the same listing if it has the same ASIN in the same marketplace. Cost: one call for 100 listings.

    Arguments:
        plytix: the client.
        listings: the mapping's listings.
        holdings: what Plytix holds of them under their SKUs.
        own: the SKUs of the whole mapping, which may well have a listing twice.

    Raises Refused if the account's products cannot be filtered by their ASIN.
    """
    new = [listing for listing in listings if listing.sku not in holdings.products]
    fields = holdings.fields
    canonical = {each.id for each in holdings.canonicals.values() if isinstance(each, ExistingProduct)}
    others = [
        product
        for product in await _having_asins(plytix, [listing.asin for listing in new], fields)
        if product.sku not in own and product.id not in canonical
    ]
    # Of several the first by SKU is named, whatever the order of the answers.
    others.sort(key=lambda product: product.sku, reverse=True)
    at = {tuple(fields.text_in(product.values, each) for each in _SAME): product.sku for product in others}
    keys = ((listing.sku, at.get((listing.asin, listing.marketplace))) for listing in new)
    return {sku: other for sku, other in keys if other}


async def _having_asins(plytix: Plytix, asins: Sequence[str], fields: FieldMap) -> list[Product]:
    """Return all products that have one of these ASINs. The first search alone shows whether the account takes it."""
    label, columns = fields.label_of("asin"), Columns(attributes=tuple(map(fields.label_of, _SAME)))
    asins = list(dict.fromkeys(asins))
    first, more = asins[:PAGE_SIZE], asins[PAGE_SIZE:]
    found = await plytix.products.find_by_attribute(label, first, columns)
    return found + await plytix.products.find_by_attribute(label, more, columns)


async def find_canonicals(
    plytix: Plytix, canonicals: Collection[Canonical], relationship: SchemaPart
) -> dict[Canonical, ExistingProduct | Missing]:
    """Find canonical products. If the mapping gives an id, the id decides; the SKU is asked for first all the same.

    That products can be searched by a list of SKUs is proven, by a list of ids it is not (plytix-api.md 4.3).
    """
    columns = Columns((relationship_of(relationship),))
    products = await plytix.products.find_by_sku([each.sku for each in canonicals if each.sku], columns)
    by_sku = existing_ones(products, relationship)
    unproven = [each.id for each in canonicals if each.id and not _is_it(_at(by_sku, each.sku), each)]
    by_id = existing_ones(await plytix.products.find_by_id(unproven, columns), relationship)
    # A product that two entries name in two ways was looked at twice: its links are those of the later state.
    latest = {product.id: product for product in sorted((*by_sku.values(), *by_id.values()), key=_modified)}

    def found(canonical: Canonical) -> ExistingProduct | Missing:
        namesake = _at(by_sku, canonical.sku)
        product = namesake if _is_it(namesake, canonical) else _at(by_id, canonical.id)
        return latest[product.id] if product else _missing(canonical, namesake)

    return {canonical: found(canonical) for canonical in canonicals}


def _at(found: Mapping[str, ExistingProduct], key: str | None) -> ExistingProduct | None:
    """Return the product of a SKU or id, None if the mapping gives none."""
    return found.get(key) if key else None


def _modified(product: ExistingProduct) -> str:
    """Return when a product was changed last, for sorting: one that does not say so comes first."""
    return product.modified if product.modified is not None else ""


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


def existing_ones(
    products: Mapping[str, Product], relationship: SchemaPart, fields: FieldMap = SEED_FIELDS
) -> dict[str, ExistingProduct]:
    """Return products in planning's words, with their links in one relationship."""
    return {key: _existing(product, relationship.id, fields) for key, product in products.items()}


def _existing(product: Product, relationship_id: str, fields: FieldMap) -> ExistingProduct:
    linked, canonical = frozenset(product.related.get(relationship_id, ())), fields.text_in(product.values, _CANONICAL)
    return ExistingProduct(product.id, product.sku, linked, product.modified, canonical)
