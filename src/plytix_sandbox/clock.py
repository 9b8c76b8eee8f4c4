"""Where the sandbox takes its time from."""

import asyncio
import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """All the time the sandbox knows of, so that it can also live on a virtual clock."""

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
        """Sleep for so many real seconds, without holding up other requests."""
        await asyncio.sleep(seconds)


class ManualClock:
    """A clock that moves only when told to, or when somebody sleeps on it.

    Arguments:
        start: the first reading, epoch seconds, UTC.
    """

    def __init__(self, start: float = 1_735_689_600.0) -> None:
        self._now = start

    def time(self) -> float:
        """Return the reading, epoch seconds, UTC."""
        return self._now

    async def sleep(self, seconds: float) -> None:
        """Advance by so many seconds and let other tasks run once."""
        self.advance(seconds)
        await asyncio.sleep(0)

    def advance(self, seconds: float) -> None:
        """Move the clock forward by so many seconds."""
        self._now += seconds


def timestamp(seconds: float) -> str:
    """Return epoch seconds as Plytix writes a moment on v2: UTC, no zone, whole milliseconds as six digits."""
    moment = datetime.fromtimestamp(int(seconds * 1000) / 1000, UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}000"
