"""The Steps of a run and what Plytix holds of them become the Plan that takes the run back: pure, as every Plan."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from amazon_plytix.planning.header import PlanHeader
from amazon_plytix.planning.plan import Plan, PlannedUndo, UndoState
from amazon_plytix.planning.steps import PRODUCT_STEPS, LinkIds, Step, StepKind


@dataclass(frozen=True, slots=True)
class FoundProduct:
    """A product that is still there.

    ``linked`` holds the ids it is linked to, by relationship id, with the moment at which each link was made.
    """

    sku: str
    modified: str | None
    linked: Mapping[str, Mapping[str, str | None]]


@dataclass(frozen=True, slots=True)
class FoundLink:
    """A link to a product: in which relationship, from which product, and when it was made."""

    relationship: str
    source_id: str
    source_sku: str
    made_at: str | None


@dataclass(frozen=True, slots=True)
class LastWrite:
    """The last write of our runs to a product after it was made: by which run, and when Plytix says that it was.

    ``modified`` is None if that is not known, or if somebody else had changed the product before.
    """

    run: str
    modified: str | None


@dataclass(frozen=True, slots=True)
class UndoHoldings:
    """What Plytix and the ledger hold of a run's products.

    ``products`` are those still there, by id, and ``links_to`` the links to them, by the id of their target, as far as
    they were asked for. ``cut_off_skus`` are SKUs of creates cut off that exist now. The ledger knows ``last_writes``
    to products, by id, and ``own_links``, which our runs made, with the moment at which each was made, or
    None if a run may have made it.
    """

    products: Mapping[str, FoundProduct] = field(default_factory=dict)
    links_to: Mapping[str, Sequence[FoundLink]] = field(default_factory=dict)
    cut_off_skus: Collection[str] = frozenset()
    last_writes: Mapping[str, LastWrite] = field(default_factory=dict)
    own_links: Mapping[LinkIds, str | None] = field(default_factory=dict)


def plan_undo(
    header: PlanHeader, steps: Sequence[Step], holdings: UndoHoldings, include_unproven: Collection[str] = ()
) -> Plan:
    """Return what becomes of every Step that did something, or may have.

    Arguments:
        header: what the Plan is made for.
        steps: the Steps of the run that is taken back.
        holdings: what Plytix and the ledger hold of its products.
        include_unproven: the SKUs of products that go even if nobody can tell whether the run made them.
    """
    return Plan(header, undo=tuple(_planned(steps, holdings, include_unproven)))


def steps_to_undo(steps: Sequence[Step]) -> list[Step]:
    """Return the Steps of a run that did something, or may have: what an undo has to look at."""
    return [step for step in steps if step.made_product or step.is_cut_off or step.may_have_linked]


def foreign_link(
    links: Sequence[FoundLink], target_id: str, own_links: Mapping[LinkIds, str | None], *, may_be_unproven: bool
) -> str | None:
    """Return the sentence that names a link to a product which our runs did not make, None if there is none.

    Arguments:
        links: the links to the product.
        target_id: its id.
        own_links: the links that our runs made, as in UndoHoldings.
        may_be_unproven: whether a link that a run of ours may have made counts as made by it.
    """
    for link in links:
        key = LinkIds(link.relationship, link.source_id, target_id)
        made_at = own_links.get(key)
        if key in own_links and made_at is None:
            if not may_be_unproven:
                return f"{link.source_sku} is linked to it, and nobody can tell whether a run of ours did that; {_LOOK}"
        elif made_at is None or link.made_at != made_at:
            return (
                f"{link.source_sku} is linked to it, and no run of ours is known to have done that: unlink them first"
            )
    return None


def _planned(steps: Sequence[Step], holdings: UndoHoldings, included: Collection[str]) -> Iterator[PlannedUndo]:
    links_to: defaultdict[str, list[Step]] = defaultdict(list)
    for step in steps:
        if step.kind is StepKind.LINK and step.may_have_linked and step.target_id:
            links_to[step.target_id].append(step)
    made = {step.subject_id for step in steps if step.made_product}
    for step in steps_to_undo(steps):
        if step.is_cut_off:
            if step.subject_sku in holdings.cut_off_skus:
                yield PlannedUndo(step, UndoState.KEPT, _CUT_OFF)
        elif step.kind in PRODUCT_STEPS:
            yield _product(step, holdings, tuple(links_to[step.product_id]), is_included=step.subject_sku in included)
        # A link to a product that the run made goes, or stays, with the product.
        elif step.target_id not in made:
            yield _link(step, holdings, is_included=step.target_sku in included)


_CUT_OFF = (
    "its creation was cut off: sync again, which finishes it, then take that run back with --include-unproven, since "
    "nobody can tell who made it"
)
BY_HAND = "if it may go all the same, delete it in Plytix"
_LOOK = "look at it, then name it with --include-unproven, or delete it in Plytix"
_UNPROVEN = f"nobody can tell whether the run made it: it was found after an answer of Plytix had been lost; {_LOOK}"
_LINKS_CHANGED = "its links were changed by run {}, so nobody can tell whether others changed it"
_UNCONFIRMED = (
    "nobody can tell whether the run made this link: Plytix never confirmed it. Remove it in Plytix, or name its "
    "target with --include-unproven"
)
_HALF_MADE = "the run did not see all of its making: sync again, which finishes it, then take that run back"


def _product(step: Step, holdings: UndoHoldings, unlinks: tuple[Step, ...], *, is_included: bool) -> PlannedUndo:
    product = holdings.products.get(step.product_id)
    if product is None:
        return PlannedUndo(step, UndoState.GONE, unlinks=unlinks)
    last_write = holdings.last_writes.get(step.product_id)
    modified = last_write.modified if last_write else step.modified
    reason = (
        _unlike(step, product)
        or (None if is_included else _unproven(step, last_write))
        or _changed(step, product, modified)
        or _linked_by_others(step, product, holdings, is_included=is_included)
    )
    if reason:
        return PlannedUndo(step, UndoState.KEPT, reason, unlinks)
    return PlannedUndo(step, UndoState.REMOVABLE, None, unlinks, modified)


def _unlike(step: Step, product: FoundProduct) -> str | None:
    return None if product.sku == step.subject_sku else f"renamed to {product.sku} by others since; {BY_HAND}"


def _changed(step: Step, product: FoundProduct, modified: str | None) -> str | None:
    if modified in {None, product.modified}:
        return None
    # A family that was sent and not answered may have changed it, too.
    return _HALF_MADE if step.is_open else f"changed by others since ({product.modified}); {BY_HAND}"


def _unproven(step: Step, last_write: LastWrite | None) -> str | None:
    """Return why nobody can tell whether a product holds what our runs made and nothing else; None if that is known."""
    if step.modified is None:
        return _HALF_MADE if step.is_open else _UNPROVEN
    if last_write and last_write.modified is None:
        return f"{_LINKS_CHANGED.format(last_write.run)}; {_LOOK}"
    return None


def _linked_by_others(step: Step, product: FoundProduct, holdings: UndoHoldings, *, is_included: bool) -> str | None:
    own, id_ = holdings.own_links, step.product_id
    for relationship, targets in product.linked.items():
        for target, made_at in targets.items():
            if made_at is None or own.get(LinkIds(relationship, id_, target)) != made_at:
                return f"linked to other products by others since; {BY_HAND}"
    return foreign_link(holdings.links_to.get(id_, ()), id_, own, may_be_unproven=is_included)


def _link(step: Step, holdings: UndoHoldings, *, is_included: bool) -> PlannedUndo:
    """Return what becomes of a link. It is gone if it is as before the run, or if its source is no more."""
    source = holdings.products.get(step.product_id)
    # A link without ids was never sent.
    if source is None or step.schema_id is None or step.target_id is None:
        return PlannedUndo(step, UndoState.GONE)
    targets = source.linked.get(step.schema_id, {})
    if step.kind is StepKind.UNLINK:
        restorable = step.target_id not in targets and step.target_id in holdings.products
        return PlannedUndo(step, UndoState.RESTORABLE if restorable else UndoState.GONE)
    if step.target_id not in targets:
        return PlannedUndo(step, UndoState.GONE)
    reason = link_reason(step, targets[step.target_id], may_be_unproven=is_included)
    return PlannedUndo(step, UndoState.KEPT if reason else UndoState.REMOVABLE, reason)


def link_reason(step: Step, made_at: str | None, *, may_be_unproven: bool) -> str | None:
    """Return why a link that is there must stay; None if it is the one that the Step made.

    Arguments:
        step: the Step.
        made_at: the moment at which Plytix says that the link was made.
        may_be_unproven: whether it may go even if it was never seen whether the run made it.
    """
    if step.linked_at is None or made_at is None:
        return None if may_be_unproven else _UNCONFIRMED
    return (
        None
        if made_at == step.linked_at
        else f"made again by others, or by a later run, since ({made_at}); if it may go, remove it in Plytix"
    )
