"""A sync as a person sees it: the lines of sync-workflow.md, Console Output."""

from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from amazon_plytix.applying.outcome import ProductOutcome, Status
from amazon_plytix.mapping import ListingMapping
from amazon_plytix.planning.estimate import Estimate
from amazon_plytix.planning.plan import LinkState, Plan
from amazon_plytix.reporting.job_report import JobReport
from amazon_plytix.reporting.results import Results
from amazon_plytix.reporting.visible import shown

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

    def __init__(self, out: Console, talk: Console, *, execute: bool) -> None:
        super().__init__(out, talk, execute=execute)
        self._order: list[str] = []
        self._settled: dict[str, ProductOutcome] = {}

    def mapping_read(self, mapping: ListingMapping) -> None:
        """Print the number of listings, and their marketplaces."""
        self._order = [listing.sku for listing in reversed(mapping.listings)]
        super().mapping_read(mapping)

    def planned(self, plan: Plan, estimate: Estimate) -> None:
        """Print the head; the listings' lines begin."""
        super().planned(plan, estimate)
        self._progress.update(self._bar, description="Products", total=len(plan.listings))

    def product_settled(self, outcome: ProductOutcome) -> None:
        """Print a line for the listing, as soon as those before it in the mapping have theirs."""
        self._progress.advance(self._bar)
        self._settled[outcome.planned.listing.sku] = outcome
        while self._order and (next_one := self._settled.pop(self._order[-1], None)):
            self._order.pop()
            self._listing(next_one)

    def _listing(self, outcome: ProductOutcome) -> None:
        listing = outcome.planned.listing
        canonical = shown(listing.canonical.name) if listing.canonical else "N/A"
        text = f"  {shown(listing.sku)} (canonical: {canonical})... "
        self._out.print(Text.assemble(text, (outcome.state.upper(), _COLOURS[outcome.state])))

    def _left(self) -> str:
        return f"; listings left: {len(self._order):,}" if self._order else super()._left()

    def _figures(self, results: Results) -> Iterator[str]:
        yield f"Total mappings:      {results.total}"
        yield f"Products created:    {results.created}"
        yield f"Products existing:   {results.exists}"
        yield f"Canonical links:     {results.linked}"
        if not self._execute:
            links = sum(row.link == LinkState.PLANNED for row in results.products)
            yield f"Would create:        {results.preview}"
            yield f"Would link:          {links}"
