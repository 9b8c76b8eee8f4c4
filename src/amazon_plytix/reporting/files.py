"""Results files: named, tried before anything is done, written whole or not at all."""

import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from amazon_plytix.mapping import MappingRefused, is_piped
from amazon_plytix.mapping.document import Document
from amazon_plytix.refusal import RefusedBeforeWriting

# What every results file has had from the first version on, before its metadata.
_FIRST_KEYS = {"total", "created", "exists", "linked"}


class ResultsUnwritable(RefusedBeforeWriting):
    """The results file cannot be written. This is found before anything is done."""


class ResultsLost(Exception):
    """The job is done, and its results file could not be written."""


def results_beside(mapping: Path, ending: str) -> Path | None:
    """Return where the results of a mapping belong: beside it, as ``X.<ending>.json``, None if it is no file at all.

    X is the mapping's name, without ``.json`` if it ends so (sync-workflow.md, Output Structure). The results of a
    mapping that comes through a pipe are ``stdin.<ending>.json`` in the working directory.
    """
    if is_piped(mapping):
        return Path(f"stdin.{ending}.json")
    if not mapping.name:
        return None
    name = mapping.stem if mapping.suffix == ".json" else mapping.name
    return mapping.with_name(f"{name}.{ending}.json")


def refuse_to_overwrite(path: Path, mapping: Path) -> None:
    """Make sure that results overwrite nothing but earlier results of the same mapping.

    Raises ResultsUnwritable.
    """
    try:
        if stat.S_ISDIR(path.lstat().st_mode):
            raise ResultsUnwritable(f"{path} is a directory, and the results belong there: move it away")
        source = _source_of_results(path)
    except OSError as error:
        # Nothing is there, or the directory is not there either, and reading the mapping says so.
        if isinstance(error, FileNotFoundError | NotADirectoryError) and not path.is_symlink():
            return
        raise ResultsUnwritable(f"{path} cannot be read: {error.strerror}; the results belong there") from None
    if source is None:
        raise ResultsUnwritable(
            f"{path} is no results file, and the results belong there: move it away, or rename the mapping"
        )
    if source.name != mapping.name and not (is_piped(source) and is_piped(mapping)):
        raise ResultsUnwritable(
            f"{path} holds the results of {source}, and those of {mapping} belong there too: rename one of the mappings"
        )


def _source_of_results(path: Path) -> Path | None:
    """Return the mapping whose results a file holds; None if it is not a results file."""
    if not stat.S_ISREG(path.stat().st_mode):
        return None
    found: dict[str, object] = {}
    # Read up to its metadata alone, which stand before the many rows.
    with suppress(MappingRefused):
        for key, _, value in Document(path).members({*_FIRST_KEYS, "metadata"}, ()):
            found[key] = value
            if key == "metadata":
                break
    metadata = found.get("metadata")
    if not isinstance(metadata, dict) or not found.keys() > _FIRST_KEYS or "dry_run" not in metadata:
        return None
    return Path(str(metadata.get("source_file")))


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


def make_private(folder: Path) -> None:
    """Make a folder that only the user can read, unless it is there.

    Raises ResultsLost.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ResultsLost(f"{folder} could not be made: {error.strerror}") from None


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
