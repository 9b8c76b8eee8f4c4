"""An event loop whose time jumps to the next timer instead of waiting for it, and that can be killed at any step."""

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")


class Killed(BaseException):
    """The loop ran out of steps: the process was killed."""


class _JumpingSelector(selectors.DefaultSelector):
    """Advances the time by as many seconds as the loop would wait for."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise RuntimeError("all tasks wait, and there is no timer that could end the wait")
        self.now += max(timeout, 0.0)
        return super().select(0)


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """Runs forty hours of waiting in no time.

    Arguments: ``steps`` is the number of turns after which the loop stops for good, as after a kill -9; ``signal`` is
    a function and the number of the turn before which it is called, as on Ctrl-C.
    """

    def __init__(self, steps: int | None = None, signal: tuple[int, Callable[[], None]] | None = None) -> None:
        self._jumping = _JumpingSelector()
        self._steps = steps
        self._signal = signal
        self._turns = 0
        super().__init__(self._jumping)

    def time(self) -> float:
        """Return the seconds since the loop was made."""
        return self._jumping.now

    def discard_tasks(self) -> None:
        """Cancel all tasks that a kill has left, also if the job was done in the same step."""
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
    job: Coroutine[Any, Any, Result], loop: VirtualTimeLoop, on_kill: Callable[[], None] = lambda: None
) -> Result:
    """Run a job on virtual time.

    Arguments: ``on_kill`` is called before the tasks of a killed job are cancelled, to keep what they still do from
    having any effect.

    Raises Killed if the loop runs out of steps first.
    """
    try:
        return loop.run_until_complete(job)
    except Killed:
        on_kill()
        loop.discard_tasks()
        raise
    finally:
        loop.close()
