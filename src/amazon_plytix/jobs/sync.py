"""The whole job: read the mapping, look up, plan, then show or apply, then report."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from amazon_plytix.accounts import Account
from amazon_plytix.applying import Observer, Outcome, apply, expected, intents, preview
from amazon_plytix.jobs.context import Surroundings
from amazon_plytix.jobs.running import CUT_SHORT, executing
from amazon_plytix.ledger import RunLog, Runs
from amazon_plytix.lookup import SyncSchema, find_holdings, find_schema
from amazon_plytix.mapping import ListingMapping, read
from amazon_plytix.planning import Estimate, Plan, estimated, plan_sync
from amazon_plytix.plytix import Plytix, Watcher


class SyncObserver(Observer, Watcher, Protocol):
    """Told of a sync's steps as they happen."""

    def mapping_read(self, mapping: ListingMapping) -> None:
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

    Raises before the first write: MappingRefused, SchemaLacks, AccountBusy, and ApiError where Plytix could not
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
        self, mapping: ListingMapping, account: Account, plytix: Plytix, observer: SyncObserver, around: Surroundings
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
        self._observer.planned(plan, estimated(plan.calls, self._plytix.windows, self._around.clock.now()))
        return schema, plan

    async def execute(self, job: SyncJob) -> Sequence[Outcome]:
        """Do it, alone on the account, as a run of the ledger."""
        account, around = self._account, self._around
        mapping = str(job.mapping.resolve())
        run = self._runs.begin(account.id, account.alias, mapping, job.marketplace, around.clock.now())
        async with executing(around.store, run, around.clock, around.owner, around.interrupt) as execution:
            schema, plan = await self.plan()
            log = RunLog(around.store, run, self._runs.begun(account.id))
            log.enter(intents(plan))
            outcomes = expected(plan)
            execution.begin_writing(lambda: [outcome.cut_short(CUT_SHORT) for outcome in outcomes.values()])
            await apply(plan, outcomes, self._plytix, schema.family, schema.listings, around.clock, log, self._observer)
        return list(outcomes.values())
