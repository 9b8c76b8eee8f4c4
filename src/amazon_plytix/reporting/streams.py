"""The streams of a command as a process: what cannot be written there ends nothing, and is not forgotten."""

import io
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import TextIO

from amazon_plytix.reporting.visible import without_foreign_controls


class OutputStream(io.TextIOWrapper):
    """A stream of text whose trouble (a full disk, a closed terminal, a reader that left) ends no work.

    After the first trouble everything goes nowhere. ``lost`` says what it was, "" if there was none; a reader that left
    (``| head``) has seen what it wanted.
    """

    lost = ""

    def write(self, text: str) -> int:
        """Write text, if that is possible."""
        try:
            super().write(without_foreign_controls(text))
        except (OSError, ValueError) as error:
            self._give_up(error)
        return len(text)

    def flush(self) -> None:
        """Write what is left, if that is possible."""
        try:
            super().flush()
        except (OSError, ValueError) as error:
            self._give_up(error)

    def _give_up(self, error: Exception) -> None:
        if not isinstance(error, BrokenPipeError):
            self.lost = (error.strerror if isinstance(error, OSError) else None) or str(error)
        # What is still in the buffers has to go somewhere, or the end of the process stumbles over it.
        with suppress(OSError, ValueError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self.fileno())
            os.close(nowhere)


def protect_streams() -> Sequence[OutputStream]:
    """Replace stdout and stderr by streams that end no work, and return the two."""
    sys.stdout, sys.stderr = streams = _protected(sys.stdout), _protected(sys.stderr)
    return streams


def _protected(stream: TextIO | None) -> OutputStream:
    if not isinstance(stream, io.TextIOWrapper):
        # A process may be started without the stream.
        return OutputStream(open(os.devnull, "wb"), encoding="utf-8")  # noqa: PTH123 open as long as the process
    encoding, lines = stream.encoding, stream.line_buffering
    with suppress(OSError, ValueError):
        os.set_blocking(stream.fileno(), True)
    return OutputStream(stream.detach(), encoding=encoding, errors="replace", line_buffering=lines)
