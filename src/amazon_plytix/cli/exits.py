"""How a command ends: every exit status, and a sentence instead of a traceback."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

import typer

from amazon_plytix.accounts import AccountUnusable, state_directory
from amazon_plytix.http import ApiError, Secrets, Stopped
from amazon_plytix.jobs.exit_status import ExitStatus
from amazon_plytix.jobs.job import CutShort
from amazon_plytix.refusal import RefusedBeforeWriting
from amazon_plytix.reporting.console import console
from amazon_plytix.reporting.crash import describe_fault
from amazon_plytix.reporting.files import ResultsLost
from amazon_plytix.reporting.streams import protect_streams


class Interrupted(KeyboardInterrupt):
    """A job was interrupted and has ended in good order. The text says what went wrong besides, if anything did."""


_UNTOUCHED = "Nothing was written to Plytix."
_GO_ON = "run the same command again to go on"
# What a command may raise, the sentence about it, and the exit status; the first that fits holds.
_ENDINGS: tuple[tuple[type[BaseException], str, int], ...] = (
    (RefusedBeforeWriting, "{}\n" + _UNTOUCHED, ExitStatus.REFUSED),
    (Stopped, "interrupted. " + _UNTOUCHED, ExitStatus.INTERRUPTED),
    (ApiError, "could not ask Plytix: {}\n" + _UNTOUCHED, ExitStatus.REFUSED),
    (CutShort, "{}\nRun the same command again: it goes on where this one ended.", ExitStatus.SOME_FAILED),
    (ResultsLost, "the job is done, but {}; make room or mend the directory, and run it again", ExitStatus.SOME_FAILED),
    (Interrupted, "interrupted, and {}; " + _GO_ON, ExitStatus.INTERRUPTED),
    (KeyboardInterrupt, "interrupted; " + _GO_ON, ExitStatus.INTERRUPTED),
)


@contextmanager
def exit_statuses() -> Iterator[None]:
    """Turn what a command raises into its exit status and a message on stderr; no traceback reaches a user."""
    try:
        yield
    except typer.Exit:
        raise
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 whatever it is, it is told in a sentence
        sentence, status = _ending(error)
        console(stderr=True).print(f"Error: {sentence}", style="red")
        raise typer.Exit(status) from None


def run_process(command: Callable[[], object]) -> NoReturn:
    """Run a command as a process of its own, and leave the process with a true exit status.

    A stream that cannot be written ends no command. If all was done and not all of it could be said, the status is 1.
    """
    streams = protect_streams()
    status = _status_of(command)
    for stream in streams:
        stream.flush()
    named = zip(("stdout", "stderr"), streams, strict=True)
    losses = [f"{name} could not be written: {stream.lost}" for name, stream in named if stream.lost]
    if losses:
        console(stderr=True).print(f"Error: the command has ended, but {' and '.join(losses)}", style="red")
    sys.exit(status or (ExitStatus.SOME_FAILED if losses else 0))


def _status_of(command: Callable[[], object]) -> int:
    try:
        with exit_statuses():
            command()
    except typer.Exit as end:
        return end.exit_code
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0 if end.code is None else ExitStatus.SOME_FAILED
    return 0


def _ending(error: BaseException) -> tuple[str, int]:
    """Return the sentence about an error, and the exit status that belongs to it."""
    for kind, sentence, status in _ENDINGS:
        if isinstance(error, kind):
            return sentence.format(error), status
    return describe_fault(
        error, _crash_folder(), f"{datetime.now(UTC):%Y%m%d-%H%M%S}", _conceal
    ), ExitStatus.SOME_FAILED


def _crash_folder() -> Path | None:
    try:
        return state_directory()
    except AccountUnusable:
        return None


def _conceal(text: str) -> str:
    """Return a text without the secrets of the environment. Those of the config file are in no hands but a job's."""
    named = (os.environ.get(name, "") for name in ("PLYTIX_API_KEY", "PLYTIX_API_PASSWORD"))
    return Secrets(*named).conceal(text)
