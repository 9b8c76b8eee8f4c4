"""A mapping's family trees and what Plytix holds of them become a Plan: pure, so that a dry run cannot lie."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from amazon_plytix.amazon import listing_sku
from amazon_plytix.mapping.listing import Listing
from amazon_plytix.planning.changes import LinkCapacity, ProductRef, Relation
from amazon_plytix.planning.existing import ExistingListing, ExistingProduct, LinkHoldings, Missing
from amazon_plytix.planning.family_tree import FamilyTree, ListingKey, parent_key, parent_key_of_relative
from amazon_plytix.planning.header import PlanHeader
from amazon_plytix.planning.parent_cycles import cycles_of
from amazon_plytix.planning.plan import Guard, LinkState, Plan, PlannedLink, PlannedListing, Review
from amazon_plytix.planning.styles import style_of


def plan_links(
    header: PlanHeader,
    listings: Sequence[Listing],
    holdings: LinkHoldings,
    *,
    prune: bool = False,
    most_removals: int = 0,
) -> Plan:
    """Compare the links that should be with those that are.

    Arguments:
        header: what the Plan is made for.
        listings: the mapping's listings.
        holdings: what Plytix holds of them.
        prune: whether links that the mapping contradicts are to be removed.
        most_removals: how many of them may be; a guard refuses more.
    """
    links, reviews = _Planning(listings, holdings, prune=prune).links()
    found = (holdings.products.get(listing.sku) for listing in listings)
    planned = tuple(
        PlannedListing(listing, product.id if product else None)
        for listing, product in zip(listings, found, strict=True)
    )
    removals = sum(link.state is LinkState.REMOVABLE for link in links)
    return Plan(header, planned, tuple(links), tuple(reviews), (_guard(removals, most_removals),))


def _guard(removals: int, most: int) -> Guard:
    if removals <= most:
        return Guard("removals", most, removals)
    refusal = (
        f"{removals} links would be removed, and at most {most} may be: look at them with --dry-run, "
        f"then allow so many with --max-removals {removals}"
    )
    return Guard("removals", most, removals, refusal)


class _Planning:
    """One comparison under way."""

    def __init__(self, listings: Sequence[Listing], holdings: LinkHoldings, *, prune: bool) -> None:
        self._listings = listings
        self._holdings = holdings
        self._prune = prune
        self._tree = FamilyTree(listings, holdings)
        self._at = {(listing.marketplace, listing.asin): listing for listing in listings}
        self._sources = dict(self._all_sources())
        self._reviews: list[Review] = []

    def links(self) -> tuple[list[PlannedLink], list[Review]]:
        wanted = [link for listing in self._listings for link in self._wanted(listing)]
        wanted += [link for relative in self._holdings.relatives for link in self._from_parent_of_relative(relative)]
        wanted = self._without_cycles(wanted)
        links, contradicted = self._fitted(wanted, list(self._contradicted(wanted)))
        return [*links, *contradicted], self._reviews

    def _without_cycles(self, wanted: Sequence[PlannedLink]) -> list[PlannedLink]:
        """Return the links without those of parents that are among their own children's children; review these."""
        cycles = cycles_of({link.target.sku: link.source.sku for link in wanted if link.relation is Relation.HIERARCHY})
        for listing in self._listings:
            if place := cycles.get(listing.sku):
                self._reviews.append(Review(listing, place.reason, place.evidence))
        return [link for link in wanted if link.relation is not Relation.HIERARCHY or link.target.sku not in cycles]

    def _wanted(self, listing: Listing) -> Iterator[PlannedLink]:
        product = self._holdings.products.get(listing.sku)
        if (source := self._canonical(listing)) is not None:
            name = listing.canonical.name if listing.canonical else listing.model_number
            assert name, "a parent without a canonical product is matched by its model number"
            yield self._link(Relation.LISTINGS, name, source, listing.sku, product)
        if key := parent_key(listing.marketplace, listing.parent_asin):
            yield self._from_parent(key, listing.sku, product)

    def _canonical(self, listing: Listing) -> ExistingProduct | Missing | None:
        if listing.canonical:
            return self._holdings.canonicals[listing.canonical]
        if not self._tree.is_parent(listing):
            return None
        style = style_of(listing, self._tree, self._holdings)
        if isinstance(style, Review):
            self._reviews.append(style)
            return None
        return style

    def _from_parent_of_relative(self, relative: ExistingListing) -> Iterator[PlannedLink]:
        if key := parent_key_of_relative(relative):
            yield self._from_parent(key, relative.sku, relative)

    def _from_parent(self, key: ListingKey, sku: str, product: ExistingListing | None) -> PlannedLink:
        listed = self._at.get(key)
        name = listed.sku if listed else listing_sku(*key)
        parent = self._holdings.products.get(name)
        into_mapping = "" if listed else f"add {key[1]} to the mapping, then "
        missing = Missing(f"its parent {name} has no product in Plytix: {into_mapping}sync the mapping")
        return self._link(Relation.HIERARCHY, name, parent or missing, sku, product)

    def _link(
        self,
        relation: Relation,
        name: str,
        source: ExistingProduct | Missing,
        sku: str,
        product: ExistingListing | None,
    ) -> PlannedLink:
        target = product.ref if product else ProductRef(sku)
        if isinstance(source, Missing):
            return PlannedLink(relation, ProductRef(name), target, LinkState.FAILED, source.message)
        if product is None:
            none = "it has no product in Plytix: sync the mapping first"
            return PlannedLink(relation, source.ref, target, LinkState.FAILED, none)
        if source.id == product.id:
            itself = f"{sku} cannot be linked to itself"
            return PlannedLink(relation, source.ref, target, LinkState.FAILED, itself)
        state = LinkState.PRESENT if product.id in source.linked else LinkState.PLANNED
        return PlannedLink(relation, source.ref, target, state)

    def _contradicted(self, wanted: Sequence[PlannedLink]) -> Iterator[PlannedLink]:
        """Return links to listings' products of ours from another source than the one the mapping names.

        If the mapping names no source, or one that does not exist, nothing is contradicted.
        """
        named = {(link.relation, link.target.id): link for link in wanted if link.source.id and link.target.id}
        ours, state = self._ours(), LinkState.REMOVABLE if self._prune else LinkState.CONTRADICTED
        for (relation, source_id), source in self._sources.items():
            here = (named.get((relation, target_id)) for target_id in source.linked & ours)
            elsewhere = [link for link in here if link and link.source.id != source_id]
            for link in sorted(elsewhere, key=lambda link: link.target.sku):
                says = f"the mapping says {link.source.sku}"
                yield replace(link, source=source.ref, state=state, obstacle=says)

    def _fitted(
        self, wanted: Sequence[PlannedLink], contradicted: list[PlannedLink]
    ) -> tuple[list[PlannedLink], list[PlannedLink]]:
        """Return the links that fit, and the removals but for those whose better link cannot be made."""
        while True:
            leaving = [(link.relation, link.source.known_id) for link in contradicted if self._prune]
            capacity = LinkCapacity(leaving)
            links = [self._within_capacity(link, capacity) for link in wanted]
            impossible = {(link.relation, link.target.id) for link in links if link.state is LinkState.FAILED}
            kept = [link for link in contradicted if (link.relation, link.target.id) not in impossible]
            if len(kept) == len(contradicted):
                return links, kept
            # A removal less frees a slot less, so that another link may not fit any more.
            contradicted = kept

    def _within_capacity(self, link: PlannedLink, capacity: LinkCapacity) -> PlannedLink:
        if link.state is not LinkState.PLANNED:
            return link
        linked = len(self._sources[link.relation, link.source.known_id].linked)
        full = capacity.take(link.relation, link.source, linked)
        return replace(link, state=LinkState.FAILED, obstacle=full) if full else link

    def _all_sources(self) -> Iterator[tuple[tuple[Relation, str], ExistingProduct]]:
        """Return every product that may be a source, with the links it has."""
        canonicals = [each for each in self._holdings.canonicals.values() if isinstance(each, ExistingProduct)]
        for source in (*canonicals, *self._holdings.styles.values()):
            yield (Relation.LISTINGS, source.id), source
        for parent in self._holdings.products.values():
            yield (Relation.HIERARCHY, parent.id), parent

    def _ours(self) -> frozenset[str]:
        """Return the products that are certainly listings of this mapping, by SKU and by what Plytix says of them.

        A mapping may call any product a listing's; only such a one may lose a link.
        """
        named_by_us = [each for each in self._listings if each.sku == listing_sku(each.marketplace, each.asin)]
        held = ((listing.asin, self._holdings.products.get(listing.sku)) for listing in named_by_us)
        return frozenset(product.id for asin, product in held if product and product.asin == asin)
