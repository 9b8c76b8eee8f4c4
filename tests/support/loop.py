"""An event loop whose time jumps to the next timer instead of waiting for it, and that can be killed at any step."""

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")


class Killed(BaseException):
    """The power went out."""


class _JumpingSelector(selectors.DefaultSelector):
    """Where a loop would wait for so many seconds, that many have passed."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise RuntimeError("everybody waits, and nothing will ever happen")
        self.now += max(timeout, 0.0)
        return super().select(0)


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """Runs forty hours of waiting in no time.

    Arguments: ``steps`` is how many turns of the loop there are until everything stops for good, as after a kill -9;
    ``signal`` is called after so many, as on Ctrl-C.
    """

    def __init__(self, steps: int | None = None, signal: tuple[int, Callable[[], None]] | None = None) -> None:
        self._jumping = _JumpingSelector()
        self._steps = steps
        self._signal = signal
        self._turns = 0
        super().__init__(self._jumping)

    def time(self) -> float:
        """Seconds since the loop was made."""
        return self._jumping.now

    def bury(self) -> None:
        """Clear away what a kill has left, be it in the very step in which the job was done."""
        self._steps = None
        tasks = asyncio.all_tasks(self)
        for task in tasks:
            task.cancel()
        self.call_soon(self.stop)
        self.run_forever()
        self.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))

    def _run_once(self) -> None:
        self._turns += 1
        if self._steps is not None and self._turns > self._steps:
            raise Killed
        if self._signal and self._turns == self._signal[0]:
            self._signal[1]()
        super()._run_once()  # type: ignore[misc]


def run_virtually(
    job: Coroutine[Any, Any, Result], loop: VirtualTimeLoop, at_death: Callable[[], None] = lambda: None
) -> Result:
    """Run a job on virtual time.

    Raises Killed where the loop's steps ran out first. ``at_death`` is called before the job's tasks are cleared away,
    to keep what they do in their last moments from having any effect.
    """
    try:
        return loop.run_until_complete(job)
    except Killed:
        at_death()
        loop.bury()
        raise
    finally:
        loop.close()
