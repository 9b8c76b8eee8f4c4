"""Waits that end as soon as the work is to end."""

import asyncio
from datetime import datetime

from amazon_plytix.http.clock import Clock
from amazon_plytix.http.errors import Stopped


class StoppableClock:
    """A clock whose waits raise Stopped at once when ``stop`` is called, and from then on."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._sleeps: set[asyncio.Task[None]] = set()
        self._stopped = False

    def now(self) -> datetime:
        """Return the time of day in UTC, with its zone."""
        return self._clock.now()

    def elapsed(self) -> float:
        """Return the seconds since some fixed moment; never goes back."""
        return self._clock.elapsed()

    def stop(self) -> None:
        """End all waits, those to come included."""
        self._stopped = True
        for sleep in self._sleeps:
            sleep.cancel()

    def check(self) -> None:
        """Raise Stopped if ``stop`` was called."""
        if self._stopped:
            raise Stopped("stopped before it was sent")

    async def sleep(self, seconds: float) -> None:
        """Return after so many seconds. Raises Stopped if ``stop`` was called, or as soon as it is."""
        self.check()
        # A task of its own, so that ``stop`` can end the sleep without cancelling the call that waits.
        sleep = asyncio.ensure_future(self._clock.sleep(seconds))
        self._sleeps.add(sleep)
        try:
            await asyncio.wait({sleep})
        finally:
            self._sleeps.discard(sleep)
            sleep.cancel()
        self.check()
