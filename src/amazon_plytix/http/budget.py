"""The budget of calls: how many an account may still make, in all of its rate windows at once.

An account has several limits, for windows of different lengths, and every call counts in all of them. Its other
clients use the same limits. A 429 says in Retry-After how long no call will be accepted.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

from amazon_plytix.http.clock import Clock
from amazon_plytix.http.errors import Stopped
from amazon_plytix.http.events import ApiEvents, Wait
from amazon_plytix.http.fair_share import FairShare
from amazon_plytix.http.windows import LONGEST_CALL, LocalWindows, RateLimit, Turn, Windows

# Shorter waits are the ordinary pace of windows of ten seconds, and not worth an event.
_SHORTEST_ANNOUNCED = 15.0


class Budget:
    """Gives turns to call, in the order in which they were asked for, and pauses all calls after a 429.

    Arguments:
        limits: the limits to keep until ``adopt`` replaces them.
        clock: the time, and the waits.
        events: is notified of waits.
        windows: count the calls; give windows that other processes share to keep the limits together with them.
        reserve: the part of every limit, from 0 to less than 1, that is left to the account's other clients.
        service: the name of the API, for messages.
    """

    def __init__(
        self,
        limits: Sequence[RateLimit],
        clock: Clock,
        events: ApiEvents,
        windows: Windows | None = None,
        reserve: float = 0.0,
        *,
        service: str = "the API",
    ) -> None:
        self._reserve = reserve
        self._adopted: Sequence[RateLimit] | None = None
        self.adopt(limits)
        self._clock = clock
        self._events = events
        self._windows = windows or LocalWindows()
        self._service = service
        self._share = FairShare()
        # Held by the one call that waits for a place: the others queue for the lock, which keeps their order.
        self._turn = asyncio.Lock()
        self._sleep: asyncio.Task[None] | None = None
        self._stopped = False

    @property
    def limits(self) -> tuple[RateLimit, ...]:
        """Return the limits in force, without the reserve."""
        return self._limits

    def adopt(self, limits: Sequence[RateLimit]) -> None:
        """Keep these limits, less the reserve, from now on. Calls already made stay counted."""
        # Every call adopts the limits of its token, and most tokens are the same as before.
        if limits is self._adopted:
            return
        self._adopted = limits
        kept = 1.0 - self._reserve
        self._limits = tuple(RateLimit(max(1, int(limit.calls * kept)), limit.seconds) for limit in limits)
        self._shortest = min(self._limits, key=lambda limit: limit.seconds)

    def pause_for(self, seconds: float) -> None:
        """Give no turn for so many seconds, as a 429 asks. A shorter pause never shortens a longer one."""
        until = self._now() + seconds
        self._windows.pause_until(until)
        # A longer pause belongs to a longer window. That one is used up, which says nothing about the share of the
        # shortest.
        if seconds <= self._shortest.seconds:
            self._share.refused(self._shortest, until)

    def stop(self) -> None:
        """Give no more turns, and end all waits for one at once."""
        self._stopped = True
        if self._sleep:
            self._sleep.cancel()

    def release(self) -> None:
        """Give places held in advance back to the other processes. Call it when no more calls are made."""
        self._windows.release()

    @asynccontextmanager
    async def call(self, calls: int = 1) -> AsyncIterator[None]:
        """Wait for the turns of so many calls, then run the block, which makes them without another wait.

        They count until their windows have passed since the block's end.

        Raises Stopped instead of running the block if ``stop`` was called.
        """
        async with self._turn:
            tickets = await self._tickets(calls)
        try:
            yield
        finally:
            # A call that failed counts too: the server may have received it.
            self._give_back(tickets)

    async def _tickets(self, calls: int) -> list[int]:
        """Return so many tickets, all of them fresh. Raises Stopped if ``stop`` was called."""
        tickets: list[int] = []
        try:
            while len(tickets) < calls:
                asked_at = self._now()
                tickets.append(await self._ticket())
                # A ticket is good for as long as a call may last: after a longer wait for the next it is given back.
                if self._now() - asked_at > LONGEST_CALL:
                    self._give_back(tickets[:-1])
                    tickets = tickets[-1:]
        except BaseException:
            self._give_back(tickets)
            raise
        return tickets

    def _give_back(self, tickets: Sequence[int]) -> None:
        for ticket in tickets:
            self._windows.answered(ticket, self._now())

    async def _ticket(self) -> int:
        """Return a ticket as soon as all windows have a place. Raises Stopped if ``stop`` was called."""
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
        # Our share is asked before the windows: a place in windows that other processes share must not be held while
        # waiting for the share.
        wait = max(self._share.wait(self._shortest, now), self._windows.paused_until() - now)
        return Turn(None, wait) if wait > 0 else self._windows.take(self._limits, now)

    async def _wait(self, seconds: float) -> None:
        # A task of its own, so that ``stop`` can end the sleep without cancelling the call that waits.
        self._sleep = asyncio.ensure_future(self._clock.sleep(seconds))
        try:
            await asyncio.wait({self._sleep})
        finally:
            self._sleep.cancel()
            self._sleep = None

    def _announce(self, seconds: float) -> None:
        # It is the pause that the wait is for if no other wait is longer; a millisecond allows for rounding.
        paused = self._windows.paused_until() - self._now() > seconds - 0.001
        if paused or seconds >= _SHORTEST_ANNOUNCED:
            reason = f"{self._service} asked for a pause (429)" if paused else "the account's rate limit is used up"
            self._events.waiting(Wait(reason, seconds, self._clock.now() + timedelta(seconds=seconds)))

    def _now(self) -> float:
        return self._clock.now().timestamp()
