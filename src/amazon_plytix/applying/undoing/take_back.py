"""What a run made is removed, what it removed is put back; each step is written into the ledger."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from amazon_plytix.applying.link import Linking
from amazon_plytix.applying.outcome import LinkObserver
from amazon_plytix.applying.undoing.undone import Fate, Undone, UndoneLink
from amazon_plytix.http import run_concurrently
from amazon_plytix.ledger import LinkLog, Record, RunLog, Stage
from amazon_plytix.planning import LinkProducts, Relation, UnlinkProducts
from amazon_plytix.plytix import ApiError, NotFound, Products, Relationship

# As many as one search finds.
_AT_ONCE = 100


class UndoProgress(LinkObserver, Protocol):
    """Told of progress while a run is taken back."""

    def removing(self, done: int, total: int) -> None:
        """So many of the listings have been dealt with."""


class ListingsBack:
    """The way back of a sync."""

    def __init__(
        self,
        products: Products,
        relationship: Relationship,
        log: RunLog,
        observer: UndoProgress,
        judge: Callable[[Sequence[Record]], Awaitable[Iterable[Undone]]],
        judged: Iterable[Undone],
    ) -> None:
        self._products = products
        self._relationship = relationship
        self._log = log
        self._observer = observer
        self._judge = judge
        self._fates = {each.record.sku: each for each in judged}

    @property
    def calls(self) -> int:
        """What it costs, looking again, at 100 in a call, not counted."""
        removable = self._removable()
        links = sum(1 if _all_go(linked) else 2 for linked in _links(removable).values())
        return links + sum(each.is_product for each in removable)

    def undone(self) -> list[Undone]:
        """What has become of every listing so far."""
        return list(self._fates.values())

    async def take_back(self) -> None:
        """A hundred at a time: what others changed while the work went on for hours is not to be lost either."""
        removable = sorted(self._removable(), key=lambda each: each.record.canonical_id or "")
        for start in range(0, len(removable), _AT_ONCE):
            self._observer.removing(start, len(removable))
            await self._take_back([each.record for each in removable[start : start + _AT_ONCE]])
        self._observer.removing(len(removable), len(removable))

    async def _take_back(self, records: Sequence[Record]) -> None:
        """Links first, then products, so that no product goes while a link of ours still leads to it."""
        try:
            self._fates.update({each.record.sku: each for each in await self._judge(records)})
        except ApiError as error:
            for record in records:
                self._settle(self._fates[record.sku], Fate.ERROR, str(error))
        await run_concurrently(_links(self._removable(records)).items(), self._unlink)
        await run_concurrently(self._removable(records), self._remove)

    def _removable(self, records: Iterable[Record] | None = None) -> list[Undone]:
        """What is to be taken back of these records, or of all."""
        fates = self._fates.values() if records is None else [self._fates[record.sku] for record in records]
        return [each for each in fates if each.fate is Fate.REMOVABLE]

    def _settle(self, undone: Undone, fate: Fate, message: str | None = None) -> None:
        self._fates[undone.record.sku] = replace(undone, fate=fate, message=message)

    async def _unlink(self, source: tuple[str, Sequence[Undone]]) -> None:
        source_id, linked = source
        try:
            left = await self._left_after_unlinking(source_id, linked)
        except NotFound:
            left = frozenset()
            for each in linked:
                if not each.is_product:
                    self._settle(each, Fate.GONE)
        except ApiError as error:
            for each in linked:
                self._settle(each, Fate.ERROR, str(error))
            return
        self._log.write([each.record.sku for each in linked if each.record.product_id not in left], link=Stage.NONE)
        for each in linked:
            if each.record.product_id in left:
                shown = "Plytix took the removal of its link, but still shows it; take the run back again"
                self._settle(each, Fate.ERROR, shown)

    async def _left_after_unlinking(self, source_id: str, linked: Sequence[Undone]) -> frozenset[str]:
        """Take links away; what the source is still linked to. Raises NotFound where it is gone, and they with it.

        It is asked for only where a product is to stay: the links to all others go with these.
        """
        targets = [each.record.product_id or "" for each in linked]
        await self._products.unlink(source_id, self._relationship, targets)
        return frozenset() if _all_go(linked) else await self._products.links_of(source_id, self._relationship)

    async def _remove(self, undone: Undone) -> None:
        record = undone.record
        if undone.is_product:
            try:
                await self._products.delete(record.product_id or "")
            except ApiError as error:
                return self._settle(undone, Fate.ERROR, str(error))
            self._log.write([record.sku], create=Stage.NONE, family=Stage.NONE, status="removed", open=False)
        return self._settle(undone, Fate.REMOVED)


class LinksBack:
    """The LinkJournal of a link job's way back: what it added is removed, what it removed is put back."""

    def __init__(
        self,
        products: Products,
        relationships: Mapping[Relation, Relationship],
        log: LinkLog,
        observer: UndoProgress,
        judged: Iterable[UndoneLink],
    ) -> None:
        self._linking = Linking(products, relationships, self)
        self._log = log
        self._observer = observer
        self._fates = {(each.record.relation, each.record.source_id, each.record.target_sku): each for each in judged}
        self._ids = {each.record.target_sku: each.record.target_id for each in self._fates.values()}

    @property
    def calls(self) -> int:
        """What it costs, reading links back, 100 in a call, not counted."""
        return sum(change.calls for change in self._changes())

    def undone(self) -> list[UndoneLink]:
        """What has become of every link so far."""
        return list(self._fates.values())

    async def take_back(self) -> None:
        """Removals first, since they make room for what is put back."""
        await self._linking.carry_out(self._changes())

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
        """So many of the sources have been dealt with."""
        self._observer.linking(done, total)

    def _changes(self) -> Iterator[LinkProducts]:
        for kind, fate in ((UnlinkProducts, Fate.REMOVABLE), (LinkProducts, Fate.RESTORABLE)):
            targets: defaultdict[tuple[str, str, str], list[str]] = defaultdict(list)
            for record in (each.record for each in self._fates.values() if each.fate is fate):
                targets[record.source_id, record.source_sku, record.relation].append(record.target_sku)
            for (id_, sku, relation), skus in targets.items():
                yield kind(id_, sku, tuple(skus), Relation(relation))

    def _settle(self, change: LinkProducts, skus: Collection[str], fate: Fate, message: str | None = None) -> None:
        for sku in skus:
            key = (change.relation, change.source_id, sku)
            self._fates[key] = replace(self._fates[key], fate=fate, message=message)


def _all_go(linked: Iterable[Undone]) -> bool:
    """Whether all these links go with their products."""
    return all(each.is_product for each in linked)


def _links(removable: Iterable[Undone]) -> Mapping[str, Sequence[Undone]]:
    """The listings whose link is to be taken away, by the id of the source."""
    by_source: defaultdict[str, list[Undone]] = defaultdict(list)
    for each in removable:
        if each.is_link:
            by_source[each.record.canonical_id or ""].append(each)
    return by_source
