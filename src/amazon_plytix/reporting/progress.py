"""How far long work has come: a bar on terminals, how much is left in the lines about waits, and what it takes."""

from collections.abc import Iterator
from dataclasses import replace
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from amazon_plytix.planning import Estimate
from amazon_plytix.plytix import Wait
from amazon_plytix.reporting.console import ConsoleWatcher

_LONG = 60.0


class ProgressReport(ConsoleWatcher):
    """Prints work while it is done; a context manager, since a progress bar has to be cleared away.

    Arguments: ``out`` takes what was asked for, ``talk`` warnings and waits.
    """

    def __init__(self, out: Console, talk: Console, *, execute: bool) -> None:
        super().__init__(talk)
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
        """Why nothing moves, how long, until when, and how much is left to do."""
        super().waiting(replace(wait, reason=f"{wait.reason}{self._left()}"))

    def linking(self, done: int, total: int) -> None:
        """Move the bar on."""
        self._advance("Links", "products left to link", done, total)

    def _advance(self, bar: str, left: str, done: int, total: int) -> None:
        self._to_do = f"; {left}: {total - done:,}" if done < total else ""
        self._progress.update(self._bar, description=bar, completed=done, total=total)

    def _left(self) -> str:
        """How much is left to do, for a wait's line."""
        return self._to_do

    def _estimated(self, estimate: Estimate) -> None:
        """What it will take, at once where that is long."""
        self._estimate = estimate
        if self._execute and estimate.seconds >= _LONG:
            self._talk.print(f"This takes {estimate.calls:,} calls and at least {_duration(estimate)}")

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
