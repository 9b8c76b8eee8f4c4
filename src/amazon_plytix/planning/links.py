"""A mapping's family trees and what Plytix holds of them become a LinkPlan: pure, so that a dry run cannot lie."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from amazon_plytix.amazon import listing_sku
from amazon_plytix.mapping.listing import Listing
from amazon_plytix.planning.changes import LinkProducts, Relation, UnlinkProducts
from amazon_plytix.planning.family_tree import FamilyTree, Place, place_of_parent, place_of_relatives_parent
from amazon_plytix.planning.holdings import ExistingListing, ExistingProduct, LinkHoldings, Missing
from amazon_plytix.planning.link_capacity import Room
from amazon_plytix.planning.plan import Link
from amazon_plytix.planning.styles import Review, style_of


@dataclass(frozen=True, slots=True)
class PlannedLink:
    """How one product stands to the one it should be, or must not be, linked from, and what is to be done about it.

    ``source_sku`` and ``target_sku`` name them; the ids are None where there is no such product.
    ``obstacle`` says why it cannot be made where ``state`` is IMPOSSIBLE, what the mapping says where CONTRADICTED.
    """

    relation: Relation
    source_sku: str
    source_id: str | None
    target_sku: str
    target_id: str | None
    state: Link
    obstacle: str | None = None


@dataclass(frozen=True, slots=True)
class LinkPlan:
    """What a link job will do: a verdict on every link, and the parents that a person has to look at.

    ``prune`` says whether links that the mapping contradicts are to be removed.
    """

    links: tuple[PlannedLink, ...]
    reviews: tuple[Review, ...]
    prune: bool = False

    @property
    def removals(self) -> list[PlannedLink]:
        """The links that will be removed."""
        return [link for link in self.links if self.prune and link.state is Link.CONTRADICTED]

    @property
    def changes(self) -> Iterator[LinkProducts]:
        """Everything that is to be sent; what is removed makes room for what is added."""
        added = [link for link in self.links if link.state is Link.PLANNED]
        return chain(_changes(UnlinkProducts, self.removals), _changes(LinkProducts, added))

    @property
    def calls(self) -> int:
        """How many calls to Plytix carrying it out takes, reading links back, 100 in a call, not counted."""
        return sum(change.calls for change in self.changes)


def plan_links(
    listings: Sequence[Listing], holdings: LinkHoldings, sync_command: str, *, prune: bool = False
) -> LinkPlan:
    """Compare the links that should be with those that are.

    Arguments: ``sync_command`` is what to type to get products for listings that have none.
    """
    return _Planning(listings, holdings, sync_command, prune=prune).plan()


class _Planning:
    """One comparison under way."""

    def __init__(self, listings: Sequence[Listing], holdings: LinkHoldings, sync_command: str, *, prune: bool) -> None:
        self._listings = listings
        self._holdings = holdings
        self._sync_command = sync_command
        self._prune = prune
        self._tree = FamilyTree(listings, holdings)
        self._at = {(listing.marketplace, listing.asin): listing for listing in listings}
        self._sources = dict(self._all_sources())
        self._reviews: list[Review] = []

    def plan(self) -> LinkPlan:
        wanted = [link for listing in self._listings for link in self._wanted(listing)]
        wanted += [link for relative in self._holdings.relatives for link in self._from_parent_of_relative(relative)]
        links, contradicted = self._fitted(wanted, list(self._contradicted(wanted)))
        return LinkPlan((*links, *contradicted), tuple(self._reviews), self._prune)

    def _wanted(self, listing: Listing) -> Iterator[PlannedLink]:
        product = self._holdings.products.get(listing.sku)
        if (source := self._canonical(listing)) is not None:
            name = listing.canonical.name if listing.canonical else listing.model_number or ""
            yield self._link(Relation.LISTINGS, name, source, listing.sku, product)
        if place := place_of_parent(listing.marketplace, listing.parent_asin):
            yield self._from_parent(place, listing.sku, product)

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
        if place := place_of_relatives_parent(relative):
            yield self._from_parent(place, relative.sku, relative)

    def _from_parent(self, place: Place, sku: str, product: ExistingListing | None) -> PlannedLink:
        listed = self._at.get(place)
        name = listed.sku if listed else listing_sku(*place)
        parent = self._holdings.products.get(name)
        into_mapping = "" if listed else f"add {place[1]} to the mapping, then "
        missing = Missing(f"its parent {name} has no product in Plytix: {into_mapping}run {self._sync_command}")
        return self._link(Relation.HIERARCHY, name, parent or missing, sku, product)

    def _link(
        self,
        relation: Relation,
        name: str,
        source: ExistingProduct | Missing,
        sku: str,
        product: ExistingListing | None,
    ) -> PlannedLink:
        if isinstance(source, Missing):
            target_id = product.id if product else None
            return PlannedLink(relation, name, None, sku, target_id, Link.IMPOSSIBLE, source.message)
        if product is None:
            none = f"it has no product in Plytix: run {self._sync_command}"
            return PlannedLink(relation, source.sku, source.id, sku, None, Link.IMPOSSIBLE, none)
        link = PlannedLink(relation, source.sku, source.id, sku, product.id, Link.PLANNED)
        if source.id == product.id:
            return replace(link, state=Link.IMPOSSIBLE, obstacle=f"{sku} cannot be linked to itself")
        return replace(link, state=Link.PRESENT) if product.id in source.linked else link

    def _contradicted(self, wanted: Sequence[PlannedLink]) -> Iterator[PlannedLink]:
        """Links to listings' products of ours from another source than the one the mapping names.

        Where the mapping names no source, or one that is not there, nothing is contradicted.
        """
        named = {(link.relation, link.target_id): link for link in wanted if link.source_id and link.target_id}
        ours = self._ours()
        for (relation, source_id), source in self._sources.items():
            here = (named.get((relation, target_id)) for target_id in source.linked & ours)
            elsewhere = [link for link in here if link and link.source_id != source_id]
            for link in sorted(elsewhere, key=lambda link: link.target_sku):
                says = f"the mapping says {link.source_sku}"
                yield replace(link, source_sku=source.sku, source_id=source_id, state=Link.CONTRADICTED, obstacle=says)

    def _fitted(
        self, wanted: Sequence[PlannedLink], contradicted: list[PlannedLink]
    ) -> tuple[list[PlannedLink], list[PlannedLink]]:
        """The links for which there is room, and the removals but for those whose better link cannot be made."""
        while True:
            leaving = [(link.relation, link.source_id or "") for link in contradicted if self._prune]
            room = Room(leaving)
            links = [self._with_room(link, room) for link in wanted]
            impossible = {(link.relation, link.target_id) for link in links if link.state is Link.IMPOSSIBLE}
            kept = [link for link in contradicted if (link.relation, link.target_id) not in impossible]
            if len(kept) == len(contradicted):
                return links, kept
            contradicted = kept

    def _with_room(self, link: PlannedLink, room: Room) -> PlannedLink:
        if link.state is not Link.PLANNED:
            return link
        full = room.take(link.relation, self._sources[link.relation, link.source_id or ""])
        return replace(link, state=Link.IMPOSSIBLE, obstacle=full) if full else link

    def _all_sources(self) -> Iterator[tuple[tuple[Relation, str], ExistingProduct]]:
        """Every product that may be a source, with the links it has."""
        canonicals = [each for each in self._holdings.canonicals.values() if isinstance(each, ExistingProduct)]
        for source in (*canonicals, *self._holdings.styles.values()):
            yield (Relation.LISTINGS, source.id), source
        for parent in self._holdings.products.values():
            yield (Relation.HIERARCHY, parent.id), parent

    def _ours(self) -> frozenset[str]:
        """The products that are beyond doubt a listing of this mapping: by their SKU, and by what Plytix says of them.

        A mapping may call any product a listing's; only such a one may lose a link.
        """
        named_by_us = [each for each in self._listings if each.sku == listing_sku(each.marketplace, each.asin)]
        held = ((listing.asin, self._holdings.products.get(listing.sku)) for listing in named_by_us)
        return frozenset(product.id for asin, product in held if product and product.asin == asin)


def _changes(kind: type[LinkProducts], links: Iterable[PlannedLink]) -> Iterator[LinkProducts]:
    """One change for every source and relation."""
    targets: defaultdict[tuple[str, str, Relation], list[str]] = defaultdict(list)
    for link in links:
        targets[link.source_id or "", link.source_sku, link.relation].append(link.target_sku)
    return (kind(id_, sku, tuple(skus), relation) for (id_, sku, relation), skus in targets.items())
