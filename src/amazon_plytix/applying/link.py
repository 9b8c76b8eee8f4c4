"""Canonical products are linked to their listings' products, and asked afterwards whether they are."""

from collections.abc import Collection, Mapping, Sequence

from amazon_plytix.applying.ledger import RunLog, Stage
from amazon_plytix.applying.outcome import Observer, Outcome
from amazon_plytix.applying.workers import side_by_side
from amazon_plytix.planning import TARGETS_PER_CALL, LinkProducts
from amazon_plytix.plytix import Columns, PlytixError, Product, Relationship
from amazon_plytix.plytix.products import Products


class Linking:
    """The links of one run; what becomes of each is entered into ``outcomes``, by SKU."""

    def __init__(
        self, outcomes: dict[str, Outcome], products: Products, relationship: Relationship, log: RunLog
    ) -> None:
        self._outcomes = outcomes
        self._products = products
        self._relationship = relationship
        self._log = log

    async def carry_out(self, changes: Sequence[LinkProducts], observer: Observer) -> None:
        """Send every change, then read all links back: v2 answers 200 to links it does not make (fact sheet 7.3)."""
        sent: list[tuple[LinkProducts, list[str]]] = []

        async def send(change: LinkProducts) -> None:
            sent.append((change, await self._send(change)))
            observer.linking(len(sent), len(changes))

        await side_by_side(changes, send)
        shown = await self._search([change.source_sku for change, skus in sent if skus])

        async def confirm(piece: tuple[LinkProducts, list[str]]) -> None:
            change, skus = piece
            await self._confirm(change, skus, shown.get(change.source_sku))

        await side_by_side(sent, confirm)

    async def _send(self, change: LinkProducts) -> list[str]:
        """Link the listings that have a product; the SKUs for which Plytix said yes."""
        targets = [sku for sku in change.targets if self._outcomes[sku].product_id]
        accepted: list[str] = []
        for start in range(0, len(targets), TARGETS_PER_CALL):
            skus = targets[start : start + TARGETS_PER_CALL]
            self._log.write(skus, link=Stage.SENT)
            try:
                await self._products.link(change.source_id, self._relationship, map(self._id, skus))
            except PlytixError as error:
                self._fail(skus, f"not linked from {change.source_sku}: {error}")
            else:
                accepted.extend(skus)
        return accepted

    async def _search(self, source_skus: Collection[str]) -> Mapping[str, Product]:
        """The links of all sources in few calls. What is not found here is asked for one by one."""
        try:
            return await self._products.find_by_sku(source_skus, Columns((self._relationship,)))
        except PlytixError:
            return {}

    async def _confirm(self, change: LinkProducts, skus: list[str], source: Product | None) -> None:
        linked = source.related.get(self._relationship.id, frozenset()) if source else frozenset()
        if any(self._id(sku) not in linked for sku in skus):
            try:
                linked = await self._products.links_of(change.source_id, self._relationship)
            except PlytixError as error:
                return self._fail(skus, f"the link from {change.source_sku} was sent, but not confirmed: {error}")
        made = {sku: self._outcomes[sku].linked() for sku in skus if self._id(sku) in linked}
        self._outcomes.update(made)
        self._log.write(made, link=Stage.DONE)
        lost = [sku for sku in skus if sku not in made]
        return self._fail(lost, f"Plytix took the link from {change.source_sku}, but does not have it; sync again")

    def _id(self, sku: str) -> str:
        return self._outcomes[sku].product_id or ""

    def _fail(self, skus: Collection[str], message: str) -> None:
        self._log.write(skus, link=Stage.FAILED, message=message)
        for sku in skus:
            self._outcomes[sku] = self._outcomes[sku].unlinked(message)
