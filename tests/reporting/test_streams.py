"""Streams that cannot be written."""

import os
import pty
import sys
from pathlib import Path

import pytest

from amazon_plytix.reporting.streams import OutputStream, protect_streams


def stream_on(descriptor: int) -> OutputStream:
    return OutputStream(os.fdopen(descriptor, "wb"), encoding="utf-8", errors="replace")


def say(stream: OutputStream) -> None:
    for _ in range(3):
        stream.write("something\n")
        stream.flush()
    stream.close()


def test_a_full_disk_is_noted_and_ends_nothing() -> None:
    stream = stream_on(os.open("/dev/full", os.O_WRONLY))
    say(stream)
    assert stream.lost == "No space left on device"


def test_a_terminal_that_is_closed_is_noted_and_ends_nothing() -> None:
    ours, theirs = pty.openpty()
    os.close(ours)
    stream = stream_on(theirs)
    say(stream)
    assert stream.lost == "Input/output error"


def test_a_reader_that_leaves_has_seen_what_it_wanted() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    stream = stream_on(writer)
    say(stream)
    assert stream.lost == ""


def test_a_stream_that_was_closed_is_noted_and_ends_nothing(tmp_path: Path) -> None:
    stream = stream_on(os.open(tmp_path / "file", os.O_WRONLY | os.O_CREAT))
    stream.close()
    stream.write("something\n")
    assert stream.lost == "I/O operation on closed file."


def test_what_can_be_written_is_written_without_controls(tmp_path: Path) -> None:
    stream = stream_on(os.open(tmp_path / "file", os.O_WRONLY | os.O_CREAT))
    say(stream)
    assert (tmp_path / "file").read_text() == "something\n" * 3
    assert stream.lost == ""


def test_a_process_without_streams_gets_some(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    for stream in protect_streams():
        say(stream)
        assert stream.lost == ""
