"""A run is taken back: the links it made, then the products it created; what others have changed since stays."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum

from amazon_plytix.accounts import Account
from amazon_plytix.applying.ledger import (
    Action,
    Job,
    LedgerUnusable,
    LinkLog,
    LinkRecord,
    Record,
    Run,
    RunLog,
    Runs,
    RunState,
    Stage,
)
from amazon_plytix.applying.link import Linking
from amazon_plytix.applying.running import holding
from amazon_plytix.applying.workers import side_by_side
from amazon_plytix.lookup import find_again, find_link_schema, find_schema
from amazon_plytix.planning import LinkProducts, Relation, UnlinkProducts
from amazon_plytix.plytix import Columns, Plytix, PlytixError, Product, Relationship, Watcher
from amazon_plytix.surroundings import Surroundings

# What was sent and never proven may be there all the same.
_PERHAPS_MADE = {Stage.SENT, Stage.DONE}


class Fate(StrEnum):
    """What becomes of something that a run created, or of a link that it removed."""

    REMOVABLE = "would remove"
    REMOVED = "removed"
    RESTORABLE = "would put back"
    RESTORED = "put back"
    GONE = "gone already"
    KEPT = "kept"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Undone:
    """One listing's product or link on its way back: its fate, and why where that is not plain."""

    record: Record
    fate: Fate
    message: str | None = None

    @property
    def is_product(self) -> bool:
        """Whether the run created the product, and not merely linked one that was there."""
        return self.record.create is Stage.DONE

    @property
    def named(self) -> str:
        """What it is, for people."""
        return f"{self.record.sku} ({'product' if self.is_product else 'link alone'})"


@dataclass(frozen=True, slots=True)
class UndoneLink:
    """One link of a link job on its way back: its fate, and why where that is not plain."""

    record: LinkRecord
    fate: Fate
    message: str | None = None

    @property
    def named(self) -> str:
        """What it is, for people."""
        return f"{self.record.source_sku} to {self.record.target_sku} ({self.record.relation} link)"


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
    runs = Runs(around.store)
    made = [each for each in runs.records(run) if each.create is Stage.DONE or each.link in _PERHAPS_MADE]
    skus = {each.product_id: each.sku for each in made if each.product_id}
    if not execute:
        return _judge(made, await find_again(plytix, skus))
    async with holding(around.store, run, around.clock, around.owner) as execution:
        relationship = (await find_schema(plytix, account.names)).listings
        judged = _judge(made, await find_again(plytix, skus))
        execution.begin_writing(tuple)
        return await _Taking(plytix, relationship, RunLog(around.store, run, ())).take_back(judged)


async def _undo_links(
    run: Run, account: Account, plytix: Plytix, around: Surroundings, *, execute: bool
) -> Sequence[UndoneLink]:
    done = [each for each in Runs(around.store).link_records(run) if each.stage in _PERHAPS_MADE]
    schema = await find_link_schema(plytix, account.names)
    relationships = {Relation.LISTINGS: schema.listings, Relation.HIERARCHY: schema.hierarchy}

    async def judged() -> list[UndoneLink]:
        ends = {each.source_id: each.source_sku for each in done} | {each.target_id: each.target_sku for each in done}
        products = await find_again(plytix, ends, Columns(tuple(relationships.values())))
        return [_judged_link(each, products, relationships) for each in done]

    if not execute:
        return await judged()
    async with holding(around.store, run, around.clock, around.owner) as execution:
        way_back = _LinksBack(LinkLog(around.store, run), await judged())
        execution.begin_writing(tuple)
        await Linking(plytix.products, relationships, way_back).carry_out(way_back.changes())
        return way_back.undone()


def _judge(made: Iterable[Record], products: Mapping[str, Product]) -> list[Undone]:
    return [_judged(record, products.get(record.product_id or "")) for record in made]


def _judged(record: Record, product: Product | None) -> Undone:
    if product is None:
        return Undone(record, Fate.GONE)
    if product.sku != record.sku:
        return Undone(record, Fate.KEPT, f"renamed to {product.sku} by others since")
    if record.create is not Stage.DONE or (record.modified and product.modified == record.modified):
        return Undone(record, Fate.REMOVABLE)
    if record.modified is None:
        return Undone(record, Fate.KEPT, "the run did not finish it, so nobody can tell whether others changed it")
    return Undone(record, Fate.KEPT, f"changed by others since ({product.modified})")


