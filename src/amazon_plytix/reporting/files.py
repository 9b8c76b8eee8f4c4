"""Results files: tried before anything is done, written whole or not at all."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from amazon_plytix.refusal import RefusedBeforeWriting


class ResultsUnwritable(RefusedBeforeWriting):
    """The results file cannot be written. This is found before anything is done."""


class ResultsLost(Exception):
    """The job is done, and its results file could not be written."""


def try_to_write(path: Path) -> None:
    """Make sure, before anything is done, that results can be saved.

    Raises ResultsUnwritable. If the directory does not exist, the mapping is not there either, and reading it says so.
    """
    if not path.parent.is_dir():
        return
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}."):
            pass
    except OSError as error:
        raise ResultsUnwritable(f"{path} cannot be written: {error.strerror}; the results belong there") from None


def save_text(path: Path, text: str) -> None:
    """Write the file whole or not at all, readable by its owner alone.

    Raises ResultsLost.
    """
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            temporary = Path(file.name)
        try:
            # Half an emoji has no place in UTF-8; replaced so, it is the escape that JSON has for it.
            with temporary.open("w", encoding="utf-8", errors="backslashreplace") as opened:
                opened.write(text)
                opened.flush()
                os.fsync(opened.fileno())
            temporary.replace(path)
            _sync_directory(path.parent)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise ResultsLost(f"{path} could not be written: {error.strerror}") from None


def _sync_directory(folder: Path) -> None:
    """Make a rename last through a power cut; a file system that cannot do it is no error."""
    with suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
