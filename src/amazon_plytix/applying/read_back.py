"""Links that were sent are read back: v2 answers 200 to links it does not make (plytix-api.md 7.3)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from amazon_plytix.applying.link_records import LinkRecords
from amazon_plytix.applying.moments import SentBatch
from amazon_plytix.http import ApiError, run_concurrently
from amazon_plytix.planning.steps import Step, StepKind
from amazon_plytix.plytix import Columns, NotFound, Product, Products, Relationship


class ReadBack:
    """Reads links back, those of a hundred sources in a call.

    Arguments:
        products: the products of the client.
        relationships: those that the links may be in.
        records: where it is entered what became of the links.
        unchanged: the ids of the sources that only our runs had changed when the Plan was made.
        doubtful: the ids of targets that others made while the run was under way: they may have linked them, too. It
            may grow while the run goes on.
        may_lose_source: whether a source that is gone took links along that were to be removed anyway.
    """

    def __init__(
        self,
        products: Products,
        relationships: Iterable[Relationship],
        records: LinkRecords,
        unchanged: Collection[str],
        doubtful: Collection[str],
        *,
        may_lose_source: bool,
    ) -> None:
        self._products = products
        self._columns = Columns(tuple(relationships))
        self._records = records
        self._unchanged = unchanged
        self._doubtful = doubtful
        self._may_lose_source = may_lose_source

    async def confirm(self, sources: Iterable[Sequence[SentBatch]]) -> None:
        """Enter what became of everything that was sent to these sources."""
        batches = [batch for of_source in sources for batch in of_source]
        shown = await self._search({batch.steps[0].subject_sku for batch in batches})

        async def confirm(batch: SentBatch) -> None:
            await self._confirm(batch, shown.get(batch.steps[0].subject_sku))

        await run_concurrently(batches, confirm)

    async def _search(self, source_skus: Collection[str]) -> Mapping[str, Product]:
        """Return all sources with their links, in few calls. What is not found here is asked for one by one."""
        try:
            return await self._products.find_by_sku(sorted(source_skus), self._columns)
        except ApiError:
            return {}

    async def _confirm(self, batch: SentBatch, source: Product | None) -> None:
        """Enter what became of a batch. If a search does not show it, the source itself is asked."""
        first, steps = batch.steps[0], batch.steps
        if source is None or any(not _is_done(step, source) for step in steps):
            try:
                source = await self._products.read(first.link_ids.source)
            except ApiError as error:
                if self._may_lose_source and isinstance(error, NotFound):
                    # It was there when its links were removed: they are gone either way.
                    return self._records.done(steps)
                sentence = f"the {_noun(first)} {first.subject_sku} was sent, but not confirmed: {error}"
                return self._records.unproven(steps, sentence)
        done = [self._seen(step, source, batch) for step in steps if _is_done(step, source)]
        self._records.done(done, source.modified if first.link_ids.source in self._unchanged else None)
        shows = "still shows it" if first.kind is StepKind.UNLINK else "does not show it"
        sentence = f"Plytix took the {_noun(first)} {first.subject_sku}, but {shows}; run the same again"
        return self._records.failed([step for step in steps if not _is_done(step, source)], sentence)

    def _seen(self, step: Step, source: Product, batch: SentBatch) -> Step:
        """Return a Step with the moment at which its link was made, if that was by this run."""
        made_at = links_of(source, step).get(step.link_ids.target)
        # Plytix takes a link that is there already without a word (plytix-api.md 7.3).
        is_ours = made_at is not None and batch.may_have_made(made_at) and step.target_id not in self._doubtful
        return replace(step, linked_at=made_at if is_ours else None)


def links_of(source: Product, step: Step) -> Mapping[str, str | None]:
    """Return what a product is linked to in a Step's relationship, with the moment of each link."""
    return source.related.get(step.link_ids.relationship, {})


def _is_done(step: Step, source: Product) -> bool:
    return (step.link_ids.target in links_of(source, step)) is (step.kind is StepKind.LINK)


def _noun(step: Step) -> str:
    return "removal of the link from" if step.kind is StepKind.UNLINK else "link from"
