"""How a command ends: every exit status, and a sentence instead of a traceback."""

import asyncio
import contextlib
import signal
import sys
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import typer

from amazon_plytix.accounts import AccountUnusable
from amazon_plytix.lookup import SchemaLacks
from amazon_plytix.mapping import MappingRefused
from amazon_plytix.plytix import PlytixError
from amazon_plytix.reporting import ResultsLost, ResultsUnwritable, console

Result = TypeVar("Result")

SOME_FAILED = 1
REFUSED = 2
INTERRUPTED = 130

_REFUSALS = (AccountUnusable, MappingRefused, ResultsUnwritable, SchemaLacks)


@contextmanager
def exit_statuses() -> Iterator[None]:
    """Turn what a command raises into its exit status and a message on stderr."""
    try:
        yield
    except _REFUSALS as refusal:
        _leave(f"{refusal}\nNothing was written to Plytix.", REFUSED)
    except ResultsLost as loss:
        _leave(f"the job is done, but {loss}; make room or mend the directory, and run it again", SOME_FAILED)
    except PlytixError as error:
        _leave(f"could not ask Plytix: {error}\nNothing was written to Plytix.", REFUSED)
    except KeyboardInterrupt:
        _leave("interrupted; run the same command again to go on", INTERRUPTED)
    except typer.Exit:
        raise
    except Exception as error:  # noqa: BLE001 no traceback ever reaches a user
        _leave(f"a fault of this program, please report it: {type(error).__name__}: {error}", SOME_FAILED)


def run(job: Coroutine[Any, Any, Result]) -> Result:
    """Run a job to its end; SIGTERM interrupts it as Ctrl-C does.

    Raises KeyboardInterrupt for either.
    """
    try:
        return asyncio.run(_interruptible(job))
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None


async def _interruptible(job: Coroutine[Any, Any, Result]) -> Result:
    task = asyncio.ensure_future(job)
    with contextlib.suppress(NotImplementedError):  # Windows has no such handlers
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    return await task


def _leave(message: str, status: int) -> None:
    sys.stdout.flush()
    console(stderr=True).print(f"Error: {message}", style="red")
    raise typer.Exit(status)
