"""A Plan: everything that a job is going to do, as a document that can be shown, saved and carried out."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, count
from math import ceil

from amazon_plytix.mapping.listing import Listing
from amazon_plytix.planning.changes import (
    SOURCES_PER_READ_BACK,
    AssignFamily,
    Change,
    CreateProduct,
    DeleteProduct,
    LinkProducts,
    ProductRef,
    Relation,
    TakeLinksBack,
    UnlinkProducts,
)
from amazon_plytix.planning.header import PlanHeader
from amazon_plytix.planning.steps import LINK_STEPS, PRODUCT_STEPS, Step, StepKind


class LinkState(StrEnum):
    """How a link stands, from the Plan to the results.

    PRESENT was there before, PLANNED is to be made, MADE was made by this run, FAILED could not be made or removed.
    The last three are links that the mapping contradicts: left alone, to be removed, removed by this run. NONE stands
    in the results of a listing that has no such link.
    """

    NONE = "none"
    PRESENT = "present"
    PLANNED = "planned"
    MADE = "made"
    FAILED = "failed"
    CONTRADICTED = "contradicted"
    REMOVABLE = "removable"
    REMOVED = "removed"


class UndoState(StrEnum):
    """What becomes of something that a run did, when the run is taken back."""

    REMOVABLE = "would remove"
    REMOVED = "removed"
    RESTORABLE = "would put back"
    RESTORED = "put back"
    GONE = "gone already"
    KEPT = "kept"
    ERROR = "error"


# What an undo is still going to do something about.
TO_DO = frozenset({UndoState.REMOVABLE, UndoState.RESTORABLE})


@dataclass(frozen=True, slots=True)
class PlannedListing:
    """What is to become of one listing's product: ``change``, or nothing.

    ``product_id`` is the id of the product that it has, None if it has none. ``obstacle`` says why it gets none.
    ``remark`` says what a person should know of it before it happens, though it is no error.
    """

    listing: Listing
    product_id: str | None
    change: CreateProduct | AssignFamily | None = None
    obstacle: str | None = None
    remark: str | None = None


@dataclass(frozen=True, slots=True)
class PlannedLink:
    """How a link stands that should be there, or that must not be there, and what is to be done about it.

    ``obstacle`` says why it cannot be made if ``state`` is FAILED, what the mapping says if it contradicts the link.
    """

    relation: Relation
    source: ProductRef
    target: ProductRef
    state: LinkState
    obstacle: str | None = None

    @property
    def key(self) -> tuple[Relation, str, str]:
        """Return relation and SKUs, which identify the link."""
        return self.relation, self.source.sku, self.target.sku


@dataclass(frozen=True, slots=True)
class PlannedUndo:
    """What is to become of one Step of a run that is taken back, and why if that is not plain.

    ``unlinks`` are the links to a product that go with it. ``modified`` is when our last write to a product was: if it
    is known, the product goes only if nobody has written to it since.
    """

    step: Step
    state: UndoState
    message: str | None = None
    unlinks: tuple[Step, ...] = ()
    modified: str | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """A parent that is not linked because a person has to look: why, and the evidence for and against it."""

    listing: Listing
    reason: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Guard:
    """A limit that an execute must keep: what it counts, how many are allowed, how many the Plan has.

    ``refusal`` is the sentence that says why the Plan must not be carried out; None if it may be.
    """

    name: str
    allowed: int
    found: int
    refusal: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that a job is going to do.

    ``listings`` has a verdict on every listing of a mapping, in the mapping's order; ``links`` on every link; ``undo``
    on every Step of a run that is taken back.
    """

    header: PlanHeader
    listings: tuple[PlannedListing, ...] = ()
    links: tuple[PlannedLink, ...] = ()
    reviews: tuple[Review, ...] = ()
    guards: tuple[Guard, ...] = ()
    undo: tuple[PlannedUndo, ...] = ()

    @property
    def refusals(self) -> list[str]:
        """Return what the guards say against carrying it out."""
        return [guard.refusal for guard in self.guards if guard.refusal]

    @property
    def says_something(self) -> bool:
        """Return whether there is anything to do, or anything that cannot be done."""
        hindered = any(planned.obstacle for planned in self.listings)
        failed = any(link.state is LinkState.FAILED for link in self.links)
        return hindered or failed or next(self.changes, None) is not None

    @property
    def changes(self) -> Iterator[Change]:
        """Return everything that is to be sent, in order. Removals come before links, since they free slots."""
        return chain(
            (planned.change for planned in self.listings if planned.change),
            _grouped(UnlinkProducts, self._in_state(LinkState.REMOVABLE)),
            _grouped(LinkProducts, self._in_state(LinkState.PLANNED)),
            _undo_changes(self.undo),
        )

    @property
    def known_ids(self) -> frozenset[str]:
        """Return the ids of all products that were there when the Plan was made."""
        refs = (ref.id for link in self.links for ref in (link.source, link.target))
        return frozenset(id_ for id_ in chain((each.product_id for each in self.listings), refs) if id_)

    @property
    def calls(self) -> int:
        """Return how many calls an execute still sends if everything goes well.

        The first product that is created is looked at, to see whether its family was taken with it. If it was, the
        others cost one call each instead of two, and one for a hundred to read their families back; that is not known
        before. Links are read back, those of a hundred sources in a call, and so are the sources of links to products
        that an undo deleted. What it looks up again right before it deletes is left out.
        """
        changes = list(self.changes)
        creates = any(isinstance(change, CreateProduct) for change in changes)
        sources = {change.source.sku for change in changes if isinstance(change, LinkProducts)}
        left = {link.subject_sku for planned in self.undo if planned.state in TO_DO for link in planned.unlinks}
        read_backs = sum(ceil(len(skus) / SOURCES_PER_READ_BACK) for skus in (sources, left))
        return sum(change.calls for change in changes) + creates + read_backs

    def steps(self) -> tuple[Step, ...]:
        """Return every single Step of the Changes; a Step's number is its place in the answer."""
        return tuple(
            chain(self._product_steps(numbers := count()), self._link_steps(numbers), self._undo_steps(numbers))
        )

    def _in_state(self, state: LinkState) -> Iterator[PlannedLink]:
        return (link for link in self.links if link.state is state)

    def _product_steps(self, numbers: Iterator[int]) -> Iterator[Step]:
        family = self.header.schema.family.id if self.header.schema.family else None
        for planned in self.listings:
            if planned.change:
                kind = StepKind.CREATE if isinstance(planned.change, CreateProduct) else StepKind.FINISH
                sku, id_ = planned.listing.sku, planned.product_id
                yield Step(next(numbers), kind, sku, id_, schema_id=family)

    def _link_steps(self, numbers: Iterator[int]) -> Iterator[Step]:
        for kind, state in ((StepKind.UNLINK, LinkState.REMOVABLE), (StepKind.LINK, LinkState.PLANNED)):
            for link in self._in_state(state):
                yield Step(
                    next(numbers),
                    kind,
                    link.source.sku,
                    link.source.id,
                    link.target.sku,
                    link.target.id,
                    link.relation,
                    self.header.schema.relationship(link.relation).id,
                )

    def _undo_steps(self, numbers: Iterator[int]) -> Iterator[Step]:
        for planned in self.undo:
            if planned.state in TO_DO:
                yield from (step.inverse(next(numbers)) for step in (*planned.unlinks, planned.step))


