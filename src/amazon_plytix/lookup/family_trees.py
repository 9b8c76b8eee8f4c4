"""What Plytix holds of a mapping's family trees: listings, parents, children that the mapping does not have."""

from collections.abc import Iterable, Sequence

from amazon_plytix.amazon import listing_sku, parts_of_sku
from amazon_plytix.lookup.holdings import existing_ones, find_canonicals
from amazon_plytix.lookup.schema import identifying_labels, relationship_of
from amazon_plytix.mapping import Listing
from amazon_plytix.planning.changes import Relation
from amazon_plytix.planning.existing import ExistingListing, ExistingProduct, LinkHoldings
from amazon_plytix.planning.family_tree import may_be_parent, parent_key, parents_named
from amazon_plytix.planning.fields import IDENTIFYING, FieldMap
from amazon_plytix.planning.header import Schema
from amazon_plytix.plytix import Columns, Plytix, Product, Refused

# Every listing's product that a sync has named itself begins so.
_LISTING_PREFIX = "AMZN-"


async def find_link_holdings(
    plytix: Plytix, listings: Sequence[Listing], schema: Schema, fields: FieldMap
) -> LinkHoldings:
    """Find the products of all listings, of their parents and canonicals, and the children of all these parents.

    Raises ApiError if any of them could not be asked for.
    """
    tree = _Tree(plytix, listings, schema, fields)
    children = await tree.children()
    products = await tree.products(children)
    canonicals = {listing.canonical: None for listing in listings if listing.canonical}
    own = {listing.sku for listing in listings}
    return LinkHoldings(
        products,
        [child for sku, child in children.items() if sku not in own and child.asin],
        await find_canonicals(plytix, canonicals, schema.listings),
        await tree.styles(),
    )


class _Tree:
    """The look-ups of one mapping."""

    def __init__(self, plytix: Plytix, listings: Sequence[Listing], schema: Schema, fields: FieldMap) -> None:
        self._plytix = plytix
        self._fields = fields
        self._listings = listings
        self._schema = schema
        self._hierarchy = schema.relationship(Relation.HIERARCHY)
        self._columns = Columns((relationship_of(self._hierarchy),), identifying_labels(fields))
        named = parents_named(listings)
        self._perhaps = [listing for listing in listings if may_be_parent(listing, named)]
        self._parents = named | {(listing.marketplace, listing.asin) for listing in self._perhaps}
        at = {(listing.marketplace, listing.asin): listing.sku for listing in listings}
        self._parent_skus = [at.get(key) or listing_sku(*key) for key in self._parents]

    async def children(self) -> dict[str, ExistingListing]:
        """Return all products that name one of the parents as theirs, by SKU."""
        found = (self._listing(product) for product in await self._products_with_parents())
        return {
            child.sku: child for child in found if parent_key(child.marketplace, child.parent_asin) in self._parents
        }

    async def products(self, known: dict[str, ExistingListing]) -> dict[str, ExistingListing]:
        """Return the products of the listings and of their parents, by SKU. Known ones are not asked for again."""
        wanted = [*(listing.sku for listing in self._listings), *sorted(self._parent_skus)]
        asked = await self._plytix.products.find_by_sku([sku for sku in wanted if sku not in known], self._columns)
        found = known | {sku: self._listing(product) for sku, product in asked.items()}
        return {sku: found[sku] for sku in wanted if sku in found}

    async def styles(self) -> dict[str, ExistingProduct]:
        """Return the products whose SKU is the model number of a listing that may be a parent."""
        models = [listing.model_number for listing in self._perhaps if listing.model_number]
        columns = Columns((relationship_of(self._schema.listings),))
        return existing_ones(await self._plytix.products.find_by_sku(models, columns), self._schema.listings)

    async def _products_with_parents(self) -> Iterable[Product]:
        """Search by the parents' ASINs; if an account does not allow that, read all listings."""
        asins, label = sorted({asin for _, asin in self._parents}), self._fields.label_of("parent_asin")
        try:
            return await self._plytix.products.find_by_attribute(label, asins, self._columns)
        except Refused as refusal:
            if refusal.status != 422:
                raise
            return await self._plytix.products.find_by_sku_prefix(_LISTING_PREFIX, self._columns)

    def _listing(self, product: Product) -> ExistingListing:
        named, _ = parts_of_sku(product.sku) or (None, None)
        asin, parent_asin, marketplace, canonical_sku = (
            self._fields.text_in(product.values, source) for source in IDENTIFYING
        )
        return ExistingListing(
            product.id,
            product.sku,
            frozenset(product.related.get(self._hierarchy.id, ())),
            product.modified,
            canonical_sku,
            asin,
            marketplace or named,
            parent_asin,
        )
