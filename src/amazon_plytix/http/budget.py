"""How many calls an account may still make, in every rate window at once.

Facts (plytix-api.md 2): two fixed windows, 10 s and an hour, count every request of the account (documented); the
token states their limits (live); a 429 says in Retry-After how long the window still lasts, as a float that
may exceed 2,000 s, and refused calls do not extend it (inferred from recorded runs).
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

from amazon_plytix.http.clock import Clock
from amazon_plytix.http.errors import Stopped
from amazon_plytix.http.events import Wait, Watcher
from amazon_plytix.http.fair_share import Share
from amazon_plytix.http.windows import LocalWindows, RateLimit, Turn, Windows

# Source: plytix-api.md 2.1, the smallest plan: what to assume where the token states nothing.
SMALLEST_PLAN = (RateLimit(20, 10.0), RateLimit(2000, 3600.0))
# The short window makes pauses of up to 10 s; they are the ordinary pace, and no news.
_WORTH_TELLING = 15.0


class Budget:
    """Hands out turns to call, first come, first served, and stops everybody when Plytix says so.

    Arguments: ``windows`` counts the calls; give one that other processes share to keep the limits together.
    ``reserve`` is the part of every window, from 0 to less than 1, that is left to the account's other tools.
    """

    def __init__(
        self,
        limits: Sequence[RateLimit],
        clock: Clock,
        watcher: Watcher,
        windows: Windows | None = None,
        reserve: float = 0.0,
    ) -> None:
        self._reserve = reserve
        self.adopt(limits)
        self._clock = clock
        self._watcher = watcher
        self._windows = windows or LocalWindows()
        self._share = Share()
        self._turn = asyncio.Lock()
        self._sleep: asyncio.Task[None] | None = None
        self._stopped = False

    @property
    def limits(self) -> tuple[RateLimit, ...]:
        """The limits in force, the reserve taken off."""
        return self._limits

    def adopt(self, limits: Sequence[RateLimit]) -> None:
        """Take the limits that the account's token states, less the reserve; calls already made stay counted."""
        kept = 1.0 - self._reserve
        self._limits = tuple(RateLimit(max(1, int(limit.calls * kept)), limit.seconds) for limit in limits)
        self._shortest = min(self._limits, key=lambda limit: limit.seconds)

    def close_for(self, seconds: float) -> None:
        """Let nobody call for so many seconds, as a 429 says; a shorter order never shortens a longer one."""
        until = self._now() + seconds
        self._windows.close(until)
        if seconds <= self._shortest.seconds:
            self._share.refused(self._shortest, until)

    def stop(self) -> None:
        """Give no turn any more, and end every wait for one at once."""
        self._stopped = True
        if self._sleep:
            self._sleep.cancel()

    def release(self) -> None:
        """Make no more calls, and leave the windows to the others."""
        self._windows.release()

    @asynccontextmanager
    async def call(self) -> AsyncIterator[None]:
        """Wait for a turn; the call counts until its windows have passed after the block's end.

        Raises Stopped instead of giving a turn once ``stop`` was called.
        """
        async with self._turn:
            ticket = await self._ticket()
        try:
            yield
        finally:
            self._windows.answered(ticket, self._now())

    async def _ticket(self) -> int:
        while not self._stopped:
            now = self._now()
            turn = self._turn_at(now)
            if turn.ticket is not None:
                self._share.sent(now)
                return turn.ticket
            self._announce(turn.wait)
            await self._wait(turn.wait)
        raise Stopped("stopped before its turn")

    def _turn_at(self, now: float) -> Turn:
        # Our share is asked first: a place in windows that others share is not to be held while waiting for it.
        wait = max(self._share.wait(self._shortest, now), self._windows.closed_until() - now)
        return Turn(None, wait) if wait > 0 else self._windows.take(self._limits, now)

    async def _wait(self, seconds: float) -> None:
        self._sleep = asyncio.ensure_future(self._clock.sleep(seconds))
        try:
            await asyncio.wait({self._sleep})
        finally:
            self._sleep.cancel()
            self._sleep = None

    def _announce(self, seconds: float) -> None:
        # As much of the wait as Plytix asked for; what is short of it by less than a blink is all of it.
        closed = self._windows.closed_until() - self._now() > seconds - 0.001
        if closed or seconds >= _WORTH_TELLING:
            reason = "Plytix asked for a pause (429)" if closed else "the account's rate limit is used up"
            self._watcher.waiting(Wait(reason, seconds, self._clock.now() + timedelta(seconds=seconds)))

    def _now(self) -> float:
        return self._clock.now().timestamp()
