"""A run is taken back: the links it made, then the products it created; what others have changed since stays."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Protocol

from amazon_plytix.accounts import Account
from amazon_plytix.applying.undoing.take_back import LinksBack, ListingsBack, UndoProgress
from amazon_plytix.applying.undoing.undone import Fate, Undone, UndoneLink, judged_link, judged_listings
from amazon_plytix.jobs.context import Surroundings
from amazon_plytix.jobs.running import holding
from amazon_plytix.ledger import (
    PERHAPS_MADE,
    Job,
    LedgerUnusable,
    LinkLog,
    Record,
    Run,
    RunLog,
    Runs,
    RunState,
)
from amazon_plytix.lookup import find_again, find_link_schema, find_schema
from amazon_plytix.planning import Estimate, Relation, estimated
from amazon_plytix.plytix import Columns, Plytix, Watcher


class UndoObserver(UndoProgress, Watcher, Protocol):
    """Told of an undo's steps as they happen."""

    def judged(self, estimate: Estimate) -> None:
        """It is known what is to be taken back and how long that takes; nothing has been written yet."""


async def undo(
    run: Run, account: Account, observer: UndoObserver, around: Surroundings, *, execute: bool
) -> Sequence[Undone | UndoneLink]:
    """Take back what a run did, or show what that would be; one entry for everything it did.

    Raises before the first write: AccountBusy, SchemaLacks, LedgerUnusable, and ApiError where Plytix could not be
    asked. Raises CutShort once something may have been taken back.
    """
    async with around.plytix(account, observer) as plytix:
        work = _Work(run, account, plytix, observer, around)
        undone = await (work.execute() if execute else work.preview())
    if execute and all(each.fate in {Fate.REMOVED, Fate.RESTORED, Fate.GONE} for each in undone):
        with suppress(LedgerUnusable):
            Runs(around.store).end(run, RunState.UNDONE, around.clock.now())
    return undone


class _Work:
    """An undo under way: everything it needs is at hand."""

    def __init__(
        self, run: Run, account: Account, plytix: Plytix, observer: UndoObserver, around: Surroundings
    ) -> None:
        self._run = run
        self._account = account
        self._plytix = plytix
        self._observer = observer
        self._around = around
        self._runs = Runs(around.store)

    async def preview(self) -> Sequence[Undone | UndoneLink]:
        """What an execute would do."""
        return (await self._way_back()).undone()

    async def execute(self) -> Sequence[Undone | UndoneLink]:
        """Do it, alone on the account."""
        around = self._around
        async with holding(around.store, self._run, around.clock, around.owner) as execution:
            way_back = await self._way_back()
            execution.begin_writing(way_back.undone)
            await way_back.take_back()
        return way_back.undone()

    async def _way_back(self) -> ListingsBack | LinksBack:
        """Look everything up, and judge it."""
        way_back = await (self._of_links() if self._run.job is Job.LINK else self._of_listings())
        self._observer.judged(estimated(way_back.calls, self._plytix.windows, self._around.clock.now()))
        return way_back

    async def _of_listings(self) -> ListingsBack:
        relationship = (await find_schema(self._plytix, self._account.names)).listings
        judge = partial(self._judged, self._runs.linked_by(self._run.account))
        judged = await judge(self._runs.records(self._run))
        log = RunLog(self._around.store, self._run, ())
        return ListingsBack(self._plytix.products, relationship, log, self._observer, judge, judged)

    async def _judged(self, linked_by: Mapping[str, str], records: Sequence[Record]) -> list[Undone]:
        made = {each.product_id: each.sku for each in records if each.is_made and each.product_id}
        by_id = await find_again(self._plytix, made)
        by_sku = await self._plytix.products.find_by_sku([each.sku for each in records if each.is_cut_off])
        return list(judged_listings(records, by_id, by_sku, linked_by))

    async def _of_links(self) -> LinksBack:
        schema = await find_link_schema(self._plytix, self._account.names)
        relationships = {Relation.LISTINGS: schema.listings, Relation.HIERARCHY: schema.hierarchy}
        done = [each for each in self._runs.link_records(self._run) if each.stage in PERHAPS_MADE]
        ends = {each.source_id: each.source_sku for each in done} | {each.target_id: each.target_sku for each in done}
        products = await find_again(self._plytix, ends, Columns(tuple(relationships.values())))
        judged = (judged_link(each, products, relationships) for each in done)
        log = LinkLog(self._around.store, self._run)
        return LinksBack(self._plytix.products, relationships, log, self._observer, judged)
