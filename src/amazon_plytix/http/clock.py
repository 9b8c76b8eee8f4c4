"""Time as a parameter: all code that waits, or needs the time of day, asks a Clock."""

import asyncio
import sys
import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """A source of time that can also wait."""

    def now(self) -> datetime:
        """Return the time of day in UTC, with its zone."""

    def elapsed(self) -> float:
        """Return the seconds since some fixed moment; never goes back."""

    async def sleep(self, seconds: float) -> None:
        """Return after so many seconds."""


class SystemClock:
    """The computer's own clock. The time of day goes on while it is suspended, and is the same for all processes."""

    def now(self) -> datetime:
        """Return the time of day in UTC, with its zone."""
        return datetime.now(UTC)

    def elapsed(self) -> float:
        """Return the seconds since some fixed moment; never goes back."""
        # On Linux this time goes on while the computer sleeps, as the other one does not.
        return time.clock_gettime(time.CLOCK_BOOTTIME) if sys.platform == "linux" else time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Return after so many seconds."""
        await asyncio.sleep(seconds)
