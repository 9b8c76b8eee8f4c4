"""What the reports of all jobs have in common: the head, a progress bar on terminals, waits, the block at the end."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from amazon_plytix.mapping import Mapping
from amazon_plytix.planning import Estimate
from amazon_plytix.plytix import Relationship, Wait
from amazon_plytix.reporting.console import ConsoleWatcher
from amazon_plytix.reporting.files import Results

RULE = "=" * 60
_ERRORS_SHOWN = 20
_LONG = 60.0


class JobReport(ConsoleWatcher):
    """Prints a job while it runs; a context manager, since a progress bar has to be cleared away.

    Arguments: ``out`` takes what the seed shows, ``talk`` warnings and waits.
    """

    verb: ClassVar[str]
    head: ClassVar[str]
    title: ClassVar[str]

    def __init__(self, out: Console, talk: Console, *, execute: bool) -> None:
        super().__init__(talk)
        self._out = out
        self._execute = execute
        self._estimate: Estimate | None = None
        self._to_link = 0
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=out,
            transient=True,
            disable=not out.is_terminal,
        )
        self._bar = self._progress.add_task("Asking Plytix", total=None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def loading(self, path: Path) -> None:
        """The first line, before the file is opened."""
        self._line(f"Loading mapping from {path}")

    def mapping_read(self, mapping: Mapping) -> None:
        """How many listings there are, and where they are sold."""
        found = f"{mapping.matched} matched + {mapping.unmatched} unmatched"
        total = mapping.matched + mapping.unmatched
        self._line(f"Found {found} = {total} Amazon products to {self.verb}")
        self._line(f"Marketplace: {', '.join(mapping.marketplaces)}")
        for warning in mapping.warnings:
            self.note(warning)
        self._progress.start()

    def waiting(self, wait: Wait) -> None:
        """Why nothing moves, how long, until when, and how much is left to do."""
        super().waiting(replace(wait, reason=f"{wait.reason}{self._left()}"))

    def linking(self, done: int, total: int) -> None:
        """Move the bar on."""
        self._to_link = total - done
        self._progress.update(self._bar, description="Links", completed=done, total=total)

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
        self._estimate = estimate
        if self._execute and estimate.seconds >= _LONG:
            self._talk.print(f"This takes {estimate.calls:,} calls and at least {_duration(estimate)}")
        self._lines("", f"{'' if self._execute else '[DRY RUN] '}{self.head}...", RULE)

    def _left(self) -> str:
        """How much is left to do, for a wait's line."""
        return f"; products left to link: {self._to_link:,}" if self._to_link else ""

    def _figures(self, results: Results) -> Iterator[str]:
        raise NotImplementedError

    def _remarks(self, results: Results) -> Iterator[str]:  # noqa: ARG002 for reports that have some
        yield from ()

    def _cost(self) -> Iterator[str]:
        if not self._execute and self._estimate:
            yield f"Calls it would take: {self._estimate.calls}"
            yield f"Time it would take:  {_duration(self._estimate)}"

    def _lines(self, *lines: str) -> None:
        for line in lines:
            self._line(line)

    def _line(self, text: str) -> None:
        self._out.print(text)


def _duration(estimate: Estimate) -> str:
    if estimate.seconds < _LONG:
        return "less than a minute"
    hours, minutes = divmod(round(estimate.seconds / 60), 60)
    until = estimate.ends_at.strftime("%d %b %H:%M UTC")
    return f"{hours} h {minutes:02} min, if begun now until {until}"


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
