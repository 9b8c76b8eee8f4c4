"""A sync as a person sees it: the seed's lines, colour and a progress bar on terminals."""

import io
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from amazon_plytix.applying import LinkState, Outcome, Status
from amazon_plytix.lookup import SyncSchema
from amazon_plytix.mapping import Mapping
from amazon_plytix.planning import Estimate, Plan
from amazon_plytix.plytix import Wait
from amazon_plytix.reporting.results import Results

_RULE = "=" * 60
_COLOURS = {
    Status.CREATED: "green",
    Status.EXISTS: "dim",
    Status.PREVIEW: "cyan",
    Status.ERROR: "red",
    Status.SKIPPED: "yellow",
}
_ERRORS_SHOWN = 20
_LONG = 60.0


class _Console(Console):
    """A Console whose reader may leave (``| head``) without ending the work that is told of."""

    def on_broken_pipe(self) -> None:
        self.quiet = True
        os.dup2(os.open(os.devnull, os.O_WRONLY), self.file.fileno())


def console(*, stderr: bool = False) -> Console:
    """A Console that prints text as it is: no markup in SKUs, no lines broken at the window's edge.

    What the stream cannot spell is printed as a question mark: an old terminal must not stop a sync.
    """
    stream = sys.stderr if stderr else sys.stdout
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="replace")
    return _Console(file=stream, markup=False, highlight=False, emoji=False, soft_wrap=True)


class ConsoleWatcher:
    """Tells what the client waits for, and what it noticed."""

    def __init__(self, talk: Console) -> None:
        self._talk = talk

    def waiting(self, wait: Wait) -> None:
        """Why nothing moves, how long, and until when."""
        until = wait.until.strftime("%H:%M:%S UTC")
        self._talk.print(f"Waiting {wait.seconds:,.0f} s, until {until}: {wait.reason}", style="yellow")

    def note(self, text: str) -> None:
        """Something worth knowing."""
        self._talk.print(f"Warning: {text}", style="yellow")


class ConsoleReport(ConsoleWatcher):
    """Prints a sync while it runs; a context manager, since a progress bar has to be cleared away.

    Arguments: ``out`` takes what the seed shows, ``talk`` warnings and waits.
    """

    def __init__(self, out: Console, talk: Console, *, execute: bool) -> None:
        super().__init__(talk)
        self._out = out
        self._execute = execute
        self._estimate: Estimate | None = None
        self._order: list[str] = []
        self._settled: dict[str, Outcome] = {}
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
        total = mapping.matched + mapping.unmatched
        self._line(f"Found {mapping.matched} matched + {mapping.unmatched} unmatched = {total} Amazon products to sync")
        self._line(f"Marketplace: {', '.join(mapping.marketplaces)}")
        for warning in mapping.warnings:
            self.note(warning)
        self._order = [listing.sku for listing in reversed(mapping.listings)]
        self._progress.start()

    def schema_found(self, schema: SyncSchema) -> None:
        """The relationship that links will be made in."""
        self._line(f"Found '{schema.listings.name}' relationship: {schema.listings.id}")

    def planned(self, plan: Plan, estimate: Estimate) -> None:
        """What it will take, where that is long, and the head over the listings' lines."""
        self._estimate = estimate
        if self._execute and estimate.seconds >= _LONG:
            self._talk.print(f"This takes {estimate.calls:,} calls and at least {_duration(estimate)}")
        self._line("")
        self._line(f"{'' if self._execute else '[DRY RUN] '}Syncing Amazon products...")
        self._line(_RULE)
        self._progress.update(self._bar, description="Products", total=len(plan.listings))

    def waiting(self, wait: Wait) -> None:
        """Why nothing moves, how long, until when, and how much is left to do."""
        left = f"; {len(self._order)} listings left" if self._order else ""
        super().waiting(replace(wait, reason=f"{wait.reason}{left}"))

    def product_settled(self, outcome: Outcome) -> None:
        """A line for the listing, as soon as those before it in the mapping have theirs."""
        self._progress.advance(self._bar)
        self._settled[outcome.listing.sku] = outcome
        while self._order and (next_one := self._settled.pop(self._order[-1], None)):
            self._order.pop()
            self._listing(next_one)

    def linking(self, done: int, total: int) -> None:
        """Move the bar on."""
        self._progress.update(self._bar, description="Links", completed=done, total=total)

    def summary(self, results: Results, saved_to: Path) -> None:
        """The figures, what went wrong, and where the rest is."""
        self._progress.stop()
        for line in ("", _RULE, "SYNC SUMMARY", _RULE, *self._figures(results), _RULE, *_errors(results["errors"]), ""):
            self._line(line)
        self._line(f"Results saved to {saved_to}")

    def _listing(self, outcome: Outcome) -> None:
        canonical = outcome.listing.canonical
        text = f"  {outcome.listing.sku} (canonical: {canonical.name if canonical else 'N/A'})... "
        self._out.print(Text.assemble(text, (outcome.status.upper(), _COLOURS[outcome.status])))

    def _line(self, text: str) -> None:
        self._out.print(text)

    def _figures(self, results: Results) -> Iterator[str]:
        yield f"Total mappings:      {results['total']}"
        yield f"Products created:    {results['created']}"
        yield f"Products existing:   {results['exists']}"
        yield f"Canonical links:     {results['linked']}"
        if not self._execute:
            links = sum(row["link"] == LinkState.PLANNED for row in results["products"])
            yield f"Would create:        {results['preview']}"
            yield f"Would link:          {links}"
        if not self._execute and self._estimate:
            yield f"Calls it would take: {self._estimate.calls}"
            yield f"Time it would take:  {_duration(self._estimate)}"
        if results["errors"]:
            yield f"Errors:              {len(results['errors'])}"


def _duration(estimate: Estimate) -> str:
    if estimate.seconds < _LONG:
        return "less than a minute"
    hours, minutes = divmod(round(estimate.seconds / 60), 60)
    until = estimate.ends_at.strftime("%d %b %H:%M UTC")
    return f"{hours} h {minutes:02} min, if begun now until {until}"


def _errors(errors: Sequence[Results]) -> Iterator[str]:
    if errors:
        yield ""
        yield "What went wrong:"
        yield from (f"  {error['sku']} [{error['stage']}] {error['message']}" for error in errors[:_ERRORS_SHOWN])
    if len(errors) > _ERRORS_SHOWN:
        yield f"  and {len(errors) - _ERRORS_SHOWN} more: all of them are in the results file"
