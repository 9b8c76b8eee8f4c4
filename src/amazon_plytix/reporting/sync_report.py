"""A sync as a person sees it: the lines of sync-workflow.md, Console Output."""

from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from amazon_plytix.applying import LinkState, Outcome, Status
from amazon_plytix.lookup import SyncSchema
from amazon_plytix.mapping import ListingMapping
from amazon_plytix.planning import Estimate, Plan
from amazon_plytix.reporting.files import Results
from amazon_plytix.reporting.job_report import JobReport

_COLOURS = {
    Status.CREATED: "green",
    Status.EXISTS: "dim",
    Status.PREVIEW: "cyan",
    Status.ERROR: "red",
    Status.SKIPPED: "yellow",
}


class SyncReport(JobReport):
    """Prints a sync while it runs, a line for every listing in the mapping's order."""

    verb, head, title = "sync", "Syncing Amazon products", "SYNC SUMMARY"

    def __init__(self, out: Console, talk: Console, *, execute: bool) -> None:
        super().__init__(out, talk, execute=execute)
        self._order: list[str] = []
        self._settled: dict[str, Outcome] = {}

    def mapping_read(self, mapping: ListingMapping) -> None:
        """How many listings there are, and where they are sold."""
        self._order = [listing.sku for listing in reversed(mapping.listings)]
        super().mapping_read(mapping)

    def schema_found(self, schema: SyncSchema) -> None:
        """The relationship that links will be made in."""
        self._found(schema.listings)

    def planned(self, plan: Plan, estimate: Estimate) -> None:
        """The listings' lines begin."""
        self._begin(estimate)
        self._progress.update(self._bar, description="Products", total=len(plan.listings))

    def product_settled(self, outcome: Outcome) -> None:
        """A line for the listing, as soon as those before it in the mapping have theirs."""
        self._progress.advance(self._bar)
        self._settled[outcome.listing.sku] = outcome
        while self._order and (next_one := self._settled.pop(self._order[-1], None)):
            self._order.pop()
            self._listing(next_one)

    def _listing(self, outcome: Outcome) -> None:
        canonical = outcome.listing.canonical
        text = f"  {outcome.listing.sku} (canonical: {canonical.name if canonical else 'N/A'})... "
        self._out.print(Text.assemble(text, (outcome.status.upper(), _COLOURS[outcome.status])))

    def _left(self) -> str:
        return f"; listings left: {len(self._order):,}" if self._order else super()._left()

    def _figures(self, results: Results) -> Iterator[str]:
        yield f"Total mappings:      {results['total']}"
        yield f"Products created:    {results['created']}"
        yield f"Products existing:   {results['exists']}"
        yield f"Canonical links:     {results['linked']}"
        if not self._execute:
            links = sum(row["link"] == LinkState.PLANNED for row in results["products"])
            yield f"Would create:        {results['preview']}"
            yield f"Would link:          {links}"
