"""Text for people: colour on terminals alone, whatever else the stream may be."""

import io
import os
import sys

from rich.console import Console


class _Console(Console):
    """A Console whose reader may leave (``| head``) without ending the work."""

    def on_broken_pipe(self) -> None:
        self.quiet = True
        os.dup2(os.open(os.devnull, os.O_WRONLY), self.file.fileno())


def console(*, stderr: bool = False) -> Console:
    """Return a Console that prints text as it is: no markup in SKUs, no lines broken at the window's edge.

    What the stream cannot encode is printed as a question mark: an old terminal must not stop a sync.
    """
    stream = sys.stderr if stderr else sys.stdout
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="replace")
    return _Console(file=stream, markup=False, highlight=False, emoji=False, soft_wrap=True)
