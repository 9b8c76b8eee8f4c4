"""Products are linked and unlinked, and asked afterwards whether they are."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import groupby

from amazon_plytix.applying.brake import Attempt, Brake
from amazon_plytix.applying.link_records import LinkRecords, Settle, Verdict
from amazon_plytix.applying.moments import Moments, SentBatch
from amazon_plytix.applying.read_back import ReadBack, links_of
from amazon_plytix.http import AnswerLost, ApiError, run_concurrently
from amazon_plytix.ledger.step_log import StepLog
from amazon_plytix.planning.changes import SOURCES_PER_READ_BACK, TARGETS_PER_CALL
from amazon_plytix.planning.steps import Step, StepKind
from amazon_plytix.plytix import NotFound, Product, Products, Relationship

Progress = Callable[[int, int], None]
# Says why a link of a source must stay, as the source is now, with the moment at which the link was made.
ReasonToKeep = Callable[[Step, str | None], str | None]

# So many sources are sent after those that are read back: a search may lag behind a write by as much as 10 s
# (plytix-api.md 4.4), and a source whose links it does not show yet costs a call of its own.
_TOO_FRESH = 25


class Linking:
    """The links of one run, given as Steps whose products all have their ids.

    Arguments:
        products: the products of the client.
        relationships: those that the Steps are about.
        log: the ledger's log of this run.
        settle: hears what became of Steps, with a message if that is not what was planned.
        brake: stops the run if the same goes wrong with one source after another.
        unchanged: the ids of the sources that only our runs had changed when the Plan was made.
        doubtful: the ids of targets that others made while the run was under way, as in ReadBack.
        moments: the moments of Plytix that the run knows: links that are older or younger than our calls were made by
            others.
        reason_to_keep: if given, the source is read right before its links are removed, and a link for which there is
            a reason stays.
    """

    def __init__(
        self,
        products: Products,
        relationships: Iterable[Relationship],
        log: StepLog,
        settle: Settle,
        brake: Brake,
        *,
        unchanged: Collection[str] = frozenset(),
        doubtful: Collection[str] = frozenset(),
        moments: Moments | None = None,
        reason_to_keep: ReasonToKeep | None = None,
    ) -> None:
        self._products = products
        self._relationships = {relationship.id: relationship for relationship in relationships}
        self._records = LinkRecords(log, settle)
        self._brake = brake
        self._moments = moments or Moments()
        self._reason_to_keep = reason_to_keep
        self._read_back = ReadBack(
            products,
            self._relationships.values(),
            self._records,
            unchanged,
            doubtful,
            may_lose_source=reason_to_keep is not None,
        )
        # What was sent to each source and not read back yet, in the order in which it was sent.
        self._sent: list[list[SentBatch]] = []

    async def carry_out(self, steps: Iterable[Step], progress: Progress = lambda _done, _total: None) -> None:
        """Send all Steps, and read their links back."""
        sources, done = by_source(steps), 0

        async def send(of_source: Sequence[Step]) -> None:
            nonlocal done
            await self.send(of_source)
            done += 1
            progress(done, len(sources))

        if sources:
            progress(0, len(sources))
        await run_concurrently(sources.values(), send)
        await self.read_back()

    async def send(self, of_source: Sequence[Step]) -> None:
        """Send the Steps of one source, one call after the other; read back those of a hundred sources sent before."""
        accepted = []
        async with self._brake.attempt() as attempt:
            for batch in _batches(of_source):
                began = self._moments.latest
                if steps := await self._send(batch, attempt):
                    accepted.append(self._moments.linked(steps, began))
        if accepted:
            self._sent.append(accepted)
        if len(self._sent) >= SOURCES_PER_READ_BACK + _TOO_FRESH:
            oldest = self._sent[:SOURCES_PER_READ_BACK]
            del self._sent[:SOURCES_PER_READ_BACK]
            await self._read_back.confirm(oldest)

    async def read_back(self) -> None:
        """Read back everything that was sent and not read back yet."""
        sent, self._sent = self._sent, []
        await self._read_back.confirm(sent)

    async def _send(self, batch: list[Step], attempt: Attempt) -> list[Step]:
        """Send Steps of one kind, source and relationship in one call; return those that Plytix may have done."""
        first = batch[0]
        self._records.sent(batch)
        try:
            return await self._call(batch)
        except AnswerLost:
            return batch
        except ApiError as error:
            if first.kind is StepKind.UNLINK and isinstance(error, NotFound):
                # The source is gone, and its links with it.
                self._records.done(batch)
                return []
            attempt.failed(error)
            done = "unlinked" if first.kind is StepKind.UNLINK else "linked"
            self._records.failed(batch, f"not {done} from {first.subject_sku}: {error}")
            return []

    async def _call(self, batch: list[Step]) -> list[Step]:
        ids = batch[0].link_ids
        relationship = self._relationships.get(ids.relationship)
        if relationship is None:
            raise ApiError(f"the account has no relationship with the id {ids.relationship} any more")
        targets = [step.link_ids.target for step in batch]
        if batch[0].kind is StepKind.LINK:
            await self._products.link(ids.source, relationship, targets)
        elif self._reason_to_keep is None:
            await self._products.unlink(ids.source, relationship, targets)
        else:
            return await self._unlink_own(batch, relationship, self._reason_to_keep)
        return batch

    async def _unlink_own(
        self, batch: Sequence[Step], relationship: Relationship, reason_to_keep: ReasonToKeep
    ) -> list[Step]:
        """Remove those links that are there and that nothing speaks for, as the source is now; return them."""
        # If the source is gone, its links are.
        stays: dict[str, tuple[Step, Verdict, str | None]] = {
            step.link_ids.target: (step, Verdict.GONE, None) for step in batch
        }

        def choose(source: Product) -> list[str]:
            stays.clear()
            for step in batch:
                targets, target = links_of(source, step), step.link_ids.target
                if target not in targets:
                    stays[target] = step, Verdict.GONE, None
                elif reason := reason_to_keep(step, targets[target]):
                    stays[target] = step, Verdict.KEPT, reason
            return [step.link_ids.target for step in batch if step.target_id not in stays]

        # If the answer is lost, or denies a source that was just read, what was chosen is read back all the same.
        with suppress(AnswerLost, NotFound):
            await self._products.unlink_if(batch[0].link_ids.source, relationship, choose)
        for step, verdict, reason in stays.values():
            self._records.dropped(step, verdict, reason)
        return [step for step in batch if step.target_id not in stays]


def by_source(steps: Iterable[Step]) -> Mapping[str, list[Step]]:
    """Return the Steps of links by the id of their source."""
    sources: dict[str, list[Step]] = {}
    for step in steps:
        sources.setdefault(step.product_id, []).append(step)
    return sources


def _batches(of_source: Iterable[Step]) -> Iterator[list[Step]]:
    """Return the Steps of one source in batches that go in one call, removals first, since they free slots."""
    in_order = sorted(of_source, key=lambda step: (step.kind is not StepKind.UNLINK, step.link_ids.relationship))
    for _, alike in groupby(in_order, key=lambda step: (step.kind, step.schema_id)):
        steps = list(alike)
        for start in range(0, len(steps), TARGETS_PER_CALL):
            yield steps[start : start + TARGETS_PER_CALL]
