"""The Changes of a Plan by kind, as screens and pages show them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import TypeVar

from amazon_plytix.planning.changes import (
    AssignFamily,
    Change,
    CreateProduct,
    DeleteProduct,
    UnlinkProducts,
)
from amazon_plytix.planning.desired import Value
from amazon_plytix.planning.header import PlanHeader
from amazon_plytix.planning.plan import LinkState, Plan, PlannedListing, UndoState

# More of one kind than this are folded: only the first ones are shown.
MOST_UNFOLDED = 100
SHOWN_OF_FOLDED = 20

Item = TypeVar("Item")


class Show(StrEnum):
    """How much of a Plan is shown: its Changes, also what is left alone and why, or nothing."""

    CHANGES = "changes"
    ALL = "all"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Entry:
    """One Change, or one thing that is left alone.

    ``name`` is the SKU of the product that is changed, ``values`` what it gets by name, ``targets`` the SKUs at the
    other ends of its links, ``reason`` why nothing is done.
    """

    name: str
    label: str | None = None
    values: Sequence[tuple[str, Value]] = ()
    targets: Sequence[str] = ()
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Changes of one kind.

    ``sign`` is + for what is made, - for what is removed, ~ for what is completed, = for what is left alone.
    """

    title: str
    sign: str
    entries: Sequence[Entry]


def groups_of(plan: Plan, show: Show) -> Iterator[Group]:
    """Return what a Plan changes by kind, in the order in which it is sent, then what it leaves alone if asked for."""
    if show is Show.NONE:
        return
    by_kind: dict[str, list[tuple[str, Entry]]] = {}
    for change in plan.changes:
        title, sign, entry = _shown(change, plan.header)
        by_kind.setdefault(title, []).append((sign, entry))
    for title, found in by_kind.items():
        yield Group(title, found[0][0], [entry for _, entry in found])
    if show is Show.ALL and (left := list(_left_alone(plan))):
        yield Group("Left alone", "=", left)


def folded(items: Sequence[Item], show: Show) -> tuple[Sequence[Item], int]:
    """Return the items that are shown, and how many more there are."""
    if show is Show.ALL or len(items) <= MOST_UNFOLDED:
        return items, 0
    return items[:SHOWN_OF_FOLDED], len(items) - SHOWN_OF_FOLDED


def _shown(change: Change, header: PlanHeader) -> tuple[str, str, Entry]:
    """Return the title of a Change's group, its sign, and its entry."""
    family = header.schema.family.name if header.schema.family else ""
    if isinstance(change, CreateProduct | AssignFamily):
        product, is_new = change.product, isinstance(change, CreateProduct)
        values = (("family", family), *product.attributes.items())
        title = "Create products" if is_new else "Complete products that an earlier run began to create"
        return title, "+" if is_new else "~", Entry(product.sku, product.label, values)
    if isinstance(change, DeleteProduct):
        return "Delete products", "-", Entry(change.product.sku)
    relationship = header.schema.relationship(change.relation).name
    targets = [target.sku for target in change.targets]
    # What an undo takes back is a removal, too.
    is_removal = isinstance(change, UnlinkProducts)
    title = f"Remove links ({relationship})" if is_removal else f"Link products ({relationship})"
    return title, "-" if is_removal else "+", Entry(change.source.sku, targets=targets)


def _left_alone(plan: Plan) -> Iterator[Entry]:
    """Return everything that is not changed, with the reason."""
    for planned in plan.listings:
        if planned.obstacle or not planned.change:
            yield _listing_left(planned)
    for link in plan.links:
        if link.state in _LINKS_LEFT:
            stands = f"link to {link.target.sku} ({link.relation}) {_LINKS_LEFT[link.state]}"
            yield Entry(link.source.sku, reason=_joined(stands, link.obstacle))
    for review in plan.reviews:
        yield Entry(review.listing.sku, reason=f"for review: {review.reason}")
    yield from _undo_left(plan)


def _listing_left(planned: PlannedListing) -> Entry:
    stands = "exists" if planned.product_id else "has no product"
    reason = f"cannot be made: {planned.obstacle}" if planned.obstacle else _joined(stands, planned.remark)
    return Entry(planned.listing.sku, reason=reason)


def _undo_left(plan: Plan) -> Iterator[Entry]:
    for undo in plan.undo:
        if undo.state in {UndoState.GONE, UndoState.KEPT}:
            ends = [end for end in (undo.step.subject_sku, undo.step.target_sku) if end]
            yield Entry(" to ".join(ends), reason=_joined(undo.state.value, undo.message))


_LINKS_LEFT = {
    LinkState.PRESENT: "is there",
    LinkState.FAILED: "cannot be made",
    LinkState.CONTRADICTED: "is contradicted and stays",
}


def _joined(said: str, why: str | None) -> str:
    return f"{said}: {why}" if why else said


def counted(groups: Iterable[Group]) -> Iterator[tuple[Group, int]]:
    """Return groups with the number of their Changes: of links, that of links and not of their sources."""
    for group in groups:
        links = list(chain.from_iterable(entry.targets for entry in group.entries))
        yield group, len(links) or len(group.entries)
