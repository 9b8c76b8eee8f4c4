"""What the reports of all jobs on a mapping have in common: the head, and the block at the end."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

from amazon_plytix.accounts import Account
from amazon_plytix.mapping import ListingMapping
from amazon_plytix.planning.estimate import Estimate
from amazon_plytix.planning.header import Schema
from amazon_plytix.planning.plan import Plan
from amazon_plytix.reporting.error_lines import error_lines
from amazon_plytix.reporting.link_columns import SKIPPED
from amazon_plytix.reporting.progress import ProgressReport
from amazon_plytix.reporting.results import ErrorRow, Results
from amazon_plytix.reporting.visible import shown

RULE = "=" * 60

# Returns what is to be printed of a Plan.
PlanLines = Callable[[Plan, Estimate], Iterable[str]]


class JobReport(ProgressReport):
    """Prints a job on a mapping while it runs.

    ``plan_lines`` returns what is to be printed of its Plan once that is made; None for nothing. ``source`` is what the
    job reads.
    """

    verb: ClassVar[str]
    head: ClassVar[str]
    title: ClassVar[str]

    plan_lines: PlanLines | None = None
    source: str = "mapping"

    def now(self) -> datetime:
        """Return the time by the report's clock (UTC)."""
        return self._clock.now().astimezone(UTC)

    def job_begun(self, subject: Path | str, account: Account) -> None:
        """Print the first lines, before the file is opened."""
        self._line(f"Loading {self.source} from {shown(subject)}")
        super().job_begun(subject, account)

    def mapping_read(self, mapping: ListingMapping) -> None:
        """Print the number of listings, their marketplaces, and what of the mapping is not used."""
        found = f"{mapping.matched} matched + {mapping.unmatched} unmatched"
        total = mapping.matched + mapping.unmatched
        self._line(f"Found {found} = {total} Amazon products to {self.verb}")
        self._line(f"Marketplace: {shown(', '.join(mapping.marketplaces))}")
        for note in mapping.notes:
            self._line(note)
        for warning in mapping.warnings:
            self.note(warning)
        self._bar.start()

    def summary(self, results: Results, saved_to: Path | None, next_steps: Sequence[str] = ()) -> None:
        """Print the figures, what went wrong, the name of the results file, and what to do next."""
        self._bar.stop()
        figures = (*self._figures(results), *self._cost(), *_count(results.errors))
        block, saved = (RULE, self.title, RULE, *figures, RULE), f"Results saved to {shown(saved_to)}"
        if self._is_ending:
            # Who pressed Ctrl-C wants the figures, on one screen.
            self._lines(*block, saved, *next_steps)
            return
        self._lines("", *block, *self._remarks(results), *_refusals(results))
        self._lines(*error_lines(results), "", saved, *next_steps)

    def schema_found(self, schema: Schema) -> None:
        """Print the relationships that links will be made in."""
        for relationship in schema.relationships:
            self._line(f"Found '{shown(relationship.name)}' relationship: {shown(relationship.id)}")

    def planned(self, plan: Plan, estimate: Estimate) -> None:
        """Print what it will take if that is long, and the head over the job's lines."""
        super().planned(plan, estimate)
        if self.plan_lines:
            with self._bar.out_of_the_way_of(self._out):
                self._lines(*self.plan_lines(plan, estimate))
        if not self._quiet:
            self._lines("", f"{'' if self._execute else '[DRY RUN] '}{self.head}...", RULE)

    def _figures(self, results: Results) -> Iterator[str]:
        raise NotImplementedError

    def _remarks(self, results: Results) -> Iterator[str]:  # noqa: ARG002 for reports that have some
        yield from ()


def skipped_lines(results: Results) -> Iterator[str]:
    """Return what a run that ended early did not get to, so that the figures add up."""
    if results.skipped:
        yield f"Skipped:             {results.skipped}"
    if links := sum(row.link == SKIPPED and row.status != SKIPPED for row in results.products):
        yield f"Links skipped:       {links}"


def _count(errors: Sequence[ErrorRow]) -> Iterator[str]:
    if errors:
        yield f"Errors:              {len(errors)}"


def _refusals(results: Results) -> Iterator[str]:
    """Return why an execute would be refused, which a dry run has to say before it is tried."""
    for refusal in results.refused or ():
        yield ""
        yield f"--execute would be refused: {refusal}"
