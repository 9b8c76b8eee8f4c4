"""Listings that a sync links from a second canonical product, which a person has to know before it happens."""

from collections import defaultdict
from collections.abc import Iterable

from amazon_plytix.mapping.listing import Listing
from amazon_plytix.planning.existing import ExistingProduct, Holdings
from amazon_plytix.planning.plan import LinkState, PlannedLink


class OtherCanonicals:
    """The canonical products that listings' products belong to by what Plytix holds.

    Arguments:
        holdings: the listings' products, and all canonical products of the mapping with their links.
        links: the links of the Plan.
    """

    def __init__(self, holdings: Holdings, links: Iterable[PlannedLink]) -> None:
        self._products = holdings.products
        self._sources = {link.target.sku: link.source.sku for link in links if link.state is LinkState.PLANNED}
        self._linked_from: defaultdict[str, set[str]] = defaultdict(set)
        ids = {product.id for product in self._products.values()}
        for canonical in holdings.canonicals.values():
            if isinstance(canonical, ExistingProduct):
                for target in canonical.linked & ids:
                    self._linked_from[target].add(canonical.sku)

    def remark(self, listing: Listing) -> str | None:
        """Return the sentence that says why the link to a listing is a second one, None if it is the first or none."""
        product, source = self._products.get(listing.sku), self._sources.get(listing.sku)
        if product is None or source is None or listing.canonical is None:
            return None
        reasons = [f"{sku} is linked to it" for sku in sorted(self._linked_from.get(product.id, ()))]
        # A canonical product that was renamed since is not another one.
        if product.canonical_sku not in {None, source, listing.canonical.sku}:
            reasons.insert(0, f"its product names {product.canonical_sku}")
        return f"will be linked from a second canonical ({', '.join(reasons)})" if reasons else None
