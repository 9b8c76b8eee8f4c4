"""A run is taken back: the links it made, then the products it created; what others have changed since stays."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from amazon_plytix.accounts import Account
from amazon_plytix.applying.ledger import Record, Run, RunLog, Runs, RunState, Stage, lease
from amazon_plytix.applying.workers import side_by_side
from amazon_plytix.lookup import find_schema
from amazon_plytix.plytix import Plytix, PlytixError, Product, Relationship, Watcher
from amazon_plytix.surroundings import Surroundings


class Fate(StrEnum):
    """What becomes of something that a run created."""

    REMOVABLE = "would remove"
    REMOVED = "removed"
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


async def undo(run: Run, account: Account, watcher: Watcher, around: Surroundings, *, execute: bool) -> list[Undone]:
    """Take back what a run created, or show what that would be; one entry for every listing concerned.

    Raises before the first write: AccountBusy, SchemaLacks, LedgerUnusable, and PlytixError where Plytix could not be
    asked.
    """
    runs = Runs(around.store)
    made = [each for each in runs.records(run) if Stage.DONE in (each.create, each.link)]
    async with around.plytix(account, watcher) as plytix:
        if not execute:
            return _judge(made, await plytix.products.find_by_sku([each.sku for each in made]))
        async with lease(around.store, account.id, run.id, around.clock, around.owner):
            relationship = (await find_schema(plytix, account.names)).listings
            judged = _judge(made, await plytix.products.find_by_sku([each.sku for each in made]))
            undone = await _Taking(plytix, relationship, RunLog(around.store, run, ())).take_back(judged)
        if all(each.fate in {Fate.REMOVED, Fate.GONE} for each in undone):
            runs.end(run, RunState.UNDONE, around.clock.now())
        return undone


def _judge(made: Iterable[Record], products: Mapping[str, Product]) -> list[Undone]:
    return [_judged(record, products.get(record.sku)) for record in made]


def _judged(record: Record, product: Product | None) -> Undone:
    if product is None or product.id != record.product_id:
        return Undone(record, Fate.GONE)
    if record.create is not Stage.DONE or (record.modified and product.modified == record.modified):
        return Undone(record, Fate.REMOVABLE)
    if record.modified is None:
        return Undone(record, Fate.KEPT, "the run did not finish it, so nobody can tell whether others changed it")
    return Undone(record, Fate.KEPT, f"changed by others since ({product.modified})")


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
            if each.fate is Fate.REMOVABLE and each.record.link is Stage.DONE and each.record.canonical_id:
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
