"""What the reports of all jobs on a mapping have in common: the head, and the block at the end."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import ClassVar

from amazon_plytix.mapping import ListingMapping
from amazon_plytix.planning.estimate import Estimate
from amazon_plytix.planning.header import Schema
from amazon_plytix.planning.plan import Plan
from amazon_plytix.reporting.progress import ProgressReport
from amazon_plytix.reporting.results import ErrorRow, Results
from amazon_plytix.reporting.visible import LONGEST_MESSAGE, shown

RULE = "=" * 60
_ERRORS_SHOWN = 20


class JobReport(ProgressReport):
    """Prints a job on a mapping while it runs."""

    verb: ClassVar[str]
    head: ClassVar[str]
    title: ClassVar[str]

    def job_begun(self, subject: Path | str) -> None:
        """Print the first line, before the file is opened."""
        self._line(f"Loading mapping from {shown(subject)}")

    def mapping_read(self, mapping: ListingMapping) -> None:
        """Print the number of listings, and their marketplaces."""
        found = f"{mapping.matched} matched + {mapping.unmatched} unmatched"
        total = mapping.matched + mapping.unmatched
        self._line(f"Found {found} = {total} Amazon products to {self.verb}")
        self._line(f"Marketplace: {shown(', '.join(mapping.marketplaces))}")
        for warning in mapping.warnings:
            self.note(warning)
        self._progress.start()

    def summary(self, results: Results, saved_to: Path | None) -> None:
        """Print the figures, what went wrong, and the name of the results file."""
        self._progress.stop()
        figures = (*self._figures(results), *self._cost(), *_count(results.errors))
        self._lines("", RULE, self.title, RULE, *figures, RULE, *self._remarks(results), *_refusals(results))
        self._lines(*_errors(results.errors), "", f"Results saved to {shown(saved_to)}")

    def schema_found(self, schema: Schema) -> None:
        """Print the relationships that links will be made in."""
        for relationship in schema.relationships:
            self._line(f"Found '{shown(relationship.name)}' relationship: {shown(relationship.id)}")

    def planned(self, plan: Plan, estimate: Estimate) -> None:
        """Print what it will take if that is long, and the head over the job's lines."""
        super().planned(plan, estimate)
        self._lines("", f"{'' if self._execute else '[DRY RUN] '}{self.head}...", RULE)

    def _figures(self, results: Results) -> Iterator[str]:
        raise NotImplementedError

    def _remarks(self, results: Results) -> Iterator[str]:  # noqa: ARG002 for reports that have some
        yield from ()


def _count(errors: Sequence[ErrorRow]) -> Iterator[str]:
    if errors:
        yield f"Errors:              {len(errors)}"


def _refusals(results: Results) -> Iterator[str]:
    """Return why an execute would be refused, which a dry run has to say before it is tried."""
    for refusal in results.refused or ():
        yield ""
        yield f"--execute would be refused: {refusal}"


def _errors(errors: Sequence[ErrorRow]) -> Iterator[str]:
    if errors:
        yield ""
        yield "What went wrong:"
        for error in errors[:_ERRORS_SHOWN]:
            yield f"  {shown(error.sku)} [{error.stage}] {shown(error.message, LONGEST_MESSAGE)}"
    if len(errors) > _ERRORS_SHOWN:
        yield f"  and {len(errors) - _ERRORS_SHOWN} more: all of them are in the results file"
