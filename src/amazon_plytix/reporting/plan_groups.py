"""The Changes of a Plan by kind, as screens and pages show them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from amazon_plytix.planning.changes import (
    AssignFamily,
    Change,
    CreateProduct,
    DeleteProduct,
    LinkProducts,
    UnlinkProducts,
)
from amazon_plytix.planning.fields import Value
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
    """Changes of one kind, or what is left alone.

    ``sign`` is + for what is made, - for what is removed, ~ for what is completed, = for what is left alone. ``number``
    counts links, and not their sources.
    """

    title: str
    sign: str
    items: Sequence[Change | Entry]
    header: PlanHeader

    @property
    def number(self) -> int:
        """Return how many products or links there are."""
        return sum(len(each.targets) if isinstance(each, LinkProducts) else 1 for each in self.items)

    def entries(self, show: Show) -> tuple[Iterator[Entry], int]:
        """Return the entries that are shown, made one by one, and how many more there are."""
        seen, more = folded(self.items, show)
        return (each if isinstance(each, Entry) else _entry(each, self.header) for each in seen), more


def groups_of(plan: Plan, show: Show) -> Iterator[Group]:
    """Return what a Plan changes by kind, in the order in which it is sent, then what it leaves alone if asked for."""
    if show is Show.NONE:
        return
    by_kind: dict[tuple[str, str], list[Change]] = {}
    for change in plan.changes:
        by_kind.setdefault(_kind(change, plan.header), []).append(change)
    for (title, sign), changes in by_kind.items():
        yield Group(title, sign, changes, plan.header)
    if show is Show.ALL and (left := list(_left_alone(plan))):
        yield Group("Left alone", "=", left, plan.header)


def folded(items: Sequence[Item], show: Show) -> tuple[Sequence[Item], int]:
    """Return the items that are shown, and how many more there are."""
    if show is Show.ALL or len(items) <= MOST_UNFOLDED:
        return items, 0
    return items[:SHOWN_OF_FOLDED], len(items) - SHOWN_OF_FOLDED


def _kind(change: Change, header: PlanHeader) -> tuple[str, str]:
    """Return the title of a Change's group, and its sign."""
    if isinstance(change, CreateProduct):
        return "Create products", "+"
    if isinstance(change, AssignFamily):
        return "Complete products that an earlier run began to create", "~"
    if isinstance(change, DeleteProduct):
        return "Delete products", "-"
    relationship = header.schema.relationship(change.relation).name
    if isinstance(change, UnlinkProducts):
        return f"Remove links ({relationship})", "-"
    return f"Link products ({relationship})", "+"


def _entry(change: Change, header: PlanHeader) -> Entry:
    if isinstance(change, CreateProduct | AssignFamily):
        family = header.schema.family.name if header.schema.family else ""
        values = (("family", family), *change.product.attributes.items())
        return Entry(change.product.sku, change.product.label, values)
    if isinstance(change, DeleteProduct):
        return Entry(change.product.sku)
    return Entry(change.source.sku, targets=[target.sku for target in change.targets])


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
