"""Products are linked and unlinked, and asked afterwards whether they are."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Protocol

from amazon_plytix.http import run_concurrently
from amazon_plytix.planning import TARGETS_PER_CALL, LinkProducts, Relation, UnlinkProducts
from amazon_plytix.plytix import AnswerLost, ApiError, Columns, Product, Products, Relationship

Sent = tuple[LinkProducts, list[str]]


class LinkJournal(Protocol):
    """Knows the targets of changes, and is told what becomes of each: its intent first, its outcome after."""

    def target_id(self, sku: str) -> str | None:
        """The id of a target's product, None where it has none."""

    def sent(self, change: LinkProducts, skus: Collection[str]) -> None:
        """These targets are about to be sent."""

    def done(self, change: LinkProducts, skus: Collection[str]) -> None:
        """Plytix shows the change at these targets."""

    def failed(self, change: LinkProducts, skus: Collection[str], message: str) -> None:
        """The change was not made at these targets."""

    def unproven(self, change: LinkProducts, skus: Collection[str], message: str) -> None:
        """The change was sent, and nobody can tell whether it was made at these targets."""

    def progress(self, done: int, total: int) -> None:
        """So many of the sources have been sent."""


class Linking:
    """The links of one run."""

    def __init__(
        self, products: Products, relationships: Mapping[Relation, Relationship], journal: LinkJournal
    ) -> None:
        self._products = products
        self._relationships = relationships
        self._journal = journal

    async def carry_out(self, changes: Iterable[LinkProducts]) -> None:
        """Send every change, then read all links back: v2 answers 200 to links it does not make (plytix-api.md 7.3).

        The calls on one source product follow each other, in the order of its changes.
        """
        by_source: dict[str, list[LinkProducts]] = {}
        for change in changes:
            by_source.setdefault(change.source_id, []).append(change)
        sent: list[Sent] = []
        finished: list[str] = []

        async def send(of_source: Sequence[LinkProducts]) -> None:
            sent.extend([(change, await self._send(change)) for change in of_source])
            finished.append(of_source[0].source_id)
            self._journal.progress(len(finished), len(by_source))

        if by_source:
            self._journal.progress(0, len(by_source))
        await run_concurrently(by_source.values(), send)
        await self._read_back([(change, skus) for change, skus in sent if skus])

    async def _send(self, change: LinkProducts) -> list[str]:
        """Send the targets that have a product; the SKUs for which Plytix said yes, or its answer was lost."""
        targets = [sku for sku in change.targets if self._journal.target_id(sku)]
        accepted: list[str] = []
        for start in range(0, len(targets), TARGETS_PER_CALL):
            skus = targets[start : start + TARGETS_PER_CALL]
            self._journal.sent(change, skus)
            relationship = self._relationships[change.relation]
            call = self._products.unlink if isinstance(change, UnlinkProducts) else self._products.link
            try:
                await call(change.source_id, relationship, [self._id(sku) for sku in skus])
            except AnswerLost:
                accepted.extend(skus)
            except ApiError as error:
                done = "unlinked" if isinstance(change, UnlinkProducts) else "linked"
                self._journal.failed(change, skus, f"not {done} from {change.source_sku}: {error}")
            else:
                accepted.extend(skus)
        return accepted

    async def _read_back(self, sent: Sequence[Sent]) -> None:
        shown = await self._search({change.source_sku for change, _ in sent})

        async def confirm(piece: Sent) -> None:
            change, skus = piece
            await self._confirm(change, skus, shown.get(change.source_sku))

        await run_concurrently(sent, confirm)

    async def _search(self, source_skus: Collection[str]) -> Mapping[str, Product]:
        """The links of all sources in few calls. What is not found here is asked for one by one."""
        try:
            return await self._products.find_by_sku(sorted(source_skus), Columns(tuple(self._relationships.values())))
        except ApiError:
            return {}

    async def _confirm(self, change: LinkProducts, skus: list[str], source: Product | None) -> None:
        """Enter what became of the targets; where a search does not show it, the source itself is asked."""
        relationship, to_be_there = self._relationships[change.relation], not isinstance(change, UnlinkProducts)
        linked = source.related.get(relationship.id, frozenset()) if source else frozenset()
        if not source or any((self._id(sku) in linked) is not to_be_there for sku in skus):
            try:
                linked = await self._products.links_of(change.source_id, relationship)
            except ApiError as error:
                sentence = f"the {_noun(change)} {change.source_sku} was sent, but not confirmed: {error}"
                return self._journal.unproven(change, skus, sentence)
        done = {sku: None for sku in skus if (self._id(sku) in linked) is to_be_there}
        self._journal.done(change, done)
        lost = [sku for sku in skus if sku not in done]
        sentence = f"Plytix took the {_noun(change)} {change.source_sku}, but does not show it; run the same again"
        return self._journal.failed(change, lost, sentence)

    def _id(self, sku: str) -> str:
        return self._journal.target_id(sku) or ""


def _noun(change: LinkProducts) -> str:
    return "removal of the link from" if isinstance(change, UnlinkProducts) else "link from"
