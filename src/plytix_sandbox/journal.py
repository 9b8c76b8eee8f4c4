"""The requests that a sandbox answered."""

import errno
import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, overload


@dataclass(frozen=True, slots=True)
class Entry:
    """One request.

    Arguments:
        time: when it arrived, epoch seconds of the sandbox's clock.
        method: the HTTP method.
        path: the path without its query.
        status: the answer's status; 0 if the connection was cut before any work was done.
        body: the request's JSON, or None; never that of the token endpoint.
    """

    time: float
    method: str
    path: str
    status: int
    body: Any = None


class Journal(Sequence[Entry]):
    """All requests in the order of their answers, in memory, and without bodies as JSON lines in a file.

    Arguments:
        path: the file to append to, or None.
        remember: keep the entries in memory too; a server that runs for days should not.

    Raises OSError if the file cannot be opened.
    """

    def __init__(self, path: Path | None = None, *, remember: bool = True) -> None:
        self._entries: list[Entry] = []
        self._remember = remember
        self._path = path
        self._told = False
        if path:
            path.open("a").close()

    def add(self, entry: Entry) -> None:
        """Append an entry, and write its line to the file at once.

        A file that cannot be written is told once on stderr: the call was answered all the same.
        """
        if self._remember:
            self._entries.append(entry)
        if self._path:
            line = {"time": entry.time, "method": entry.method, "path": entry.path, "status": entry.status}
            try:
                _append(self._path, json.dumps(line) + "\n")
            except OSError as problem:
                self._tell(problem)

    @overload
    def __getitem__(self, index: int) -> Entry: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Entry]: ...
    def __getitem__(self, index: int | slice) -> Entry | Sequence[Entry]:
        return self._entries[index]

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries)

    def clear(self) -> None:
        """Remove the entries from memory."""
        self._entries.clear()

    def _tell(self, problem: OSError) -> None:
        if not self._told:
            self._told = True
            reason = problem.strerror or "no reason given"
            # stderr may be on the same full disk.
            with suppress(OSError, ValueError):
                sys.stderr.write(f"plytix-sandbox: {self._path} cannot be written: {reason}. Calls go on without it.\n")
                sys.stderr.flush()


def _append(path: Path, line: str) -> None:
    """Append a line, or nothing.

    Raises OSError if it cannot be written.
    """
    data = line.encode()
    with path.open("ab", buffering=0) as file:
        written = file.write(data) or 0
        if written == len(data):
            return
        with suppress(OSError):
            file.truncate(file.seek(0, os.SEEK_END) - written)
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
