"""How many calls an account may still make, in every rate window at once.

Facts (fact sheet 2): two fixed windows, 10 s and an hour, count every request of the account (documented); the
token states their limits (live); a 429 says in Retry-After how long the window still lasts, as a float that
may exceed 2,000 s, and refused calls do not extend it (inferred from recorded runs).
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from amazon_plytix.plytix.clock import Clock
from amazon_plytix.plytix.watcher import Wait, Watcher

# The short window makes pauses of up to 10 s; they are the ordinary pace, and no news.
_WORTH_TELLING = 15.0


@dataclass(frozen=True, slots=True)
class RateLimit:
    """At most ``calls`` calls in any ``seconds`` seconds."""

    calls: int
    seconds: float

    def __str__(self) -> str:
        return f"{self.calls:,} calls in {self.seconds:,.0f} s"


# Source: fact sheet 2.1, the smallest plan: what to assume where the token states nothing.
SMALLEST_PLAN = (RateLimit(20, 10.0), RateLimit(2000, 3600.0))


@dataclass(slots=True)
class _Window:
    """The calls that may still count in one of the server's windows.

    The server counts a call at some moment between its sending and its answer, in a window that began nobody
    knows when. A call that frees its place one window's length after its *answer* can therefore never be one
    too many, whatever the latency.
    """

    limit: RateLimit
    in_flight: int = 0
    frees_at: deque[float] = field(default_factory=deque)

    def free_in(self, now: float) -> float | None:
        """Seconds until a place is free; None where only an answer can free one."""
        while self.frees_at and self.frees_at[0] <= now:
            self.frees_at.popleft()
        if self.in_flight + len(self.frees_at) < self.limit.calls:
            return 0.0
        return self.frees_at[0] - now if self.frees_at else None

    def answered(self, now: float) -> None:
        self.in_flight -= 1
        self.frees_at.append(now + self.limit.seconds)


class Budget:
    """Hands out turns to call, first come, first served, and stops everybody when Plytix says so."""

    def __init__(self, limits: Sequence[RateLimit], clock: Clock, watcher: Watcher) -> None:
        self._clock = clock
        self._watcher = watcher
        self._windows = [_Window(limit) for limit in limits]
        self._closed_until = clock.elapsed()
        self._turn = asyncio.Lock()
        self._answer = asyncio.Event()

    @property
    def limits(self) -> tuple[RateLimit, ...]:
        """The limits in force."""
        return tuple(window.limit for window in self._windows)

    def adopt(self, limits: Sequence[RateLimit]) -> None:
        """Take the limits that the account's token states; a window that stays keeps its count."""
        known = {window.limit.seconds: window for window in self._windows}
        self._windows = [known.get(limit.seconds, _Window(limit)) for limit in limits]
        for window, limit in zip(self._windows, limits, strict=True):
            window.limit = limit

    def close_for(self, seconds: float) -> None:
        """Let nobody call for so many seconds; a shorter order never shortens a longer one."""
        self._closed_until = max(self._closed_until, self._clock.elapsed() + seconds)

    @asynccontextmanager
    async def call(self) -> AsyncIterator[None]:
        """Wait for a turn; the call counts until its window has passed after the block's end."""
        async with self._turn:
            await self._open()
            taken = self._windows
            for window in taken:
                window.in_flight += 1
        try:
            yield
        finally:
            for window in taken:
                window.answered(self._clock.elapsed())
            self._answer.set()

    async def _open(self) -> None:
        while (delay := self._delay()) != 0.0:
            if delay is None:
                self._answer.clear()
                await self._answer.wait()
            else:
                self._announce(delay)
                await self._clock.sleep(delay)

    def _delay(self) -> float | None:
        now = self._clock.elapsed()
        delays = [window.free_in(now) for window in self._windows]
        if None in delays:
            return None
        return max([self._closed_until - now, 0.0, *(delay for delay in delays if delay is not None)])

    def _announce(self, delay: float) -> None:
        closed = self._closed_until > self._clock.elapsed()
        if closed or delay >= _WORTH_TELLING:
            reason = "Plytix asked for a pause (429)" if closed else "the account's rate limit is used up"
            self._watcher.waiting(Wait(reason, delay, self._clock.now() + timedelta(seconds=delay)))
