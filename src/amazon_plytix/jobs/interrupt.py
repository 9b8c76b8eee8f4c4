"""A job is ended early, in good order: by Ctrl-C, or by whoever runs it."""

import asyncio
import contextlib
import signal
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from amazon_plytix.applying.events import Events

Result = TypeVar("Result")


class Interrupt:
    """Ends a job in good order: what is under way is finished, nothing else is begun."""

    def __init__(self) -> None:
        self.happened = False
        self._end: Callable[[], None] = lambda: None

    def ends_with(self, end: Callable[[], None]) -> None:
        """Set how the job is ended; end it at once if the interrupt has happened already."""
        self._end = end
        if self.happened:
            end()

    def happen(self) -> None:
        """End the job."""
        self.happened = True
        self._end()


def run_interruptibly(job: Coroutine[Any, Any, Result], interrupt: Interrupt, events: Events) -> Result:
    """Run a job to its end. The first Ctrl-C or SIGTERM ends it in good order, the second at once.

    Raises KeyboardInterrupt after the second.
    """
    try:
        return asyncio.run(_interruptible(job, interrupt, events))
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None


async def _interruptible(job: Coroutine[Any, Any, Result], interrupt: Interrupt, events: Events) -> Result:
    task, loop = asyncio.ensure_future(job), asyncio.get_running_loop()

    def end() -> None:
        if interrupt.happened:
            task.cancel()
        else:
            events.ending()
            interrupt.happen()

    for sign in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows has no such handlers
            loop.add_signal_handler(sign, end)
    return await task
