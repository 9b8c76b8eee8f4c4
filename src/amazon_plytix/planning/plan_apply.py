"""A saved Plan and a fresh one become the Plan that is carried out: what is still as planned, and nothing else."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from amazon_plytix.planning.changes import AssignFamily, CreateProduct, Relation
from amazon_plytix.planning.header import JobKind, SchemaPart
from amazon_plytix.planning.plan import LinkState, Plan, PlannedLink, PlannedListing
from amazon_plytix.planning.steps import LinkIds

_CHANGED = "changed since the plan was made: "
_UNWANTED = frozenset({LinkState.CONTRADICTED, LinkState.REMOVABLE})


@dataclass(frozen=True, slots=True)
class OwnWork:
    """What our runs have done on an account and not taken back: it is no change by others.

    ``products`` are the ids of products they made; ``links`` and ``removals`` are links they made and removed since the
    saved Plan was made.
    """

    products: Collection[str] = frozenset()
    links: Collection[LinkIds] = frozenset()
    removals: Collection[LinkIds] = frozenset()


# The ids that every product is linked to now, by relation and its own id, of all products that may be sources.
LinkedNow = Mapping[tuple[Relation, str], Collection[str]]


def plan_apply(saved: Plan, now: Plan, own: OwnWork, linked: LinkedNow) -> Plan:
    """Return those Changes of a saved Plan that are still as planned. What has drifted gets an obstacle.

    Arguments:
        saved: the saved Plan.
        now: the Plan that would be made now for the same listings; it decides about no Change of its own.
        own: what our runs have done.
        linked: the links that are there now, which a Plan of a sync need not name.
    """
    return _Comparing(saved, now, own, linked).plan()


@dataclass(slots=True)
class _Comparing:
    """One comparison under way. ``hindered`` are the SKUs of listings that get an obstacle."""

    saved: Plan
    now: Plan
    own: OwnWork
    linked: LinkedNow
    hindered: set[str] = field(default_factory=set, init=False)

    def plan(self) -> Plan:
        listings_now = {planned.listing.sku: planned for planned in self.now.listings}
        listings = [self._listing(planned, listings_now[planned.listing.sku]) for planned in self.saved.listings]
        self.hindered.update(planned.listing.sku for planned in listings if planned.obstacle)
        header = replace(self.saved.header, account=self.now.header.account, schema=self.now.header.schema)
        return replace(self.saved, header=header, listings=tuple(listings), links=tuple(self._links()))

    def _listing(self, planned: PlannedListing, now: PlannedListing) -> PlannedListing:
        if planned.obstacle:
            return planned
        if self.saved.header.job is JobKind.LINK:
            # A link job changes no product, and says of every link whether its listing has one.
            return replace(planned, product_id=now.product_id)
        drift = now.obstacle or self._drift(planned, now)
        if drift:
            return PlannedListing(planned.listing, None, obstacle=f"{_CHANGED}{drift}")
        return replace(planned, product_id=now.product_id, change=_change(planned, now), remark=now.remark)

    def _drift(self, planned: PlannedListing, now: PlannedListing) -> str | None:
        """Return why the Change of a listing, or that it needs none, holds no more; None if it does."""
        if planned.product_id and now.product_id is None:
            return "its product is gone"
        if planned.product_id and now.product_id != planned.product_id:
            return "its SKU is that of another product"
        if planned.change and now.change:
            return _moved(self.saved.header.schema.family, self.now.header.schema.family)
        if planned.change and not planned.product_id and now.product_id not in self.own.products:
            return f"Plytix has a product {planned.listing.sku} that no run of ours is known to have made"
        return None

    def _links(self) -> Iterator[PlannedLink]:
        by_key = {link.key: link for link in self.now.links}
        wanted = {(link.relation, link.target.sku): link for link in self.now.links if link.state not in _UNWANTED}
        for link in self.saved.links:
            now = by_key.get(link.key)
            if link.state in _UNWANTED:
                yield from self._unwanted(link, now)
            else:
                yield self._wanted(link, now or wanted.get((link.relation, link.target.sku)))

    def _wanted(self, link: PlannedLink, now: PlannedLink | None) -> PlannedLink:
        """Return a link that should be there as it stands now."""
        if link.state is LinkState.FAILED:
            return link
        if link.target.sku in self.hindered:
            # That its listing has drifted is an error of the listing, and no second one of its link.
            return replace(link, state=LinkState.FAILED)
        if now is None or now.state in _UNWANTED:
            return _drifted(link, "it is not to be linked any more")
        if reason := _other_ends(link, now):
            return _drifted(link, reason)
        if now.state is LinkState.PRESENT and link.state is not LinkState.PRESENT:
            made_by_us = self._ids(now) in self.own.links
            return now if made_by_us else _drifted(link, "others have made this link")
        return now if now.state is link.state else _drifted(link, "the link is gone")

    def _unwanted(self, link: PlannedLink, now: PlannedLink | None) -> Iterator[PlannedLink]:
        """Return a link that the mapping contradicts as it stands now; nothing if it is gone, and was to go."""
        if now and now.state in _UNWANTED and now.target.id == link.target.id:
            # Only what the saved Plan removes is removed.
            yield replace(now, state=link.state)
        elif link.state is LinkState.REMOVABLE:
            targets = self.linked.get((link.relation, link.source.known_id))
            if targets is None:
                yield _drifted(link, f"{link.source.sku} is not found any more")
            elif link.target.id in targets:
                yield _drifted(link, "the mapping does not contradict this link any more")
            elif self._ids(link) not in self.own.removals:
                yield _drifted(link, "others have removed this link")

    def _ids(self, link: PlannedLink) -> LinkIds | None:
        if link.target.id is None:
            return None
        schema = self.now.header.schema
        return LinkIds(schema.relationship(link.relation).id, link.source.known_id, link.target.id)


def _change(planned: PlannedListing, now: PlannedListing) -> CreateProduct | AssignFamily | None:
    """Return the Change of a saved Plan that is left to do: none if a run of ours has done it since."""
    if planned.change is None or now.change is None:
        return None
    if isinstance(now.change, AssignFamily):
        # A run of ours was cut off at it. What it was to be stands in the saved Plan.
        return replace(now.change, product=planned.change.product)
    return planned.change


def _moved(planned: SchemaPart | None, now: SchemaPart | None) -> str | None:
    if planned and now and planned.id != now.id:
        return f"the product family was {planned.name} ({planned.id}) and is {now.name} ({now.id})"
    return None


def _other_ends(link: PlannedLink, now: PlannedLink) -> str | None:
    """Return that a link cannot be made now, or that one of its ends is another product than planned."""
    if now.state is LinkState.FAILED:
        return now.obstacle or "it cannot be linked"
    if now.source.id != link.source.id:
        return f"it is to be linked from {now.source.sku} ({now.source.id})"
    if link.target.id and now.target.id != link.target.id:
        return f"{link.target.sku} is another product"
    return None


def _drifted(link: PlannedLink, reason: str) -> PlannedLink:
    return replace(link, state=LinkState.FAILED, obstacle=f"{_CHANGED}{reason}")
