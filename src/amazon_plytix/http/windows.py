"""Rate windows: how many calls an account may make in so many seconds, and which calls count at the moment.

A server counts a call at some moment between its sending and its answer, in a window whose beginning the client
does not know. Therefore a call keeps its place until one window's length after its *answer*. With this rule no
latency, and no beginning of the server's windows, leads to more calls than allowed.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import Protocol

from amazon_plytix.http.clock import Clock

# Seconds after which a call without an answer is given up; longer than any timeout of a client.
LONGEST_CALL = 90.0
# Seconds until asking again if only the answer to a call under way can free a place.
RECHECK = 0.05


@dataclass(frozen=True, slots=True)
class RateLimit:
    """At most ``calls`` calls in any ``seconds`` seconds."""

    calls: int
    seconds: float

    def __str__(self) -> str:
        return f"{self.calls:,} calls in {self.seconds:,.0f} s"


@dataclass(frozen=True, slots=True)
class Turn:
    """The permission to make a call: a ticket, to be given back with the answer.

    ``ticket`` is None if there is no place yet; ``wait`` are the seconds to wait before asking again. ``paused`` says
    that the wait is for a pause that the API asked for. ``ahead`` are the seconds by which the clock had been ahead
    when earlier calls or pauses were counted: they count as made now. ``left`` are the calls that each limit still
    allows after this one, in the order of the limits, as far as is known.
    """

    ticket: int | None
    wait: float
    paused: bool = False
    ahead: float = 0.0
    left: tuple[int, ...] = ()


class Windows(Protocol):
    """Counts an account's calls. Several processes may share the windows."""

    def take(self, limits: Sequence[RateLimit]) -> Turn:
        """Take a place in every window, or return how long to wait. During a pause there is none."""

    def answered(self, ticket: int) -> None:
        """Record the answer to a call: the call counts until each window has passed from now on."""

    def pause_for(self, seconds: float) -> None:
        """Give no turn for so many seconds. A shorter pause never shortens a longer one."""

    def is_paused(self) -> bool:
        """Return whether there is a pause, as far as this process knows."""

    def release(self) -> None:
        """Give back all places held in advance: no more calls are made through these windows."""


class LocalWindows:
    """The windows of a single process. They count by a time that never goes back, whatever the time of day does."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._in_flight: set[int] = set()
        # Times of the answers that still count, in ascending order.
        self._answered_at: list[float] = []
        self._paused_until = -inf
        self._last_ticket = 0

    def take(self, limits: Sequence[RateLimit]) -> Turn:
        """Take a place in every window, or return how long to wait. During a pause there is none."""
        now = self._clock.elapsed()
        if self._paused_until > now:
            return Turn(None, self._paused_until - now, paused=True)
        longest = max((limit.seconds for limit in limits), default=0.0)
        del self._answered_at[: bisect_right(self._answered_at, now - longest)]
        wait = max((self._wait(limit, now) for limit in limits), default=0.0)
        if wait > 0:
            return Turn(None, wait)
        self._last_ticket += 1
        self._in_flight.add(self._last_ticket)
        return Turn(self._last_ticket, 0.0, left=tuple(-self._surplus(limit, now) for limit in limits))

    def answered(self, ticket: int) -> None:
        """Record the answer to a call: the call counts until each window has passed from now on."""
        self._in_flight.remove(ticket)
        self._answered_at.append(self._clock.elapsed())

    def pause_for(self, seconds: float) -> None:
        """Give no turn for so many seconds. A shorter pause never shortens a longer one."""
        self._paused_until = max(self._paused_until, self._clock.elapsed() + seconds)

    def is_paused(self) -> bool:
        """Return whether there is a pause."""
        return self._paused_until > self._clock.elapsed()

    def release(self) -> None:
        """Do nothing: one process holds no places in advance."""

    def _wait(self, limit: RateLimit, now: float) -> float:
        """Return the seconds until a limit's window has a place, 0 if it has one now."""
        surplus = self._surplus(limit, now)
        if surplus < 0:
            return 0.0
        expired = bisect_right(self._answered_at, now - limit.seconds)
        # All answered calls together would not free a place: only the answer to one under way can.
        if expired + surplus >= len(self._answered_at):
            return RECHECK
        return self._answered_at[expired + surplus] + limit.seconds - now

    def _surplus(self, limit: RateLimit, now: float) -> int:
        """Return by how many calls a limit's window is fuller than the limit: negative if it has places."""
        expired = bisect_right(self._answered_at, now - limit.seconds)
        return len(self._answered_at) - expired + len(self._in_flight) - limit.calls
