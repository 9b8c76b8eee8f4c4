"""Text for people: colour on terminals alone, whatever else the stream may be."""

import io
import os
import sys

from rich.console import Console

from amazon_plytix.plytix import ApiEvents, Wait


class _Console(Console):
    """A Console whose reader may leave (``| head``) without ending the work that is told of."""

    def on_broken_pipe(self) -> None:
        self.quiet = True
        os.dup2(os.open(os.devnull, os.O_WRONLY), self.file.fileno())


def console(*, stderr: bool = False) -> Console:
    """A Console that prints text as it is: no markup in SKUs, no lines broken at the window's edge.

    What the stream cannot spell is printed as a question mark: an old terminal must not stop a sync.
    """
    stream = sys.stderr if stderr else sys.stdout
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="replace")
    return _Console(file=stream, markup=False, highlight=False, emoji=False, soft_wrap=True)


class ConsoleWatcher(ApiEvents):
    """Tells what the client waits for, and what it noticed."""

    def __init__(self, talk: Console) -> None:
        self._talk = talk

    def waiting(self, wait: Wait) -> None:
        """Why nothing moves, how long, and until when."""
        until = wait.until.strftime("%H:%M:%S UTC")
        self._talk.print(f"Waiting {wait.seconds:,.0f} s, until {until}: {wait.reason}", style="yellow")

    def note(self, text: str) -> None:
        """Something worth knowing."""
        self._talk.print(f"Warning: {text}", style="yellow")
