"""Where a mapping's bytes come from: one regular file, opened once, or a pipe, which is read into memory first."""

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

# The name of standard input, as other programs have it.
STANDARD_INPUT = Path("-")
# A pipe cannot be read twice, so what comes through it is kept in memory, up to so many bytes.
LARGEST_PIPED = 512 * 1024 * 1024
_CHUNK = 64 * 1024
# Where the names lie that a shell gives for the output of another command; /dev/shm holds files as any folder does.
_OPEN_FILES = (Path("/dev/fd"), Path("/proc"))
# The size of a file, and when it was written to last.
Version = tuple[int, int]


class Unreadable(Exception):
    """Something that cannot be read as a mapping. The text is the end of a sentence that begins with its path."""


def is_piped(path: Path) -> bool:
    """Return whether a mapping lies in no folder of files: standard input, or what a shell gives for a pipe."""
    return path in {STANDARD_INPUT, Path("/dev/stdin")} or any(folder in path.parents for folder in _OPEN_FILES)


@contextmanager
def opened(path: Path, largest_piped: int = LARGEST_PIPED) -> Iterator[BinaryIO]:
    """Open a mapping, once, as a file in which one can go back.

    Raises OSError if it cannot be opened, Unreadable if it is a device, or a pipe that more comes through.
    """
    if path == STANDARD_INPUT:
        yield _standard_input(largest_piped)
        return
    # Asked before it is opened: a device may act on that, and some never end.
    _refuse_device(path.stat().st_mode)
    with path.open("rb") as file:
        mode = os.fstat(file.fileno()).st_mode
        _refuse_device(mode)
        yield _in_memory(file, largest_piped) if stat.S_ISFIFO(mode) else file


def version_of(file: BinaryIO) -> Version | None:
    """Return what changes if somebody writes to an open file; None for what is in memory alone."""
    if isinstance(file, BytesIO):
        return None
    now = os.fstat(file.fileno())
    return now.st_size, now.st_mtime_ns


def _refuse_device(mode: int) -> None:
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode) or stat.S_ISFIFO(mode)):
        raise Unreadable("is a device; give a file, a pipe, or - for standard input")


def _standard_input(largest: int) -> BytesIO:
    # Python has no standard input if it was closed before the program began.
    if sys.stdin is None:
        raise Unreadable("is standard input, which is closed")
    return _in_memory(sys.stdin.buffer, largest)


def _in_memory(file: BinaryIO, largest: int) -> BytesIO:
    content = BytesIO()
    while chunk := file.read(_CHUNK):
        content.write(chunk)
        if content.tell() > largest:
            raise Unreadable(f"is a pipe that more than {largest:,} bytes come through; save it as a file")
    content.seek(0)
    return content
