"""The Steps of a run and what Plytix holds of them become the Plan that takes the run back: pure, as every Plan."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from amazon_plytix.planning.header import PlanHeader
from amazon_plytix.planning.plan import Plan, PlannedUndo, UndoState
from amazon_plytix.planning.steps import PRODUCT_STEPS, Step, StepKind


@dataclass(frozen=True, slots=True)
class FoundProduct:
    """A product that is still there. ``linked`` holds the ids it is linked to, by relationship id."""

    sku: str
    modified: str | None
    linked: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class LastWrite:
    """The last write of our runs to a product after it was made: by which run, and when Plytix says that it was.

    ``modified`` is None if that is not known, or if somebody else had changed the product before.
    """

    run: str
    modified: str | None


@dataclass(frozen=True, slots=True)
class UndoHoldings:
    """What Plytix holds of a run's products: those still there, by id; SKUs of creates cut off that exist now.

    ``last_writes`` is what the ledger knows of later writes, by product id.
    """

    products: Mapping[str, FoundProduct] = field(default_factory=dict)
    cut_off_skus: Collection[str] = frozenset()
    last_writes: Mapping[str, LastWrite] = field(default_factory=dict)


def plan_undo(header: PlanHeader, steps: Sequence[Step], holdings: UndoHoldings) -> Plan:
    """Return what becomes of every Step that did something, or may have."""
    return Plan(header, undo=tuple(_planned(steps, holdings)))


def steps_to_undo(steps: Sequence[Step]) -> list[Step]:
    """Return the Steps of a run that did something, or may have: what an undo has to look at."""
    return [step for step in steps if step.made_product or step.is_cut_off or step.may_have_linked]


def _planned(steps: Sequence[Step], holdings: UndoHoldings) -> Iterator[PlannedUndo]:
    links_to: defaultdict[str, list[Step]] = defaultdict(list)
    for step in steps:
        if step.kind is StepKind.LINK and step.may_have_linked and step.target_id:
            links_to[step.target_id].append(step)
    made = {step.subject_id for step in steps if step.made_product}
    for step in steps_to_undo(steps):
        if step.is_cut_off:
            if step.subject_sku in holdings.cut_off_skus:
                unknown = "its creation was cut off: sync again, which finishes it, then take that run back"
                yield PlannedUndo(step, UndoState.KEPT, unknown)
        elif step.kind in PRODUCT_STEPS:
            yield _product(step, holdings, tuple(links_to[step.subject_id or ""]))
        # A link to a product that the run made goes, or stays, with the product.
        elif step.target_id not in made:
            yield _link(step, holdings.products)


def _product(step: Step, holdings: UndoHoldings, unlinks: tuple[Step, ...]) -> PlannedUndo:
    product = holdings.products.get(step.subject_id or "")
    if product is None:
        return PlannedUndo(step, UndoState.GONE, unlinks=unlinks)
    last_write = holdings.last_writes.get(step.subject_id or "")
    if reason := _reason_to_keep(step, product, last_write):
        return PlannedUndo(step, UndoState.KEPT, reason, unlinks)
    return PlannedUndo(step, UndoState.REMOVABLE, None, unlinks, must_match=last_write is not None)


def _reason_to_keep(step: Step, product: FoundProduct, last_write: LastWrite | None) -> str | None:
    """Return why a product must stay; None if only our runs have changed it."""
    if product.sku != step.subject_sku:
        return f"renamed to {product.sku} by others since"
    if step.modified is None:
        return "the run did not see all of its making, so nobody can tell whether others changed it"
    if last_write and last_write.modified is None:
        return f"its links were changed by run {last_write.run}, so nobody can tell whether others changed it"
    ours = last_write.modified if last_write else step.modified
    return None if product.modified == ours else f"changed by others since ({product.modified})"


def _link(step: Step, products: Mapping[str, FoundProduct]) -> PlannedUndo:
    """Return what becomes of a link. It is gone if it is as before the run, or if one of its ends is no more."""
    source = products.get(step.subject_id or "")
    if source is None or step.target_id not in products:
        return PlannedUndo(step, UndoState.GONE)
    linked = step.target_id in source.linked.get(step.schema_id or "", frozenset())
    if step.kind is StepKind.LINK:
        return PlannedUndo(step, UndoState.REMOVABLE if linked else UndoState.GONE)
    return PlannedUndo(step, UndoState.GONE if linked else UndoState.RESTORABLE)