def _judged_link(
    record: LinkRecord, products: Mapping[str, Product], relationships: Mapping[Relation, Relationship]
) -> UndoneLink:
    """A link is gone where it stands as before the run, or where one of its ends is no more."""
    source = products.get(record.source_id)
    if source is None or record.target_id not in products:
        return UndoneLink(record, Fate.GONE)
    linked = record.target_id in source.related.get(relationships[Relation(record.relation)].id, frozenset())
    if record.action is Action.ADD:
        return UndoneLink(record, Fate.REMOVABLE if linked else Fate.GONE)
    return UndoneLink(record, Fate.GONE if linked else Fate.RESTORABLE)


class _LinksBack:
    """The LinkJournal of a link job's way back: what it added is removed, what it removed is put back."""

    def __init__(self, log: LinkLog, judged: Sequence[UndoneLink]) -> None:
        self._log = log
        self._fates = {(each.record.relation, each.record.source_id, each.record.target_sku): each for each in judged}
        self._ids = {each.record.target_sku: each.record.target_id for each in judged}

    def changes(self) -> Iterator[LinkProducts]:
        """What takes the run back: removals first, since they make room for what is put back."""
        for kind, fate in ((UnlinkProducts, Fate.REMOVABLE), (LinkProducts, Fate.RESTORABLE)):
            targets: defaultdict[tuple[str, str, str], list[str]] = defaultdict(list)
            for record in (each.record for each in self._fates.values() if each.fate is fate):
                targets[record.source_id, record.source_sku, record.relation].append(record.target_sku)
            for (id_, sku, relation), skus in targets.items():
                yield kind(id_, sku, tuple(skus), Relation(relation))

    def undone(self) -> list[UndoneLink]:
        """What has become of every link so far."""
        return list(self._fates.values())

    def target_id(self, sku: str) -> str | None:
        """The id of a target's product."""
        return self._ids[sku]

    def sent(self, change: LinkProducts, skus: Collection[str]) -> None:
        """Nothing to write: until it is done, the run's link stands as it is."""

    def done(self, change: LinkProducts, skus: Collection[str]) -> None:
        """Links as they were before the run."""
        self._log.write(change.relation, change.source_id, [self._ids[sku] for sku in skus], Stage.NONE)
        self._settle(change, skus, Fate.REMOVED if isinstance(change, UnlinkProducts) else Fate.RESTORED)

    def failed(self, change: LinkProducts, skus: Collection[str], message: str) -> None:
        """Links still as the run has left them."""
        self._settle(change, skus, Fate.ERROR, message)

    def unproven(self, change: LinkProducts, skus: Collection[str], message: str) -> None:
        """Links that may be as before or not."""
        self._settle(change, skus, Fate.ERROR, message)

    def progress(self, done: int, total: int) -> None:
        """Nobody is told."""

    def _settle(self, change: LinkProducts, skus: Collection[str], fate: Fate, message: str | None = None) -> None:
        for sku in skus:
            key = (change.relation, change.source_id, sku)
            self._fates[key] = replace(self._fates[key], fate=fate, message=message)


class _Taking:
    """The way back, step by step, each written into the ledger."""

    def __init__(self, plytix: Plytix, relationship: Relationship, log: RunLog) -> None:
        self._products = plytix.products
        self._relationship = relationship
        self._log = log

    async def take_back(self, judged: Sequence[Undone]) -> list[Undone]:
        """Links first, then products, so that no product goes while a link of ours still leads to it."""
        fates = {each.record.sku: each for each in judged}
        by_source: defaultdict[str, list[Record]] = defaultdict(list)
        for each in judged:
            if each.fate is Fate.REMOVABLE and each.record.link in _PERHAPS_MADE and each.record.canonical_id:
                by_source[each.record.canonical_id].append(each.record)

        async def unlink(source: tuple[str, list[Record]]) -> None:
            fates.update({each.record.sku: each for each in await self._unlink(*source)})

        async def delete(undone: Undone) -> None:
            fates[undone.record.sku] = await self._delete(undone)

        await side_by_side(by_source.items(), unlink)
        await side_by_side([each for each in fates.values() if each.fate is Fate.REMOVABLE], delete)
        return list(fates.values())

    async def _unlink(self, source_id: str, records: list[Record]) -> list[Undone]:
        try:
            targets = [record.product_id or "" for record in records]
            await self._products.unlink(source_id, self._relationship, targets)
        except PlytixError as error:
            return [Undone(record, Fate.ERROR, str(error)) for record in records]
        self._log.write([record.sku for record in records], link=Stage.NONE)
        return [Undone(record, Fate.REMOVABLE) for record in records]

    async def _delete(self, undone: Undone) -> Undone:
        record = undone.record
        if undone.is_product:
            try:
                await self._products.delete(record.product_id or "")
            except PlytixError as error:
                return replace(undone, fate=Fate.ERROR, message=str(error))
            self._log.write([record.sku], create=Stage.NONE, family=Stage.NONE, status="removed", open=False)
        return replace(undone, fate=Fate.REMOVED)
