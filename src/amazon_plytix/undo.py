"""A run is taken back: the links it made, then the products it created; what others have changed since stays."""

from collections.abc import Sequence
from contextlib import suppress

from amazon_plytix.accounts import Account
from amazon_plytix.applying.ledger import PERHAPS_MADE, Job, LedgerUnusable, LinkLog, Run, RunLog, Runs, RunState
from amazon_plytix.applying.link import Linking
from amazon_plytix.applying.running import holding
from amazon_plytix.applying.take_back import LinksBack, ListingsBack
from amazon_plytix.applying.undone import Fate, Undone, UndoneLink, judged_link, judged_listings
from amazon_plytix.lookup import find_again, find_link_schema, find_schema
from amazon_plytix.planning import Relation
from amazon_plytix.plytix import Columns, Plytix, Watcher
from amazon_plytix.surroundings import Surroundings


async def undo(
    run: Run, account: Account, watcher: Watcher, around: Surroundings, *, execute: bool
) -> Sequence[Undone | UndoneLink]:
    """Take back what a run did, or show what that would be; one entry for everything it did.

    Raises before the first write: AccountBusy, SchemaLacks, LedgerUnusable, and PlytixError where Plytix could not be
    asked. Raises CutShort once something may have been taken back.
    """
    async with around.plytix(account, watcher) as plytix:
        take_back = _undo_links if run.job is Job.LINK else _undo_sync
        undone = await take_back(run, account, plytix, around, execute=execute)
    if execute and all(each.fate in {Fate.REMOVED, Fate.RESTORED, Fate.GONE} for each in undone):
        with suppress(LedgerUnusable):
            Runs(around.store).end(run, RunState.UNDONE, around.clock.now())
    return undone


async def _undo_sync(
    run: Run, account: Account, plytix: Plytix, around: Surroundings, *, execute: bool
) -> Sequence[Undone]:
    if not execute:
        return await _judged_sync(run, plytix, around)
    async with holding(around.store, run, around.clock, around.owner) as execution:
        relationship = (await find_schema(plytix, account.names)).listings
        judged = await _judged_sync(run, plytix, around)
        execution.begin_writing(tuple)
        return await ListingsBack(plytix.products, relationship, RunLog(around.store, run, ())).take_back(judged)


async def _judged_sync(run: Run, plytix: Plytix, around: Surroundings) -> list[Undone]:
    runs = Runs(around.store)
    records = runs.records(run)
    made = {each.product_id: each.sku for each in records if each.is_made and each.product_id}
    by_id = await find_again(plytix, made)
    by_sku = await plytix.products.find_by_sku([each.sku for each in records if each.is_cut_off])
    return list(judged_listings(records, by_id, by_sku, runs.linked_by(run.account)))


async def _undo_links(
    run: Run, account: Account, plytix: Plytix, around: Surroundings, *, execute: bool
) -> Sequence[UndoneLink]:
    done = [each for each in Runs(around.store).link_records(run) if each.stage in PERHAPS_MADE]
    schema = await find_link_schema(plytix, account.names)
    relationships = {Relation.LISTINGS: schema.listings, Relation.HIERARCHY: schema.hierarchy}

    async def judged() -> list[UndoneLink]:
        ends = {each.source_id: each.source_sku for each in done} | {each.target_id: each.target_sku for each in done}
        products = await find_again(plytix, ends, Columns(tuple(relationships.values())))
        return [judged_link(each, products, relationships) for each in done]

    if not execute:
        return await judged()
    async with holding(around.store, run, around.clock, around.owner) as execution:
        way_back = LinksBack(LinkLog(around.store, run), await judged())
        execution.begin_writing(tuple)
        await Linking(plytix.products, relationships, way_back).carry_out(way_back.changes())
        return way_back.undone()
