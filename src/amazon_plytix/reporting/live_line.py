"""One line at the bottom of a terminal that is drawn anew all the time, below everything that is printed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.live import Live
from rich.text import Text

_A_SECOND = 5
_LENGTH = 30


class LiveLine:
    """The line: drawn from ``start`` to ``stop``, on a terminal that can move its cursor; elsewhere never.

    Arguments:
        screen: where it is drawn.
        text: what it says; asked for several times a second, by a thread of its own.
    """

    def __init__(self, screen: Console, text: Callable[[], Text]) -> None:
        self.is_possible = screen.is_terminal and not screen.is_dumb_terminal
        self.is_drawn = False
        self._screen = screen
        self._text = text
        self._live = Live(get_renderable=self._cut, console=screen, transient=True, refresh_per_second=_A_SECOND)

    def start(self) -> None:
        """Draw the line from now on."""
        if self.is_possible and not self.is_drawn:
            self.is_drawn = True
            self._live.start()

    def stop(self) -> None:
        """Clear the line away."""
        if self.is_drawn:
            self.is_drawn = False
            self._live.stop()

    @contextmanager
    def out_of_the_way_of(self, console: Console) -> Iterator[None]:
        """Clear the line away while something is printed on another console, which may be the same terminal.

        On its own console the line moves down by itself.
        """
        if not self.is_drawn or console is self._screen or not console.is_terminal:
            yield
            return
        self.stop()
        try:
            yield
        finally:
            self.start()

    def _cut(self) -> Text:
        """Return the text, no longer than the window is wide: what wraps is not cleared away whole."""
        text = self._text()
        text.truncate(self._screen.width, overflow="ellipsis")
        return text

    def bar(self, done: int, total: int) -> Text:
        """Return a bar that shows how much is done."""
        full, empty = "━─" if self._screen.encoding.startswith("utf") else "#-"
        length = _LENGTH * done // total
        return Text.assemble((full * length, "green"), (empty * (_LENGTH - length), "dim"))
