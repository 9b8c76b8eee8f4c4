"""What became of a listing's product, of a link, of a Step that was taken back."""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Generic, Self, TypeVar

from amazon_plytix.planning.changes import LinkKey
from amazon_plytix.planning.plan import LinkState, Plan, PlannedLink, PlannedListing, PlannedUndo, UndoState

# What a run says of things that it did not get to, or has no proof of.
CUT_SHORT = "the run broke off before this was done or confirmed; run the same again: it goes on there"


class Status(StrEnum):
    """How a listing's product stands: the states of sync-workflow.md, Result States, and two more.

    SKIPPED is what an interrupted run did not get to. MISSING is what a link job finds no product for.
    """

    CREATED = "created"
    EXISTS = "exists"
    PREVIEW = "preview"
    ERROR = "error"
    SKIPPED = "skipped"
    MISSING = "missing"


Planned = TypeVar("Planned", PlannedListing, PlannedLink, PlannedUndo)
State = TypeVar("State", Status, LinkState, UndoState)


@dataclass(frozen=True, slots=True)
class Outcome(Generic[Planned, State]):
    """What became of one thing that a Plan speaks of.

    ``stage`` (create, family or link) and ``message`` say what went wrong, if anything did.
    """

    planned: Planned
    state: State
    product_id: str | None = None
    stage: str | None = None
    message: str | None = None

    def become(self, state: State, stage: str | None = None, message: str | None = None) -> Self:
        """Return the same thing in another state."""
        return replace(self, state=state, stage=stage, message=message)


ProductOutcome = Outcome[PlannedListing, Status]
LinkOutcome = Outcome[PlannedLink, LinkState]
UndoOutcome = Outcome[PlannedUndo, UndoState]


@dataclass(slots=True)
class Outcomes:
    """What has become so far of everything that a Plan speaks of.

    ``products`` are by SKU, ``links`` by relation, source and target SKU, ``undone`` by the number of the Step that is
    taken back; each in the order of the Plan.
    """

    plan: Plan
    products: dict[str, ProductOutcome] = field(default_factory=dict)
    links: dict[LinkKey, LinkOutcome] = field(default_factory=dict)
    undone: dict[int, UndoOutcome] = field(default_factory=dict)

    def cut_short(self) -> None:
        """Let everything fail or be skipped that was not done, or not confirmed, when the run broke off."""
        for sku, product in self.products.items():
            if product.state is Status.PREVIEW:
                self.products[sku] = product.become(Status.SKIPPED, "create", CUT_SHORT)
        for key, link in self.links.items():
            if link.state in {LinkState.PLANNED, LinkState.REMOVABLE}:
                # A link to a product that was not made is no error of its own.
                message = CUT_SHORT if self.has_product(link.planned.target.sku) else None
                self.links[key] = link.become(LinkState.FAILED, "link", message)
        for number, undone in self.undone.items():
            if undone.state in {UndoState.REMOVABLE, UndoState.RESTORABLE}:
                self.undone[number] = undone.become(UndoState.ERROR, None, CUT_SHORT)

    def fail_links_without_product(self) -> None:
        """Let the links fail whose listing got no product. That is the product's error and no second one."""
        for key, link in self.links.items():
            if link.state is LinkState.PLANNED and not self.has_product(link.planned.target.sku):
                self.links[key] = link.become(LinkState.FAILED)

    def has_product(self, sku: str) -> bool:
        """Return whether a link's target has a product, as far as this run knows: one that it was to make may not."""
        product = self.products.get(sku)
        return product is None or product.state not in {Status.SKIPPED, Status.ERROR}


def expected(plan: Plan) -> Outcomes:
    """Return the Outcomes as far as the Plan knows them: those of a dry run."""
    return Outcomes(
        plan,
        {planned.listing.sku: _product(planned) for planned in plan.listings},
        {link.key: _link(link) for link in plan.links},
        {planned.step.number: Outcome(planned, planned.state, message=planned.message) for planned in plan.undo},
    )


def _product(planned: PlannedListing) -> ProductOutcome:
    if planned.obstacle:
        return Outcome(planned, Status.ERROR, stage="create", message=planned.obstacle)
    unchanged = Status.EXISTS if planned.product_id else Status.MISSING
    status = Status.PREVIEW if planned.change else unchanged
    return Outcome(planned, status, planned.product_id)


def _link(link: PlannedLink) -> LinkOutcome:
    return Outcome(link, link.state, link.target.id, "link" if link.obstacle else None, link.obstacle)
