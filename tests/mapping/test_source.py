"""Where a mapping's bytes come from: one file, opened once; pipes and standard input; nothing that never ends."""

import errno
import io
import json
import os
import re
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from amazon_plytix.mapping import MappingRefused, read, source
from amazon_plytix.mapping.source import STANDARD_INPUT, Unreadable, is_piped, opened
from tests.support import entry

Write = Callable[[object], Path]

MANY = {"matched": [entry(number) for number in range(1, 2001)], "unmatched_amazon": []}


class FileWithEvent(io.RawIOBase):
    """A file at whose second read something happens."""

    def __init__(self, path: Path, event: Callable[[], None]) -> None:
        super().__init__()
        self._file = path.open("rb")
        self._event = event
        self._reads = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._file.fileno()

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset, whence)

    def readinto(self, buffer: Any) -> int:
        self._reads += 1
        if self._reads == 2:
            self._event()
        return os.readv(self.fileno(), [buffer])

    def close(self) -> None:
        self._file.close()
        super().close()


@pytest.fixture
def reading_while(write: Write, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Read a mapping of 2,000 entries while something happens to it."""
    path = write(MANY)
    really_open = Path.open

    def read_while(event: Callable[[Path], None]) -> Any:
        def odd_open(self: Path, *_: Any) -> Any:
            monkeypatch.setattr(Path, "open", really_open)
            return io.BufferedReader(FileWithEvent(path, lambda: event(path)), 8192)

        monkeypatch.setattr(Path, "open", odd_open)
        return read(path)

    return read_while


def replace(path: Path) -> None:
    other = path.with_name("other.json")
    other.write_text('{"matched": []}')
    other.replace(path)


def test_a_file_that_is_replaced_while_it_is_read_is_read_as_it_was(reading_while: Callable[..., Any]) -> None:
    mapping = reading_while(replace)
    assert (mapping.matched, len(mapping.digest)) == (2000, 64)


@pytest.mark.parametrize(
    "event",
    [
        lambda path: os.truncate(path, 70_000),
        lambda path: path.write_bytes(path.read_bytes() + b" ") and None,
        lambda path: path.write_text(json.dumps({"matched": [], "metadata": {}})) and None,
        lambda path: path.write_bytes(path.read_bytes()[::-1]) and None,
    ],
    ids=["truncated", "appended", "written anew", "of the same size"],
)
def test_a_file_that_is_written_to_while_it_is_read_is_refused_for_that(
    reading_while: Callable[..., Any], event: Callable[[Path], None]
) -> None:
    with pytest.raises(MappingRefused, match="changed while it was read; run the same again once it is complete"):
        reading_while(event)


def test_a_file_that_can_no_longer_be_read_half_way_is_refused(reading_while: Callable[..., Any]) -> None:
    def go_stale(_: Path) -> None:
        raise OSError(errno.ESTALE, os.strerror(errno.ESTALE))

    with pytest.raises(MappingRefused, match=f"cannot be read: {os.strerror(errno.ESTALE)}"):
        reading_while(go_stale)


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null", "/dev/full"])
def test_a_device_is_refused(device: str) -> None:
    with pytest.raises(MappingRefused) as caught:
        read(Path(device))
    assert str(caught.value) == f"{device}: is a device; give a file, a pipe, or - for standard input"


def piped(tmp_path: Path, content: bytes) -> Path:
    """A named pipe into which somebody writes this, once it is opened."""
    path = tmp_path / "pipe.json"
    os.mkfifo(path)

    def write_in() -> None:
        # The reader may have had enough before all is written.
        with suppress(BrokenPipeError):
            path.write_bytes(content)

    Thread(target=write_in, daemon=True).start()
    return path


def test_a_mapping_may_come_through_a_pipe(tmp_path: Path) -> None:
    content = json.dumps(MANY).encode("utf-16")
    assert read(piped(tmp_path, content)).matched == 2000


def test_what_is_wrong_with_a_mapping_from_a_pipe_is_found_as_in_a_file(tmp_path: Path) -> None:
    with pytest.raises(MappingRefused, match=r"is not JSON: .* at line 1, column 1[56]"):
        read(piped(tmp_path, b'{"matched": [7,]}'))


def test_more_than_memory_is_for_is_not_taken_from_a_pipe(tmp_path: Path) -> None:
    path = piped(tmp_path, b" " * 70_000)
    with pytest.raises(Unreadable, match="is a pipe that more than 65,000 bytes come through"), opened(path, 65_000):
        pass
    assert source.LARGEST_PIPED == 2**29


@pytest.mark.parametrize("content", [b'{"matched": []}', b""])
def test_a_mapping_may_come_through_standard_input(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    if content:
        assert read(STANDARD_INPUT).listings == ()
    else:
        with pytest.raises(MappingRefused, match=re.escape("-: is empty")):
            read(STANDARD_INPUT)


def test_standard_input_that_is_closed_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(MappingRefused, match="standard input, which is closed"):
        read(STANDARD_INPUT)


@pytest.mark.parametrize(
    ("path", "expected"), [("-", True), ("/dev/stdin", True), ("/dev/fd/63", True), ("/proc/self/fd/3", True),
                           ("./dev/x.json", False), ("a-b.json", False), ("/data/dev/m.json", False),
                           ("/dev/shm/m.json", False)],
)  # fmt: skip
def test_what_lies_in_no_folder_of_files_is_piped(path: str, *, expected: bool) -> None:
    assert is_piped(Path(path)) is expected
