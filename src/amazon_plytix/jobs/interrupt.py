"""The user wants the work to end."""

from collections.abc import Callable


class Interrupt:
    """Ends a job in good order: what is under way is finished, nothing else is begun."""

    def __init__(self) -> None:
        self.happened = False
        self._end: Callable[[], None] = lambda: None

    def ends_with(self, end: Callable[[], None]) -> None:
        """Say how the job is brought to its end; at once, if it is to end already."""
        self._end = end
        if self.happened:
            end()

    def happen(self) -> None:
        """End the job."""
        self.happened = True
        self._end()
