"""A job is ended early, in good order: by Ctrl-C, by a closed terminal, or by whoever runs it."""

import asyncio
import signal
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, Generic, TypeVar

from amazon_plytix.applying.events import Events

Result = TypeVar("Result")

# SIGHUP is what a terminal sends when it is closed; Windows has none.
_SIGNALS = tuple(number for name in ("SIGINT", "SIGTERM", "SIGHUP") if (number := getattr(signal, name, None)))


class Interrupt:
    """Ends a job in good order: what is under way is finished, nothing else is begun.

    ``reason`` says why, in a sentence, if it was not a person who ended it.
    """

    def __init__(self) -> None:
        self.happened = False
        self.reason: str | None = None
        self._end: Callable[[], None] | None = None

    @property
    def is_from_person(self) -> bool:
        """Return whether it has happened, and a person or a signal was the reason."""
        return self.happened and self.reason is None

    @property
    def has_work(self) -> bool:
        """Return whether there may be something under way that has to be finished."""
        return self._end is not None

    def ends_with(self, end: Callable[[], None]) -> None:
        """Set how the job is ended; end it at once if the interrupt has happened already."""
        self._end = end
        if self.happened:
            end()

    def happen(self, reason: str | None = None) -> None:
        """End the job. The first reason counts."""
        if not self.happened:
            self.reason = reason
        self.happened = True
        if self._end:
            self._end()


def run_interruptibly(job: Coroutine[Any, Any, Result], interrupt: Interrupt, events: Events) -> Result:
    """Run a job to its end. The first Ctrl-C, SIGTERM or SIGHUP ends it in good order, the second at once.

    Raises KeyboardInterrupt after the second, and after the first if the job has not begun to ask anything.
    """
    interruptible = _Interruptible(job, interrupt, events)
    try:
        return asyncio.run(interruptible.run())
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None
    finally:
        interruptible.restore_handlers()


class _Interruptible(Generic[Result]):
    """A job that hears signals, also while it computes and the event loop does not turn."""

    def __init__(self, job: Coroutine[Any, Any, Result], interrupt: Interrupt, events: Events) -> None:
        self._job = job
        self._interrupt = interrupt
        self._events = events
        self._heard = 0
        self._earlier: dict[int, Any] = {}

    async def run(self) -> Result:
        self._loop, self._task = asyncio.get_running_loop(), asyncio.current_task()
        for number in _SIGNALS:
            # Whoever starts a process with nohup wants it to outlive the terminal.
            if number.name != "SIGHUP" or signal.getsignal(number) is not signal.SIG_IGN:
                # Only the main thread of a process can hear signals.
                with suppress(ValueError):
                    self._earlier[number] = signal.signal(number, self._hear)
        return await self._job

    def restore_handlers(self) -> None:
        for number, handler in self._earlier.items():
            signal.signal(number, handler)

    def _hear(self, *_: object) -> None:
        """Note a signal, in the middle of anything: the work itself is ended by the event loop's next turn."""
        self._heard += 1
        if not self._interrupt.has_work or self._heard > 2:
            raise KeyboardInterrupt
        if self._loop.is_closed():
            # All is done and saved; what is left to say is short.
            self._interrupt.happened = True
        else:
            self._loop.call_soon_threadsafe(self._end)

    def _end(self) -> None:
        if self._heard > 1 and self._task:
            self._task.cancel()
        else:
            self._events.ending()
            self._interrupt.happen()
