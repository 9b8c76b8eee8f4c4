"""How a command ends: every exit status, and a sentence instead of a traceback."""

import asyncio
import contextlib
import signal
import sys
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn, TypeVar

import typer

from amazon_plytix.accounts import AccountUnusable
from amazon_plytix.jobs.interrupt import Interrupt
from amazon_plytix.jobs.link import TooManyRemovals
from amazon_plytix.jobs.running import CutShort
from amazon_plytix.ledger import AccountBusy, LedgerUnusable, NoSuchRun
from amazon_plytix.lookup import SchemaLacks
from amazon_plytix.mapping import MappingRefused
from amazon_plytix.plytix import ApiError, Stopped
from amazon_plytix.reporting import ResultsLost, ResultsUnwritable, console

Result = TypeVar("Result")

SOME_FAILED = 1
REFUSED = 2
INTERRUPTED = 130

_UNTOUCHED = "Nothing was written to Plytix."
# What a command may raise, the sentence about it, and the exit status; the first that fits holds.
_ENDINGS: tuple[tuple[type[BaseException], str, int], ...] = (
    (AccountBusy, "{}\n" + _UNTOUCHED, REFUSED),
    (AccountUnusable, "{}\n" + _UNTOUCHED, REFUSED),
    (LedgerUnusable, "{}\n" + _UNTOUCHED, REFUSED),
    (MappingRefused, "{}\n" + _UNTOUCHED, REFUSED),
    (NoSuchRun, "{}\n" + _UNTOUCHED, REFUSED),
    (ResultsUnwritable, "{}\n" + _UNTOUCHED, REFUSED),
    (SchemaLacks, "{}\n" + _UNTOUCHED, REFUSED),
    (TooManyRemovals, "{}\n" + _UNTOUCHED, REFUSED),
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


def run_interruptibly(job: Coroutine[Any, Any, Result], interrupt: Interrupt) -> Result:
    """Run a job to its end. The first Ctrl-C or SIGTERM ends it in good order, the second at once.

    Raises KeyboardInterrupt after the second.
    """
    try:
        return asyncio.run(_interruptible(job, interrupt))
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None


async def _interruptible(job: Coroutine[Any, Any, Result], interrupt: Interrupt) -> Result:
    task, loop = asyncio.ensure_future(job), asyncio.get_running_loop()

    def end() -> None:
        if interrupt.happened:
            task.cancel()
        else:
            console(stderr=True).print("Ending: what is under way is finished. Once more to stop at once.")
            interrupt.happen()

    for sign in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows has no such handlers
            loop.add_signal_handler(sign, end)
    return await task


def _leave(message: str, status: int) -> NoReturn:
    sys.stdout.flush()
    console(stderr=True).print(f"Error: {message}", style="red")
    raise typer.Exit(status)
