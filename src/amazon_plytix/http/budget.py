"""The budget of calls: how many an account may still make, in all of its rate windows at once.

An account has several limits, for windows of different lengths, and every call counts in all of them. Its other
clients use the same limits. A 429 says in Retry-After how long no call will be accepted.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

from amazon_plytix.http.clock import Clock
from amazon_plytix.http.errors import ApiError, PauseTooLong, Stopped
from amazon_plytix.http.events import ApiEvents, Wait
from amazon_plytix.http.fair_share import FairShare
from amazon_plytix.http.waiting import log_wait
from amazon_plytix.http.windows import LONGEST_CALL, LocalWindows, RateLimit, Turn, Windows

_log = logging.getLogger(__name__)

# Seconds. A longer pause is not waited out unless the user wants that: the work ends, and says until when.
LONGEST_PAUSE = 86_400.0
# Shorter waits are the ordinary pace of windows of ten seconds, and not worth an event.
_SHORTEST_ANNOUNCED = 15.0
# Seconds after which a wait is computed anew: the clock may have been set, or the computer have slept.
_LONGEST_SLEEP = 60.0
# An event loop takes a timer that is shorter than its clock's resolution for one that has passed.
_SHORTEST_SLEEP = 1e-6
# Clocks are set by less than this all the time; nobody wants to know.
_WORTH_A_NOTE = 5.0


class Budget:
    """Gives turns to call, in the order in which they were asked for, and pauses all calls after a 429.

    Arguments:
        limits: the limits to keep until ``adopt`` replaces them.
        clock: the time, and the waits.
        events: is notified of waits.
        windows: count the calls; give windows that other processes share to keep the limits together with them.
        reserve: the part of every limit, from 0 to less than 1, that is left to the account's other clients.
        service: the name of the API, for messages.
        longest_pause: the seconds of the longest pause that is waited out.
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
        longest_pause: float = LONGEST_PAUSE,
    ) -> None:
        self._reserve = reserve
        self._adopted: Sequence[RateLimit] | None = None
        self.adopt(limits)
        self._clock = clock
        self._events = events
        self._windows = windows or LocalWindows(clock)
        self._service = service
        self._longest_pause = longest_pause
        self._share = FairShare()
        # Held by the one call that waits for a place: the others queue for the lock, which keeps their order.
        self._turn = asyncio.Lock()
        self._sleep: asyncio.Task[None] | None = None
        self._left: tuple[int, ...] = ()
        self._stopped = False
        self._ahead_noted = 0.0

    @property
    def limits(self) -> tuple[RateLimit, ...]:
        """Return the limits in force, without the reserve."""
        return self._limits

    @property
    def left(self) -> tuple[int, ...]:
        """Return how many calls each limit allowed beyond the call that got its turn last, as far as is known."""
        return self._left

    def adopt(self, limits: Sequence[RateLimit]) -> None:
        """Keep these limits, less the reserve, from now on. Calls already made stay counted."""
        # Every call adopts the limits of its token, and most tokens are the same as before.
        if limits is self._adopted:
            return
        self._adopted = limits
        kept = 1.0 - self._reserve
        self._limits = tuple(RateLimit(max(1, int(limit.calls * kept)), limit.seconds) for limit in limits)
        self._shortest = min(self._limits, key=lambda limit: limit.seconds)
        _log.info("keeping within %s", ", ".join(map(str, self._limits)))

    def count_in(self, windows: Windows) -> None:
        """Count the calls in these windows from now on. Calls under way stay in those they began in."""
        self._windows = windows

    def pause_for(self, seconds: float) -> None:
        """Give no turn for so many seconds, as a 429 asks. A shorter pause never shortens a longer one."""
        self._windows.pause_for(seconds)
        _log.info("no calls for %.1f s: a 429", seconds, extra={"event": "pause", "seconds": seconds})
        # A longer pause belongs to a longer window. That one is used up, which says nothing about the share of the
        # shortest.
        if seconds <= self._shortest.seconds:
            self._share.refused(self._shortest, self._clock.elapsed() + seconds)

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

        Raises, instead of running the block, Stopped if ``stop`` was called, and PauseTooLong.
        """
        async with self._turn:
            windows = self._windows
            tickets = await self._tickets(windows, calls)
        try:
            yield
        finally:
            # A call that failed counts too: the server may have received it.
            _give_back(windows, tickets)

    async def _tickets(self, windows: Windows, calls: int) -> list[int]:
        """Return so many tickets, all of them fresh. Raises Stopped if ``stop`` was called, and PauseTooLong."""
        fewest = min(self._limits, key=lambda limit: limit.calls)
        if calls > fewest.calls:
            raise ApiError(f"the rate limit of {fewest} has no room for {calls} calls without a wait in between")
        tickets: list[int] = []
        try:
            while len(tickets) < calls:
                asked_at = self._clock.elapsed()
                tickets.append(await self._ticket(windows))
                # A ticket is good for as long as a call may last: after a longer wait for the next it is given back.
                if self._clock.elapsed() - asked_at > LONGEST_CALL:
                    _give_back(windows, tickets[:-1])
                    tickets = tickets[-1:]
        except BaseException:
            _give_back(windows, tickets)
            raise
        return tickets

    async def _ticket(self, windows: Windows) -> int:
        """Return a ticket as soon as all windows have a place. Raises Stopped if ``stop`` was called."""
        announced: Wait | None = None
        waited: defaultdict[str, float] = defaultdict(float)
        try:
            while not self._stopped:
                turn = self._turn_in(windows)
                if turn.ticket is not None:
                    self._share.sent(self._clock.elapsed())
                    self._left = turn.left
                    return turn.ticket
                wait = self._wait_for(turn)
                if (turn.paused or turn.wait >= _SHORTEST_ANNOUNCED) and not _is_same(wait, announced):
                    announced = wait
                    self._events.waiting(wait)
                waited[wait.reason] += await self._sleep_for(turn.wait)
            raise Stopped("stopped before its turn")
        finally:
            for reason, seconds in waited.items():
                log_wait(seconds, reason)

    def _turn_in(self, windows: Windows) -> Turn:
        """Return a turn, or the longest wait that is known."""
        # Our share is asked before the windows: a place in windows that other processes share must not be held while
        # waiting for the share.
        wait = self._share.wait(self._shortest, self._clock.elapsed())
        if wait > 0 and not windows.is_paused():
            return Turn(None, wait)
        turn = windows.take(self._limits)
        self._note_clock(turn.ahead)
        return turn

    def _note_clock(self, ahead: float) -> None:
        """Say that a clock was ahead: once, unless it turns out to have been further ahead than was said."""
        if ahead - self._ahead_noted >= _WORTH_A_NOTE:
            self._ahead_noted = ahead
            self._events.note(
                f"the clock was {ahead:,.0f} s ahead when calls were counted, or has been set back since: "
                "these calls count as made now"
            )

    def _wait_for(self, turn: Turn) -> Wait:
        """Return the wait of a turn that has no place yet. Raises PauseTooLong."""
        reason = f"{self._service} asked for a pause (429)" if turn.paused else "the account's rate limit is used up"
        wait = Wait(reason, turn.wait, self._clock.now() + timedelta(seconds=turn.wait))
        if turn.paused and turn.wait > self._longest_pause:
            raise PauseTooLong(
                f"{self._service} asked to be sent nothing until {wait.until:%d %b %Y %H:%M UTC} (429), and no pause "
                f"of more than {self._longest_pause / 3600:,.4g} hours is waited out; run it again after that time, "
                "or set longest_pause higher"
            )
        return wait

    async def _sleep_for(self, seconds: float) -> float:
        """Wait so many seconds or less; return how many it were."""
        began = self._clock.elapsed()
        # A task of its own, so that ``stop`` can end the sleep without cancelling the call that waits.
        seconds = min(max(seconds, _SHORTEST_SLEEP), _LONGEST_SLEEP)
        self._sleep = asyncio.ensure_future(self._clock.sleep(seconds))
        try:
            await asyncio.wait({self._sleep})
        finally:
            self._sleep.cancel()
            self._sleep = None
        return self._clock.elapsed() - began


def _is_same(wait: Wait, announced: Wait | None) -> bool:
    """Return whether a wait has been announced: computed anew, its end differs by what lies between two looks."""
    return (
        announced is not None
        and wait.reason == announced.reason
        and abs((wait.until - announced.until).total_seconds()) < _WORTH_A_NOTE
    )


def _give_back(windows: Windows, tickets: Sequence[int]) -> None:
    for ticket in tickets:
        windows.answered(ticket)