def _grouped(kind: type[LinkProducts], links: Iterable[PlannedLink]) -> Iterator[LinkProducts]:
    """Return one Change for every source and relation."""
    targets: defaultdict[tuple[Relation, ProductRef], list[ProductRef]] = defaultdict(list)
    for link in links:
        targets[link.relation, link.source].append(link.target)
    return (kind(relation, source, tuple(of_source)) for (relation, source), of_source in targets.items())


def _undo_changes(undo: Iterable[PlannedUndo]) -> Iterator[Change]:
    """Return what takes a run back: removals of links, links that are put back, then products and links to them."""
    to_do = [planned for planned in undo if planned.state in TO_DO]
    links = [planned.step for planned in to_do if planned.step.kind in LINK_STEPS]
    for kind, made_by in ((TakeLinksBack, StepKind.LINK), (LinkProducts, StepKind.UNLINK)):
        yield from _grouped(kind, (_link(step) for step in links if step.kind is made_by))
    for planned in to_do:
        if planned.step.kind in PRODUCT_STEPS:
            yield DeleteProduct(ProductRef(planned.step.subject_sku, planned.step.subject_id))


def _link(step: Step) -> PlannedLink:
    """Return the link that a Step made or removed."""
    relation, source_sku, target_sku = step.link_key
    source, target = ProductRef(source_sku, step.subject_id), ProductRef(target_sku, step.target_id)
    return PlannedLink(relation, source, target, LinkState.PRESENT)
