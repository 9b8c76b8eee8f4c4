"""Undo: a run is taken back, the links it made and the products it created; what others have changed since stays."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import ClassVar

from amazon_plytix.applying.apply import relationships_of
from amazon_plytix.applying.events import Events
from amazon_plytix.applying.undoing.dangling import remove_dangling
from amazon_plytix.applying.undoing.links_to import LOOK_LIFE, Find, LinksTo
from amazon_plytix.applying.undoing.take_back import TakingBack
from amazon_plytix.jobs.job import Session, Work
from amazon_plytix.ledger.history import last_writes, own_links, untouched
from amazon_plytix.ledger.run import NoSuchRun, Run, RunRequest
from amazon_plytix.ledger.runs import Runs
from amazon_plytix.lookup.undo_holdings import find_links_to, find_undo_holdings, find_undo_schema
from amazon_plytix.planning.desired import DesiredProduct
from amazon_plytix.planning.header import JobKind, PlanHeader
from amazon_plytix.planning.plan import TO_DO, Plan, PlannedUndo, UndoState
from amazon_plytix.planning.plan_undo import FoundLink, plan_undo
from amazon_plytix.planning.steps import LINK_STEPS, StepKind
from amazon_plytix.plytix import Refused, Relationship

# As many as one search finds.
_AT_ONCE = 100
_TAKEN_BACK = {UndoState.REMOVED, UndoState.RESTORED, UndoState.GONE}


@dataclass(slots=True)
class UndoJob:
    """The run that a user wants to take back.

    ``include_unproven`` holds the SKUs of products that go even if nobody can tell whether the run made them.
    """

    kind: ClassVar[JobKind] = JobKind.UNDO

    run: Run
    include_unproven: frozenset[str] = frozenset()
    _taken_back: Plan | None = field(default=None, init=False)
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

        Raises ApiError if Plytix could not be asked.
        """
        store, runs = session.context.store, Runs(session.context.store)
        self._taken_back = runs.plan_of(self.run)
        schema = await find_undo_schema(session.plytix, self._taken_back.header.schema if self._taken_back else None)
        header = PlanHeader(self.kind, session.account.ref, schema, self.run.mapping_digest, self.run.id)
        steps = runs.steps(self.run)
        holdings = replace(
            await find_undo_holdings(session.plytix, steps, schema),
            last_writes=last_writes(store, session.account.id),
            own_links=own_links(store, session.account.id),
        )
        if not session.execute:
            # An execute looks right before it deletes.
            made = {step.subject_id for step in steps if step.made_product and step.subject_id in holdings.products}
            holdings = replace(holdings, links_to=await self._links_to(session)({id_ for id_ in made if id_}))
        self._sources = {id_: product.modified for id_, product in holdings.products.items()}
        return plan_undo(header, steps, holdings, self.include_unproven)

    async def apply(self, session: Session, work: Work) -> None:
        """Take everything back, a hundred Steps at a time. Everything is read again right before it is removed."""
        store, plan = session.context.store, work.outcomes.plan
        to_do = sorted((planned for planned in plan.undo if planned.state in TO_DO), key=_order)
        own = own_links(store, session.account.id)
        taking_back = TakingBack(
            work.outcomes,
            work.steps,
            session.plytix,
            work.log,
            self._sent(),
            unchanged=untouched(store, session.account.id, self._sources),
            links_to=LinksTo(self._links_to(session), own, session.context.clock),
            included=self.include_unproven,
            new_brake=session.new_brake,
        )
        for start in range(0, len(to_do), _AT_ONCE):
            session.events.undoing(start, len(to_do))
            await taking_back.take_back(to_do[start : start + _AT_ONCE])
        session.events.undoing(len(to_do), len(to_do))
        await self._clean_up(session, work)
        if all(outcome.state in _TAKEN_BACK for outcome in work.outcomes.undone.values()):
            Runs(store).mark_undone(self.run.id)

    async def _clean_up(self, session: Session, work: Work) -> None:
        removed = (each.planned for each in work.outcomes.undone.values() if each.state is UndoState.REMOVED)
        links = [link for planned in removed for link in planned.unlinks]
        relationships = relationships_of(work.outcomes.plan.header.schema)
        if links and (sentence := await remove_dangling(session.plytix.products, links, relationships)):
            session.events.note(sentence)

    def _links_to(self, session: Session) -> Find:
        """Return what finds the links to products; nothing, with a remark, if the account cannot be searched so."""
        relationships, read_at = list[Relationship](), datetime.min.replace(tzinfo=UTC)

        async def find(ids: Collection[str]) -> Mapping[str, Sequence[FoundLink]]:
            nonlocal relationships, read_at
            now = session.context.clock.now()
            # Others may have made one since, and links in it.
            if not timedelta() <= now - read_at <= LOOK_LIFE:
                relationships, read_at = await session.plytix.schema.relationships(), now
            try:
                return await find_links_to(session.plytix, ids, relationships)
            except Refused as refusal:
                session.events.note(f"links that others made to these products cannot be seen: {refusal}")
                return {}

        return find

    def _sent(self) -> dict[str, DesiredProduct]:
        """Return what the run sent of its products, by SKU."""
        planned = self._taken_back.listings if self._taken_back else ()
        return {each.listing.sku: each.change.product for each in planned if each.change}


def _order(planned: PlannedUndo) -> tuple[bool, str]:
    """Removals come first, since they free slots for what is put back; then one source after the other."""
    links = planned.unlinks or ((planned.step,) if planned.step.kind in LINK_STEPS else ())
    return planned.step.kind is StepKind.UNLINK, links[0].product_id if links else ""
