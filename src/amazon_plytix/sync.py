"""The whole job: read the mapping, look up, plan, then show or apply, then report."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from amazon_plytix.accounts import Account
from amazon_plytix.applying import Observer, Outcome, apply, expected, intents, preview
from amazon_plytix.applying.ledger import (
    LeaseLost,
    LedgerUnusable,
    RunLog,
    Runs,
    RunState,
    lease,
)
from amazon_plytix.lookup import SyncSchema, find_holdings, find_schema
from amazon_plytix.mapping import Mapping, read
from amazon_plytix.planning import Estimate, Plan, plan_sync, shortest_time
from amazon_plytix.plytix import Plytix, Watcher
from amazon_plytix.surroundings import Surroundings

_CUT_SHORT = "the run broke off before this was done or confirmed; sync again: it goes on there"


class CutShort(Exception):
    """A run ended before its end, in good order: the ledger knows how far it came, ``outcomes`` and the text too."""

    def __init__(self, reason: str, outcomes: Sequence[Outcome]) -> None:
        self.outcomes = outcomes
        super().__init__(reason)


class SyncObserver(Observer, Watcher, Protocol):
    """Told of a sync's steps as they happen."""

    def mapping_read(self, mapping: Mapping) -> None:
        """The file is good."""

    def schema_found(self, schema: SyncSchema) -> None:
        """The account has what a sync needs."""

    def planned(self, plan: Plan, estimate: Estimate) -> None:
        """It is known what is to be done and how long that takes; nothing has been written yet."""


@dataclass(frozen=True, slots=True)
class SyncJob:
    """What a user asked for. ``marketplace`` is for entries that say none, ``execute`` False for a dry run.

    ``only`` are the SKUs to sync, None for all of the mapping.
    """

    mapping: Path
    execute: bool
    marketplace: str | None = None
    only: frozenset[str] | None = None


async def sync(job: SyncJob, account: Account, observer: SyncObserver, around: Surroundings) -> Sequence[Outcome]:
    """Sync a mapping into an account; an Outcome for every listing, in the mapping's order.

    Raises before the first write: MappingRefused, SchemaLacks, AccountBusy, and PlytixError where Plytix could not
    be asked what it holds, or LedgerUnusable. Raises CutShort once writing has begun.
    """
    mapping = read(job.mapping, job.marketplace)
    if job.only is not None:
        mapping = mapping.only(job.only)
    observer.mapping_read(mapping)
    async with around.plytix(account, observer) as plytix:
        work = _Work(mapping, account, plytix, observer, around)
        return await work.execute(job) if job.execute else preview((await work.plan())[1], observer)


class _Work:
    """A job under way: everything it needs is at hand."""

    def __init__(
        self, mapping: Mapping, account: Account, plytix: Plytix, observer: SyncObserver, around: Surroundings
    ) -> None:
        self._mapping = mapping
        self._account = account
        self._plytix = plytix
        self._observer = observer
        self._around = around
        self._runs = Runs(around.store)

    async def plan(self) -> tuple[SyncSchema, Plan]:
        """Look everything up; what an execute would do, and in which parts of the schema."""
        schema = await find_schema(self._plytix, self._account.names)
        self._observer.schema_found(schema)
        begun = self._runs.begun(self._account.id).keys()
        holdings = await find_holdings(self._plytix, self._mapping.listings, schema.listings, begun)
        plan = plan_sync(self._mapping.listings, holdings, self._around.clock.now().date())
        windows = [(limit.calls, limit.seconds) for limit in self._plytix.limits]
        seconds = shortest_time(plan.calls, windows)
        ends_at = self._around.clock.now() + timedelta(seconds=seconds)
        self._observer.planned(plan, Estimate(plan.calls, seconds, ends_at))
        return schema, plan

    async def execute(self, job: SyncJob) -> Sequence[Outcome]:
        """Do it, alone on the account, as a run of the ledger."""
        account, clock = self._account, self._around.clock
        mapping = str(job.mapping.resolve())
        run = self._runs.begin(account.id, account.alias, mapping, job.marketplace, clock.now())
        state, outcomes = RunState.REFUSED, dict[str, Outcome]()
        try:
            async with lease(self._around.store, account.id, run.id, clock, self._around.owner):
                schema, plan = await self.plan()
                log = RunLog(self._around.store, run, self._runs.begun(account.id))
                log.enter(intents(plan))
                state, outcomes = RunState.INTERRUPTED, expected(plan)
                await apply(plan, outcomes, self._plytix, schema.family, schema.listings, clock, log, self._observer)
                if not self._around.interrupt.happened:
                    state = RunState.FINISHED
                return list(outcomes.values())
        except (LeaseLost, LedgerUnusable) as error:
            if state is RunState.REFUSED:
                raise
            raise CutShort(str(error), [each.cut_short(_CUT_SHORT) for each in outcomes.values()]) from error
        finally:
            with suppress(LedgerUnusable):
                self._runs.end(run, state, clock.now())
