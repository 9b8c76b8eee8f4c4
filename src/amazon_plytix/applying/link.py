"""Products are linked and unlinked, and asked afterwards whether they are."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from enum import Enum
from itertools import groupby

from amazon_plytix.http import AnswerLost, ApiError, run_concurrently
from amazon_plytix.ledger.step_log import StepLog
from amazon_plytix.planning.changes import TARGETS_PER_CALL
from amazon_plytix.planning.steps import Step, StepKind
from amazon_plytix.plytix import Columns, NotFound, Product, Products, Relationship


class Verdict(Enum):
    """What became of a link.

    UNPROVEN was sent, and it is not known whether it was made or removed. GONE was removed by others before, KEPT is
    not ours to remove.
    """

    DONE = "done"
    GONE = "gone"
    KEPT = "kept"
    FAILED = "failed"
    UNPROVEN = "unproven"


Settle = Callable[[Sequence[Step], Verdict, str | None], None]
Progress = Callable[[int, int], None]
# Says why a link of a source must stay, as the source is now, with the moment at which the link was made.
ReasonToKeep = Callable[[Step, str | None], str | None]


class Linking:
    """The links of one run, given as Steps whose products all have their ids.

    Arguments:
        products: the products of the client.
        relationships: those that the Steps are about.
        log: the ledger's log of this run.
        settle: hears what became of Steps, with a message if that is not what was planned.
        unchanged: the ids of the sources that only our runs had changed when the Plan was made.
        doubtful: the ids of targets that others made while the run was under way: they may have linked them, too.
        began: a moment of Plytix before the first call. Links that are older were made by others.
        reason_to_keep: if given, the source is read right before its links are removed, and a link for which there is
            a reason stays.
    """

    def __init__(
        self,
        products: Products,
        relationships: Iterable[Relationship],
        log: StepLog,
        settle: Settle,
        unchanged: Collection[str] = frozenset(),
        doubtful: Collection[str] = frozenset(),
        began: str | None = None,
        reason_to_keep: ReasonToKeep | None = None,
    ) -> None:
        self._products = products
        self._relationships = {relationship.id: relationship for relationship in relationships}
        self._log = log
        self._settle = settle
        self._unchanged = unchanged
        self._doubtful = doubtful
        self._began = began or ""
        self._reason_to_keep = reason_to_keep

    async def carry_out(self, steps: Iterable[Step], progress: Progress = lambda _done, _total: None) -> None:
        """Send all Steps, then read their links back: v2 answers 200 to links it does not make (plytix-api.md 7.3)."""
        await self._read_back(await self.send(steps, progress))

    async def send(self, steps: Iterable[Step], progress: Progress = lambda _done, _total: None) -> list[list[Step]]:
        """Send all Steps; return those that Plytix accepted, or may have, in the batches they were sent in.

        The calls on one source product follow each other, removals first, since they free slots.
        """
        by_source = _by_source(steps)
        accepted: list[list[Step]] = []
        sent: list[str] = []

        async def send(of_source: Sequence[Step]) -> None:
            accepted.extend([done for batch in _batches(of_source) if (done := await self._send(batch))])
            sent.append(of_source[0].subject_sku)
            progress(len(sent), len(by_source))

        if by_source:
            progress(0, len(by_source))
        await run_concurrently(by_source.values(), send)
        return accepted

    async def _send(self, batch: list[Step]) -> list[Step]:
        """Send Steps of one kind, source and relationship in one call; return those that Plytix may have done."""
        first = batch[0]
        self._log.sent(batch)
        try:
            return await self._call(batch)
        except AnswerLost:
            return batch
        except ApiError as error:
            if first.kind is StepKind.UNLINK and isinstance(error, NotFound):
                # The source is gone, and its links with it.
                self._finish(batch)
                return []
            done = "unlinked" if first.kind is StepKind.UNLINK else "linked"
            self._fail(batch, f"not {done} from {first.subject_sku}: {error}")
            return []

    async def _call(self, batch: list[Step]) -> list[Step]:
        source_id, relationship = batch[0].subject_id or "", self._relationships.get(batch[0].schema_id or "")
        if relationship is None:
            raise ApiError(f"the account has no relationship with the id {batch[0].schema_id} any more")
        targets = [step.target_id for step in batch if step.target_id]
        if batch[0].kind is StepKind.LINK:
            await self._products.link(source_id, relationship, targets)
        elif self._reason_to_keep is None:
            await self._products.unlink(source_id, relationship, targets)
        else:
            return await self._unlink_own(batch, relationship, self._reason_to_keep)
        return batch

    async def _unlink_own(
        self, batch: Sequence[Step], relationship: Relationship, reason_to_keep: ReasonToKeep
    ) -> list[Step]:
        """Remove those links that are there and that nothing speaks for, as the source is now; return them."""
        # If the source is gone, its links are.
        stays: dict[str | None, tuple[Step, Verdict, str | None]] = {
            step.target_id: (step, Verdict.GONE, None) for step in batch
        }

        def choose(source: Product) -> list[str]:
            stays.clear()
            for step in batch:
                targets, target = _targets(step, source), step.target_id or ""
                if target not in targets:
                    stays[target] = step, Verdict.GONE, None
                elif reason := reason_to_keep(step, targets[target]):
                    stays[target] = step, Verdict.KEPT, reason
            return [step.target_id or "" for step in batch if step.target_id not in stays]

        # If the answer is lost, or denies a source that was just read, what was chosen is read back all the same.
        with suppress(AnswerLost, NotFound):
            await self._products.unlink_if(batch[0].subject_id or "", relationship, choose)
        for step, verdict, reason in stays.values():
            self._log.dropped([step], reason)
            self._settle([step], verdict, reason)
        return [step for step in batch if step.target_id not in stays]

    async def _read_back(self, batches: Sequence[Sequence[Step]]) -> None:
        shown = await self._search({batch[0].subject_sku for batch in batches})

        async def confirm(batch: Sequence[Step]) -> None:
            await self._confirm(batch, shown.get(batch[0].subject_sku))

        await run_concurrently(batches, confirm)

    async def _search(self, source_skus: Collection[str]) -> Mapping[str, Product]:
        """Return all sources with their links, in few calls. What is not found here is asked for one by one."""
        try:
            columns = Columns(tuple(self._relationships.values()))
            return await self._products.find_by_sku(sorted(source_skus), columns)
        except ApiError:
            return {}

    async def _confirm(self, batch: Sequence[Step], source: Product | None) -> None:
        """Enter what became of a batch. If a search does not show it, the source itself is asked."""
        first = batch[0]
        if source is None or any(not self._is_done(step, source) for step in batch):
            try:
                source = await self._products.read(first.subject_id or "")
            except ApiError as error:
                if self._reason_to_keep and isinstance(error, NotFound):
                    # It was there when its links were removed: they are gone either way.
                    return self._finish(batch)
                sentence = f"the {_noun(first)} {first.subject_sku} was sent, but not confirmed: {error}"
                self._log.unproven(batch, sentence)
                return self._settle(batch, Verdict.UNPROVEN, sentence)
        done = [step for step in batch if self._is_done(step, source)]
        lost = [step for step in batch if not self._is_done(step, source)]
        self._finish(
            [self._seen(step, source) for step in done],
            source.modified if first.subject_id in self._unchanged else None,
        )
        shows = "still shows it" if first.kind is StepKind.UNLINK else "does not show it"
        sentence = f"Plytix took the {_noun(first)} {first.subject_sku}, but {shows}; run the same again"
        return self._fail(lost, sentence)

    def _is_done(self, step: Step, source: Product) -> bool:
        return (step.target_id in _targets(step, source)) is (step.kind is StepKind.LINK)

    def _seen(self, step: Step, source: Product) -> Step:
        """Return a Step with the moment at which its link was made, if that was by this run."""
        made_at = _targets(step, source).get(step.target_id or "")
        # Plytix takes a link that is there already without a word (plytix-api.md 7.3).
        is_ours = made_at is not None and made_at >= self._began and step.target_id not in self._doubtful
        return replace(step, linked_at=made_at if is_ours else None)

    def _finish(self, steps: Sequence[Step], modified: str | None = None) -> None:
        self._log.done(steps, modified)
        self._settle(steps, Verdict.DONE, None)

    def _fail(self, steps: Sequence[Step], message: str) -> None:
        self._log.failed(steps, message)
        self._settle(steps, Verdict.FAILED, message)


def _targets(step: Step, source: Product) -> Mapping[str, str | None]:
    """Return what a product is linked to in a Step's relationship, with the moment of each link."""
    return source.related.get(step.schema_id or "", {})


def _by_source(steps: Iterable[Step]) -> Mapping[str, list[Step]]:
    """Return the Steps by the id of their source, removals first."""
    by_source: dict[str, list[Step]] = {}
    for step in steps:
        by_source.setdefault(step.subject_id or "", []).append(step)
    for of_source in by_source.values():
        of_source.sort(key=lambda step: (step.kind is not StepKind.UNLINK, step.schema_id or ""))
    return by_source


def _batches(of_source: Iterable[Step]) -> Iterator[list[Step]]:
    """Return the Steps of one source in batches that go in one call."""
    for _, alike in groupby(of_source, key=lambda step: (step.kind, step.schema_id)):
        steps = list(alike)
        for start in range(0, len(steps), TARGETS_PER_CALL):
            yield steps[start : start + TARGETS_PER_CALL]


def _noun(step: Step) -> str:
    return "removal of the link from" if step.kind is StepKind.UNLINK else "link from"
