"""The traceback of a fault of this program, kept in a file: users see a sentence that names it."""

import platform
import traceback
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from amazon_plytix.reporting.files import ResultsLost, make_private, save_text


def describe_fault(error: BaseException, folder: Path | None, name: str, conceal: Callable[[str], str] = str) -> str:
    """Keep the traceback of a fault of this program; return the sentence about it.

    Arguments:
        error: what was raised.
        folder: takes the file ``crash-<name>.txt``; None for no file.
        name: the id of the run, or the moment if there was none.
        conceal: takes secrets out of a text.
    """
    what = conceal(f"{type(error).__name__}: {error}")
    return f"a fault of this program, please report it: {what}{_kept(error, folder, name, conceal)}"


def traceback_of(error: BaseException, conceal: Callable[[str], str] = str) -> str:
    """Return the traceback of an error as Python prints it, without secrets."""
    return conceal("".join(traceback.format_exception(error)))


def _kept(error: BaseException, folder: Path | None, name: str, conceal: Callable[[str], str]) -> str:
    if folder is None:
        return ""
    path = folder / f"crash-{name}.txt"
    head = f"amazon-plytix {version('amazon-plytix')}, Python {platform.python_version()} on {platform.platform()}"
    try:
        make_private(folder)
        save_text(path, f"{head}\n\n{traceback_of(error, conceal)}")
    except ResultsLost as lost:
        # The disk may be full: without a file the sentence has to do.
        return f" (its traceback was lost: {lost})"
    return f"; its traceback is in {path}"
