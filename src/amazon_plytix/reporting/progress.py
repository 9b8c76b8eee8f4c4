"""How far long work has come: a bar on terminals, elsewhere a line a minute; and what people have to know meanwhile."""

from collections.abc import Iterator, Sequence
from datetime import tzinfo
from pathlib import Path
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.text import Text

from amazon_plytix.accounts import Account
from amazon_plytix.applying.events import Events
from amazon_plytix.http import Clock, SystemClock, Wait
from amazon_plytix.planning.estimate import Estimate
from amazon_plytix.planning.plan import Plan
from amazon_plytix.reporting.call_count import CallCount
from amazon_plytix.reporting.live_line import LiveLine
from amazon_plytix.reporting.results import Results
from amazon_plytix.reporting.times import MINUTE, duration, forecast, time_of_day
from amazon_plytix.reporting.visible import shown


class ProgressReport(Events):
    """Prints work while it is done; a context manager, since a progress bar has to be cleared away.

    Arguments:
        out: takes what was asked for.
        talk: takes warnings, waits and progress. Lines that no terminal takes begin with the time.
        execute: whether the work is done, and not only previewed.
        quiet: whether lines about single things, waits and progress are left out.
        clock: the time; by default the system's.
        zone: the zone of local times, None for the system's.
    """

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
        self._talk = talk
        self._out = out
        self._execute = execute
        self._quiet = quiet
        self._clock = clock or SystemClock()
        self._zone = zone
        self._estimate: Estimate | None = None
        self._calls = CallCount(self._clock)
        self._wait: Wait | None = None
        self._to_do = ""
        self._spoke_at = self._clock.elapsed()
        # From the first Ctrl-C on the screen is for the end alone.
        self._is_ending = False
        self._bar = LiveLine(out if out.is_terminal else talk, self._status)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def job_begun(self, subject: Path | str, account: Account) -> None:  # noqa: ARG002 for reports that print it
        """Print the account that the job is about to work on."""
        self._line(f"Account: {shown(account.alias or 'of the environment')} at {shown(account.host)}")

    def run_begun(self, run_id: str) -> None:
        """Print the id of the run."""
        self._line(f"Run: {run_id}")

    def waiting(self, wait: Wait) -> None:
        """Print why nothing moves, how long, until when, and how much is left to do."""
        self._wait = wait
        # The bar counts the wait down.
        if not (self._quiet or self._is_ending or self._bar.is_drawn):
            self._say(self._about(wait, wait.seconds), "yellow")

    def note(self, text: str) -> None:
        """Print something worth knowing."""
        self._say(f"Warning: {text}", "yellow")

    def ending(self) -> None:
        """Print that the job ends, and how to end it at once."""
        self._is_ending, self._wait = True, None
        self._say("Ending: what is under way is finished. Once more to stop at once.")

    def planned(self, plan: Plan, estimate: Estimate) -> None:  # noqa: ARG002 for reports that show it
        """Print what it will take, at once if that is long."""
        self._estimate = estimate
        if self._execute:
            self._calls.begin(estimate)
            if estimate.seconds >= MINUTE:
                self._say(f"This takes {estimate.calls:,} calls and at least {forecast(estimate)}")

    def call_ended(self) -> None:
        """Count the call."""
        self._calls.made += 1
        self._speak_each_minute()

    def linking(self, done: int, total: int) -> None:
        """Note how many products are left to link."""
        self._advance("products left to link", done, total)

    def summary(self, results: Results, saved_to: Path | None, next_steps: Sequence[str] = ()) -> None:
        """Print what became of everything, at the end.

        Arguments:
            results: what became of it.
            saved_to: the results file, None if there is none beside the mapping.
            next_steps: what to do next, a line each.
        """
        raise NotImplementedError

    @property
    def _tells_single_things(self) -> bool:
        """Return whether a line for every listing, source or step is wanted."""
        return not self._quiet and not self._is_ending

    def _advance(self, left: str, done: int, total: int) -> None:
        self._to_do = f"; {left}: {total - done:,}" if done < total else ""
        self._speak_each_minute()

    def _left(self) -> str:
        """Return how much is left to do, for the end of a line."""
        return self._to_do

    def _about(self, wait: Wait, seconds: float) -> str:
        until = time_of_day(wait.until, self._clock.now(), self._zone)
        return f"Waiting {duration(seconds)}, until {until}: {wait.reason}{self._left()}"

    def _left_of(self, wait: Wait | None) -> float:
        return max((wait.until - self._clock.now()).total_seconds(), 0.0) if wait else 0.0

    def _status(self) -> Text:
        """Return what the bar's line says now."""
        # The bar's thread asks: what it looks at may change at any moment.
        wait = self._wait
        if wait and (seconds := self._left_of(wait)):
            line = Text(self._about(wait, seconds), style="yellow")
        elif self._is_ending:
            line = Text("Ending ...")
        elif total := self._calls.total:
            made = min(self._calls.made, total)
            counts = f" {made:,}/{total:,}  {self._time_left()}{self._left()}"
            line = Text.assemble("Calls ", self._bar.bar(made, total), counts)
        else:
            asked = f" ({self._calls.made:,} calls)" if self._calls.made else ""
            line = Text(f"Asking Plytix ...{asked}")
        return line

    def _time_left(self) -> str:
        seconds = self._calls.seconds_left(self._left_of(self._wait))
        return f"{duration(seconds)} left" if seconds >= MINUTE else "less than a minute left"

    def _speak_each_minute(self) -> None:
        """Print how far the work has come if no bar shows it, and a minute has passed since that was printed last."""
        if self._quiet or self._is_ending or self._bar.is_possible:
            return
        if self._clock.elapsed() - self._spoke_at < MINUTE:
            return
        self._spoke_at = self._clock.elapsed()
        made = f"{self._calls.made:,} calls made"
        if self._calls.total:
            made += f", {self._calls.left:,} left; {self._time_left()}"
        self._say(f"{made}{self._done()}")

    def _done(self) -> str:
        """Return how much is done and left, for the end of a line."""
        return self._left()

    def _cost(self) -> Iterator[str]:
        if not self._execute and self._estimate:
            yield f"Calls it would take: {self._estimate.calls}"
            yield f"Time it would take:  {forecast(self._estimate)}"

    def _say(self, text: str, style: str | None = None) -> None:
        """Print a line beside what was asked for, with the time if it goes into a file."""
        now = self._clock.now().astimezone(self._zone)
        stamp = "" if self._talk.is_terminal else f"{now.isoformat(timespec='seconds')} "
        with self._bar.out_of_the_way_of(self._talk):
            self._talk.print(f"{stamp}{text}", style=style)

    def _lines(self, *lines: str) -> None:
        for line in lines:
            self._line(line)

    def _line(self, text: str | Text) -> None:
        with self._bar.out_of_the_way_of(self._out):
            self._out.print(text)
