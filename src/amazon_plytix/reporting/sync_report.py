"""A sync as a person sees it: the lines of sync-workflow.md, Console Output."""

from collections.abc import Iterator
from datetime import tzinfo

from rich.console import Console
from rich.text import Text

from amazon_plytix.applying.outcome import ProductOutcome, Status
from amazon_plytix.http import Clock
from amazon_plytix.mapping import ListingMapping
from amazon_plytix.planning.plan import LinkState
from amazon_plytix.reporting.job_report import JobReport, skipped_lines
from amazon_plytix.reporting.results import Results
from amazon_plytix.reporting.visible import LONGEST_MESSAGE, shown

_COLOURS = {
    Status.CREATED: "green",
    Status.EXISTS: "dim",
    Status.PREVIEW: "cyan",
    Status.ERROR: "red",
    Status.SKIPPED: "yellow",
    Status.MISSING: "yellow",
}


class SyncReport(JobReport):
    """Prints a sync while it runs, a line for every listing in the mapping's order."""

    verb, head, title = "sync", "Syncing Amazon products", "SYNC SUMMARY"

    def __init__(
        self,
        out: Console,
        talk: Console,
        *,
        execute: bool,
        quiet: bool = False,
        clock: Clock | None = None,
        zone: tzinfo | None = None,
    ) -> None:
        super().__init__(out, talk, execute=execute, quiet=quiet, clock=clock, zone=zone)
        # The SKUs of the listings whose line is not printed yet, the next one last.
        self._order: list[str] = []
        self._settled: dict[str, ProductOutcome] = {}
        self._total = self._number_settled = 0

    def mapping_read(self, mapping: ListingMapping) -> None:
        """Print the number of listings, and their marketplaces."""
        self._order = [listing.sku for listing in reversed(mapping.listings)]
        self._total = len(self._order)
        super().mapping_read(mapping)

    def product_settled(self, outcome: ProductOutcome) -> None:
        """Print a line for the listing, as soon as those before it in the mapping have theirs."""
        self._number_settled += 1
        self._settled[outcome.planned.listing.sku] = outcome
        while self._order and (next_one := self._settled.pop(self._order[-1], None)):
            self._order.pop()
            # What the run does not get to is a figure at its end.
            if self._tells_single_things and next_one.state is not Status.SKIPPED:
                self._listing(next_one)
        self._speak_each_minute()

    def linking(self, done: int, total: int) -> None:
        """Move the bar on once all listings have settled: until then it counts those."""
        if not self._order:
            super().linking(done, total)

    def _listing(self, outcome: ProductOutcome) -> None:
        listing = outcome.planned.listing
        canonical = shown(listing.canonical.name) if listing.canonical else "N/A"
        text = f"  {shown(listing.sku)} (canonical: {canonical})... "
        remark = f", {shown(outcome.planned.remark, LONGEST_MESSAGE)}" if outcome.planned.remark else ""
        self._line(Text.assemble(text, (outcome.state.upper(), _COLOURS[outcome.state]), remark))

    def _left(self) -> str:
        left = self._total - self._number_settled
        return f"; listings left: {left:,}" if left > 0 else super()._left()

    def _done(self) -> str:
        return f"; listings done: {self._number_settled:,}{self._left()}"

    def _figures(self, results: Results) -> Iterator[str]:
        yield f"Total mappings:      {results.total}"
        yield f"Products created:    {results.created}"
        yield f"Products existing:   {results.exists}"
        yield f"Canonical links:     {results.linked}"
        if results.present and not self._is_ending:
            yield f"Links present:       {results.present}"
        if not self._execute:
            links = sum(row.link == LinkState.PLANNED for row in results.products)
            yield f"Would create:        {results.preview}"
            yield f"Would link:          {links}"
        if remarks := sum(row.remark is not None for row in results.products):
            yield f"Second canonicals:   {remarks}"
        yield from skipped_lines(results)
