"""Text for people: colour on terminals alone, nothing that a terminal obeys, whatever else the stream may be."""

import io
import os
import sys
from typing import Any, TextIO

from rich.console import Console
from rich.text import Text

from amazon_plytix.reporting.visible import shown_lines


class SafeConsole(Console):
    """A Console that shows text as text: no markup, no escape sequences, no lines broken at the window's edge."""

    def __init__(self, stream: TextIO, *, force_terminal: bool | None = None) -> None:
        super().__init__(
            file=stream,
            force_terminal=force_terminal,
            # Rich itself would leave bold and dim.
            color_system=None if os.environ.get("NO_COLOR") else "auto",
            markup=False,
            highlight=False,
            emoji=False,
            soft_wrap=True,
        )

    def print(self, *objects: Any, **options: Any) -> None:
        """Print; everything that a command says passes here."""
        super().print(*(self._safe(each) for each in objects), **options)

    def _safe(self, shown: Any) -> Any:
        if isinstance(shown, str):
            return shown_lines(shown)
        # Nearly every text is in order, and to take one apart takes as long as to print it.
        if isinstance(shown, Text) and shown_lines(shown.plain) != shown.plain:
            return Text.assemble(*((shown_lines(part.text), part.style or "") for part in shown.render(self)))
        return shown


def console(*, stderr: bool = False) -> SafeConsole:
    """Return a Console on stdout or stderr.

    What the stream cannot encode is printed as a question mark: an old terminal must not stop a sync.
    """
    stream = sys.stderr if stderr else sys.stdout
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="replace")
    return SafeConsole(stream)
