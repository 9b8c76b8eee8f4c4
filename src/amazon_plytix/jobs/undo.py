"""Undo: a run is taken back, the links it made and the products it created; what others have changed since stays."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from amazon_plytix.applying.events import Events
from amazon_plytix.applying.undoing.take_back import TakingBack
from amazon_plytix.http import ApiError
from amazon_plytix.jobs.job import Session, Work
from amazon_plytix.ledger.history import last_writes, untouched
from amazon_plytix.ledger.run import NoSuchRun, Run, RunRequest
from amazon_plytix.ledger.runs import Runs
from amazon_plytix.ledger.store import Store
from amazon_plytix.lookup.schema import find_link_schema, find_schema
from amazon_plytix.lookup.undo_holdings import find_undo_holdings
from amazon_plytix.planning.desired import DesiredProduct
from amazon_plytix.planning.header import JobKind, PlanHeader
from amazon_plytix.planning.plan import TO_DO, Plan, PlannedUndo, UndoState
from amazon_plytix.planning.plan_undo import UndoHoldings, plan_undo
from amazon_plytix.planning.steps import LINK_STEPS, Step, StepKind

# As many as one search finds.
_AT_ONCE = 100
_TAKEN_BACK = {UndoState.REMOVED, UndoState.RESTORED, UndoState.GONE}


@dataclass(slots=True)
class UndoJob:
    """The run that a user wants to take back."""

    kind: ClassVar[JobKind] = JobKind.UNDO

    run: Run
    _sources: dict[str | None, str | None] = field(default_factory=dict, init=False)

    @property
    def subject(self) -> str:
        """Return what the job is about, for people."""
        return self.run.id

    @property
    def source_file(self) -> Path:
        """Return the mapping file of the run that is taken back."""
        return Path(self.run.mapping)

    @property
    def results_path(self) -> None:
        """Return None: an undo's results are kept in the state directory alone."""

    def prepare(self, events: Events) -> None:  # noqa: ARG002 there is no more to say
        """Raise NoSuchRun if the run took another back: products that it deleted cannot come back by an undo."""
        if self.run.job is JobKind.UNDO:
            raise NoSuchRun(
                f"run {self.run.id} took another back, which cannot be taken back itself; "
                f"to do it all again: amazon-plytix resume {self.run.parent}"
            )

    def request(self) -> RunRequest:
        """Return what the ledger is to hold of the run."""
        return RunRequest(
            job=self.kind,
            mapping=self.run.mapping,
            mapping_digest=self.run.mapping_digest,
            marketplace=self.run.marketplace,
            parent=self.run.id,
        )

    async def plan(self, session: Session) -> Plan:
        """Look everything up that the run did, and judge it.

        Raises SchemaLacks, and ApiError if Plytix could not be asked.
        """
        find = find_link_schema if self.run.job is JobKind.LINK else find_schema
        schema = await find(session.plytix, session.account.names)
        header = PlanHeader(self.kind, session.account.ref, schema, self.run.mapping_digest, self.run.id)
        steps = Runs(session.context.store).steps(self.run)
        holdings = await self._holdings(session, header, steps)
        self._sources = {id_: product.modified for id_, product in holdings.products.items()}
        return plan_undo(header, steps, holdings)

    async def apply(self, session: Session, work: Work) -> None:
        """Take everything back, a hundred Steps at a time.

        Each hundred is judged again just before: what others changed while the work went on for hours must stay.
        """
        store, plan = session.context.store, work.outcomes.plan
        to_do = sorted((planned for planned in plan.undo if planned.state in TO_DO), key=_order)
        sent, unchanged = self._sent(store, to_do), untouched(store, session.account.id, self._sources)
        taking_back = TakingBack(work.outcomes, work.steps, session.plytix, work.log, sent, unchanged)
        for start in range(0, len(to_do), _AT_ONCE):
            session.events.undoing(start, len(to_do))
            batch = to_do[start : start + _AT_ONCE]
            try:
                again = await self._judged_again(session, plan.header, batch)
            except ApiError as error:
                taking_back.give_up(batch, str(error))
            else:
                await taking_back.take_back(again)
        session.events.undoing(len(to_do), len(to_do))
        if all(outcome.state in _TAKEN_BACK for outcome in work.outcomes.undone.values()):
            Runs(store).mark_undone(self.run.id)

    async def _judged_again(
        self, session: Session, header: PlanHeader, batch: Sequence[PlannedUndo]
    ) -> Sequence[PlannedUndo]:
        steps = [step for planned in batch for step in (planned.step, *planned.unlinks)]
        return plan_undo(header, steps, await self._holdings(session, header, steps)).undo

    async def _holdings(self, session: Session, header: PlanHeader, steps: Sequence[Step]) -> UndoHoldings:
        written = last_writes(session.context.store, session.account.id)
        return await find_undo_holdings(session.plytix, steps, header.schema, written)

    def _sent(self, store: Store, to_do: Collection[PlannedUndo]) -> dict[str, DesiredProduct]:
        """Return what the run sent of its products, by SKU; nothing if no product has to be compared with it."""
        plan = Runs(store).plan_of(self.run) if any(planned.must_match for planned in to_do) else None
        changes = ((each.listing.sku, each.change) for each in plan.listings) if plan else ()
        return {sku: change.product for sku, change in changes if change}


def _order(planned: PlannedUndo) -> tuple[bool, str]:
    """Removals come first, since they free slots for what is put back; then one source after the other."""
    links = planned.unlinks or ((planned.step,) if planned.step.kind in LINK_STEPS else ())
    return planned.step.kind is StepKind.UNLINK, (links[0].subject_id or "") if links else ""
