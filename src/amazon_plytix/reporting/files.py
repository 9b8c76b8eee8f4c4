"""Results files: tried before anything is done, written whole or not at all."""

import json
import os
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

Results = dict[str, Any]


class ResultsUnwritable(Exception):
    """The results file cannot be written where it belongs; found before anything was done."""


class ResultsLost(Exception):
    """The job is done, and its results file could not be written."""


def metadata_of(source_file: Path, date: datetime, *, execute: bool) -> Results:
    """What the results of every job say of the job itself, by the keys of sync-workflow.md, Output Structure."""
    return {
        "source_file": str(source_file),
        "sync_date": date.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "dry_run": not execute,
    }


def try_to_write(path: Path) -> None:
    """Make sure, before anything is done, that results can be saved.

    Raises ResultsUnwritable. A directory that does not exist is the mapping's problem, and told as such.
    """
    if not path.parent.is_dir():
        return
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}."):
            pass
    except OSError as error:
        raise ResultsUnwritable(f"{path} cannot be written: {error.strerror}; the results belong there") from None


def save_results(path: Path, results: Results) -> None:
    """Write the file whole or not at all, readable by its owner alone.

    Raises ResultsLost.
    """
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            temporary = Path(file.name)
        try:
            with temporary.open("w", encoding="utf-8") as text:
                json.dump(results, text, indent=2, ensure_ascii=False)
                text.write("\n")
                text.flush()
                os.fsync(text.fileno())
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise ResultsLost(f"{path} could not be written: {error.strerror}") from None
