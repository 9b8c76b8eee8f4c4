"""How a command ends: every exit status, and a sentence instead of a traceback."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer

from amazon_plytix.http import ApiError, Stopped
from amazon_plytix.jobs.job import CutShort
from amazon_plytix.refusal import RefusedBeforeWriting
from amazon_plytix.reporting.console import console
from amazon_plytix.reporting.files import ResultsLost

SOME_FAILED = 1
REFUSED = 2
INTERRUPTED = 130

_UNTOUCHED = "Nothing was written to Plytix."
# What a command may raise, the sentence about it, and the exit status; the first that fits holds.
_ENDINGS: tuple[tuple[type[BaseException], str, int], ...] = (
    (RefusedBeforeWriting, "{}\n" + _UNTOUCHED, REFUSED),
    (Stopped, "interrupted. " + _UNTOUCHED, INTERRUPTED),
    (ApiError, "could not ask Plytix: {}\n" + _UNTOUCHED, REFUSED),
    (CutShort, "{}\nRun the same command again: it goes on where this one ended.", SOME_FAILED),
    (ResultsLost, "the job is done, but {}; make room or mend the directory, and run it again", SOME_FAILED),
    (KeyboardInterrupt, "interrupted; run the same command again to go on", INTERRUPTED),
)


@contextmanager
def exit_statuses() -> Iterator[None]:
    """Turn what a command raises into its exit status and a message on stderr; no traceback reaches a user."""
    try:
        yield
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 whatever it is, it is told in a sentence
        for kind, sentence, status in _ENDINGS:
            if isinstance(error, kind):
                _leave(sentence.format(error), status)
        _leave(f"a fault of this program, please report it: {type(error).__name__}: {error}", SOME_FAILED)


def _leave(message: str, status: int) -> NoReturn:
    sys.stdout.flush()
    console(stderr=True).print(f"Error: {message}", style="red")
    raise typer.Exit(status)
