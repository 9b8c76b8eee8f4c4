"""What a run made is removed, what it removed is put back; each step is written into the ledger."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from amazon_plytix.applying.ledger import LinkLog, RunLog, Stage
from amazon_plytix.applying.undone import Fate, Undone, UndoneLink
from amazon_plytix.applying.workers import side_by_side
from amazon_plytix.planning import LinkProducts, Relation, UnlinkProducts
from amazon_plytix.plytix import NotFound, PlytixError, Relationship
from amazon_plytix.plytix.products import Products


class ListingsBack:
    """The way back of a sync."""

    def __init__(self, products: Products, relationship: Relationship, log: RunLog) -> None:
        self._products = products
        self._relationship = relationship
        self._log = log

    async def take_back(self, judged: Iterable[Undone]) -> list[Undone]:
        """Links first, then products, so that no product goes while a link of ours still leads to it."""
        fates = {each.record.sku: each for each in judged}
        by_source: defaultdict[str, list[Undone]] = defaultdict(list)
        for each in fates.values():
            if each.fate is Fate.REMOVABLE and each.is_link:
                by_source[each.record.canonical_id or ""].append(each)

        async def unlink(source: tuple[str, list[Undone]]) -> None:
            fates.update({each.record.sku: each for each in await self._unlink(*source)})

        async def delete(undone: Undone) -> None:
            fates[undone.record.sku] = await self._delete(undone)

        await side_by_side(by_source.items(), unlink)
        await side_by_side([each for each in fates.values() if each.fate is Fate.REMOVABLE], delete)
        return list(fates.values())

    async def _unlink(self, source_id: str, linked: Sequence[Undone]) -> list[Undone]:
        try:
            left = await self._left_after_unlinking(source_id, linked)
        except NotFound:
            left, linked = frozenset(), [each if each.is_product else replace(each, fate=Fate.GONE) for each in linked]
        except PlytixError as error:
            return [replace(each, fate=Fate.ERROR, message=str(error)) for each in linked]
        self._log.write([each.record.sku for each in linked if each.record.product_id not in left], link=Stage.NONE)
        shown = "Plytix took the removal of its link, but still shows it; take the run back again"
        return [
            replace(each, fate=Fate.ERROR, message=shown) if each.record.product_id in left else each for each in linked
        ]

    async def _left_after_unlinking(self, source_id: str, linked: Sequence[Undone]) -> frozenset[str]:
        """Take links away; what the source is still linked to. Raises NotFound where it is gone, and they with it.

        It is asked for only where a product is to stay: the links to all others go with these.
        """
        targets = [each.record.product_id or "" for each in linked]
        await self._products.unlink(source_id, self._relationship, targets)
        if all(each.is_product for each in linked):
            return frozenset()
        return await self._products.links_of(source_id, self._relationship)

    async def _delete(self, undone: Undone) -> Undone:
        record = undone.record
        if undone.is_product:
            try:
                await self._products.delete(record.product_id or "")
            except PlytixError as error:
                return replace(undone, fate=Fate.ERROR, message=str(error))
            self._log.write([record.sku], create=Stage.NONE, family=Stage.NONE, status="removed", open=False)
        return replace(undone, fate=Fate.REMOVED)


class LinksBack:
    """The LinkJournal of a link job's way back: what it added is removed, what it removed is put back."""

    def __init__(self, log: LinkLog, judged: Iterable[UndoneLink]) -> None:
        self._log = log
        self._fates = {(each.record.relation, each.record.source_id, each.record.target_sku): each for each in judged}
        self._ids = {each.record.target_sku: each.record.target_id for each in self._fates.values()}

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
