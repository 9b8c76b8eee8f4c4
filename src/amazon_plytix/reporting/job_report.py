"""What the reports of all jobs on a mapping have in common: the head, and the block at the end."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import ClassVar

from amazon_plytix.mapping import ListingMapping
from amazon_plytix.planning import Estimate
from amazon_plytix.plytix import Relationship
from amazon_plytix.reporting.files import Results
from amazon_plytix.reporting.progress import ProgressReport

RULE = "=" * 60
_ERRORS_SHOWN = 20


class JobReport(ProgressReport):
    """Prints a job on a mapping while it runs."""

    verb: ClassVar[str]
    head: ClassVar[str]
    title: ClassVar[str]

    def loading(self, path: Path) -> None:
        """The first line, before the file is opened."""
        self._line(f"Loading mapping from {path}")

    def mapping_read(self, mapping: ListingMapping) -> None:
        """How many listings there are, and where they are sold."""
        found = f"{mapping.matched} matched + {mapping.unmatched} unmatched"
        total = mapping.matched + mapping.unmatched
        self._line(f"Found {found} = {total} Amazon products to {self.verb}")
        self._line(f"Marketplace: {', '.join(mapping.marketplaces)}")
        for warning in mapping.warnings:
            self.note(warning)
        self._progress.start()

    def summary(self, results: Results, saved_to: Path) -> None:
        """The figures, what went wrong, and where the rest is."""
        self._progress.stop()
        self._lines(
            "", RULE, self.title, RULE, *self._figures(results), *self._cost(), *_count(results["errors"]), RULE
        )
        self._lines(*self._remarks(results), *_errors(results["errors"]), "", f"Results saved to {saved_to}")

    def _found(self, relationship: Relationship) -> None:
        self._line(f"Found '{relationship.name}' relationship: {relationship.id}")

    def _begin(self, estimate: Estimate) -> None:
        """What it will take, where that is long, and the head over the job's lines."""
        self._estimated(estimate)
        self._lines("", f"{'' if self._execute else '[DRY RUN] '}{self.head}...", RULE)

    def _figures(self, results: Results) -> Iterator[str]:
        raise NotImplementedError

    def _remarks(self, results: Results) -> Iterator[str]:  # noqa: ARG002 for reports that have some
        yield from ()


def _count(errors: Sequence[Results]) -> Iterator[str]:
    if errors:
        yield f"Errors:              {len(errors)}"


def _errors(errors: Sequence[Results]) -> Iterator[str]:
    if errors:
        yield ""
        yield "What went wrong:"
        yield from (f"  {error['sku']} [{error['stage']}] {error['message']}" for error in errors[:_ERRORS_SHOWN])
    if len(errors) > _ERRORS_SHOWN:
        yield f"  and {len(errors) - _ERRORS_SHOWN} more: all of them are in the results file"
