"""Time as a parameter: everything that waits or dates asks a Clock."""

import asyncio
import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """A source of time that can also be waited on."""

    def now(self) -> datetime:
        """The time of day, in UTC, with its zone."""

    def elapsed(self) -> float:
        """Seconds since some fixed moment; never goes back."""

    async def sleep(self, seconds: float) -> None:
        """Return after so many seconds."""


class SystemClock:
    """The computer's own clock, which goes on while the computer sleeps, and is the same for all processes."""

    def now(self) -> datetime:
        """The time of day, in UTC, with its zone."""
        return datetime.now(UTC)

    def elapsed(self) -> float:
        """Seconds since some fixed moment; never goes back."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Return after so many seconds."""
        await asyncio.sleep(seconds)
