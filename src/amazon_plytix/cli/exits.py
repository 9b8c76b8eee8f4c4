"""How a command ends: every exit status, and a sentence instead of a traceback."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from secrets import token_hex
from typing import NoReturn

import typer

from amazon_plytix.exit_status import ExitStatus
from amazon_plytix.reporting.streams import protect_streams
from amazon_plytix.reporting.visible import shown_json


class Interrupted(KeyboardInterrupt):
    """A job was interrupted and has ended in good order. The text says what went wrong besides, if anything did."""


_UNTOUCHED = "Nothing was written to Plytix."
_GO_ON = "run the same command again to go on"


@contextmanager
def exit_statuses(*, as_json: bool = False) -> Iterator[None]:
    """Turn what a command raises into its exit status and a message on stderr; no traceback reaches a user.

    If stdout takes JSON, it takes the message too.
    """
    try:
        yield
    except typer.Exit:
        raise
    except typer.BadParameter as error:
        # Typer says it on stderr.
        if as_json:
            _print_json(error.format_message(), ExitStatus.REFUSED)
        raise
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 whatever it is, it is told in a sentence
        sentence, status = _ending(error)
        _print_error(sentence)
        if as_json:
            _print_json(sentence, status)
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
        _print_error(f"the command has ended, but {' and '.join(losses)}")
    sys.exit(status or (ExitStatus.SOME_FAILED if losses else ExitStatus.DONE))


def _status_of(command: Callable[[], object]) -> int:
    try:
        with exit_statuses():
            command()
    except typer.Exit as end:
        return end.exit_code
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0 if end.code is None else ExitStatus.SOME_FAILED
    return ExitStatus.DONE


def _print_error(sentence: str) -> None:
    from amazon_plytix.reporting.console import console

    console(stderr=True).print(f"Error: {sentence}", style="red")


def _print_json(sentence: str, status: int) -> None:
    typer.echo(shown_json(json.dumps({"error": sentence, "exit_status": status}, ensure_ascii=False)))


def _ending(error: BaseException) -> tuple[str, ExitStatus]:
    """Return the sentence about an error, and the exit status that belongs to it."""
    for kind, sentence, status in _endings():
        if isinstance(error, kind):
            return sentence.format(error), status
    return _described(error), ExitStatus.SOME_FAILED


def _described(error: BaseException) -> str:
    """Return the sentence about a fault of this program, which names the file with the traceback."""
    from amazon_plytix.accounts import AccountUnusable, state_directory
    from amazon_plytix.http import Secrets
    from amazon_plytix.reporting.crash import describe_fault

    # Those of the config file are known to the job alone that uses them.
    secrets = Secrets(*(os.environ.get(name, "") for name in ("PLYTIX_API_KEY", "PLYTIX_API_PASSWORD")))
    folder = None
    with suppress(AccountUnusable):
        folder = state_directory()
    name = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{token_hex(2)}"
    return describe_fault(error, folder, name, secrets.conceal)


def _endings() -> tuple[tuple[type[BaseException], str, ExitStatus], ...]:
    """Return what a command may raise, the sentence about it, and the exit status; the first that fits holds."""
    from amazon_plytix.http import ApiError, Stopped
    from amazon_plytix.jobs.job import CutShort
    from amazon_plytix.refusal import RefusedBeforeWriting
    from amazon_plytix.reporting.files import ResultsLost

    lost = "the job is done, but {}; make room or mend the directory, and run it again"
    return (
        (RefusedBeforeWriting, "{}\n" + _UNTOUCHED, ExitStatus.REFUSED),
        (Stopped, "interrupted. " + _UNTOUCHED, ExitStatus.INTERRUPTED),
        (ApiError, "could not ask Plytix: {}\n" + _UNTOUCHED, ExitStatus.REFUSED),
        (CutShort, "{}\nRun the same command again: it goes on where this one ended.", ExitStatus.SOME_FAILED),
        (ResultsLost, lost, ExitStatus.SOME_FAILED),
        (Interrupted, "interrupted, and {}; " + _GO_ON, ExitStatus.INTERRUPTED),
        (KeyboardInterrupt, "interrupted; " + _GO_ON, ExitStatus.INTERRUPTED),
    )
