"""The first lines of every command as a process: signals are heard before anything that takes time is loaded."""

import atexit
import importlib
import os
import signal
from contextlib import suppress
from typing import NoReturn

_INTERRUPTED = 130
_SENTENCE = b"Error: interrupted; run the same command again to go on\n"


def command() -> None:
    """Run amazon-plytix, or what its arguments name."""
    _run("amazon_plytix.cli.main")


def script() -> None:
    """Run the command of sync-workflow.md, Script: scripts/sync_amazon_products.py."""
    _run("amazon_plytix.cli.sync")


def _run(module: str) -> None:
    hear_signals()
    _leave_no_core()
    importlib.import_module(module).main()


def hear_signals() -> None:
    """End the process at once with exit status 130 at any signal that asks for it, until a job hears them itself.

    There is nothing to lose: before a job and after it, nothing is under way.
    """
    for number in _signals():
        signal.signal(number, _end)
    # At its very end Python would give signals back to the system, which then decides about the exit status.
    atexit.register(_ignore_signals)


def _signals() -> list[signal.Signals]:
    """Return the signals that ask a process to end. Whoever starts it with nohup wants SIGHUP ignored."""
    asked = [signal.SIGINT, signal.SIGTERM]
    hang_up = getattr(signal, "SIGHUP", None)
    if hang_up is not None and signal.getsignal(hang_up) is not signal.SIG_IGN:
        asked.append(hang_up)
    return asked


def _end(*_: object) -> NoReturn:
    with suppress(OSError):
        os.write(2, _SENTENCE)
    os._exit(_INTERRUPTED)


def _ignore_signals() -> None:
    for number in _signals():
        signal.signal(number, signal.SIG_IGN)


def _leave_no_core() -> None:
    """Allow no core dump: it would hold key and password."""
    with suppress(ImportError, OSError, ValueError):
        resource = importlib.import_module("resource")
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
