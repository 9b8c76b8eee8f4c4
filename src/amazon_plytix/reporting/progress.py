"""How far long work has come: a bar on terminals, how much is left in the lines about waits, and what it takes."""

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from amazon_plytix.applying.events import Events
from amazon_plytix.http import Wait
from amazon_plytix.planning.estimate import Estimate
from amazon_plytix.planning.plan import Plan
from amazon_plytix.reporting.results import Results

_LONG = 60.0
_HOUR = 3600.0


class ProgressReport(Events):
    """Prints work while it is done; a context manager, since a progress bar has to be cleared away.

    Arguments:
        out: takes what was asked for.
        talk: takes warnings and waits.
        execute: whether the work is done, and not only previewed.
    """

    def __init__(self, out: Console, talk: Console, *, execute: bool) -> None:
        self._talk = talk
        self._out = out
        self._execute = execute
        self._estimate: Estimate | None = None
        self._to_do = ""
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

    def waiting(self, wait: Wait) -> None:
        """Print why nothing moves, how long, until when, and how much is left to do."""
        # Who reads of a long wait may do so on another day.
        date = "" if wait.seconds <= _HOUR else f"{wait.until:%d %b %Y} "
        until, reason = f"{date}{wait.until:%H:%M:%S} UTC", f"{wait.reason}{self._left()}"
        self._talk.print(f"Waiting {wait.seconds:,.0f} s, until {until}: {reason}", style="yellow")

    def note(self, text: str) -> None:
        """Print something worth knowing."""
        self._talk.print(f"Warning: {text}", style="yellow")

    def ending(self) -> None:
        """Print that the job ends, and how to end it at once."""
        self._talk.print("Ending: what is under way is finished. Once more to stop at once.")

    def planned(self, plan: Plan, estimate: Estimate) -> None:  # noqa: ARG002 for reports that show it
        """Print what it will take, at once if that is long."""
        self._estimate = estimate
        if self._execute and estimate.seconds >= _LONG:
            self._talk.print(f"This takes {estimate.calls:,} calls and at least {_duration(estimate)}")

    def linking(self, done: int, total: int) -> None:
        """Move the bar on."""
        self._advance("Links", "products left to link", done, total)

    def summary(self, results: Results, saved_to: Path | None) -> None:
        """Print what became of everything, at the end.

        Arguments:
            results: what became of it.
            saved_to: the results file, None if there is none beside the mapping.
        """
        raise NotImplementedError

    def _advance(self, bar: str, left: str, done: int, total: int) -> None:
        self._to_do = f"; {left}: {total - done:,}" if done < total else ""
        self._progress.update(self._bar, description=bar, completed=done, total=total)

    def _left(self) -> str:
        """Return how much is left to do, for a wait's line."""
        return self._to_do

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
