"""The clocks that a sandbox can run on."""

import asyncio
import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """The source of all time in a sandbox, so that it can also run on a virtual clock."""

    def time(self) -> float:
        """Return the time in epoch seconds, UTC."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Return after so many seconds of this clock."""
        ...


class SystemClock:
    """The time of the machine."""

    def time(self) -> float:
        """Return the machine's time in epoch seconds, UTC."""
        return time.time()

    async def sleep(self, seconds: float) -> None:
        """Sleep for so many real seconds, without blocking other requests."""
        await asyncio.sleep(seconds)


class ManualClock:
    """A clock that moves only by `advance` and `sleep`.

    Arguments:
        start: the time at first, epoch seconds, UTC.
    """

    def __init__(self, start: float = 1_735_689_600.0) -> None:
        self._now = start

    def time(self) -> float:
        """Return the time in epoch seconds, UTC."""
        return self._now

    async def sleep(self, seconds: float) -> None:
        """Advance by so many seconds and let other tasks run once."""
        self.advance(seconds)
        await asyncio.sleep(0)

    def advance(self, seconds: float) -> None:
        """Move the clock forward by so many seconds."""
        self._now += seconds


def timestamp(milliseconds: int) -> str:
    """Return epoch milliseconds as Plytix writes a moment on v2: UTC, no zone, six digits of fraction."""
    seconds, rest = divmod(milliseconds, 1000)
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{rest:03d}000"
