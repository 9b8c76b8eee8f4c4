"""The places in an account's rate windows, and who holds them.

The server counts a call at some moment between its sending and its answer, in a window that began nobody knows
when. A call that frees its place one window's length after its *answer* can therefore never be one too many,
whatever the latency and wherever the server's windows begin.
"""

from bisect import bisect_right, insort
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

# Seconds after which a call whose answer was never seen is given up: longer than any time-out of ours.
LONGEST_CALL = 90.0
# Seconds until asking again where only an answer, whenever it comes, can free a place.
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
    """A ticket, to be given back with the answer; or None, and the seconds to wait before asking again."""

    ticket: int | None
    wait: float


class Windows(Protocol):
    """Counts an account's calls; all times are seconds since 1970. Several processes may share one."""

    def take(self, limits: Sequence[RateLimit], now: float) -> Turn:
        """Take a place in every window, or say how long to wait."""

    def answered(self, ticket: int, now: float) -> None:
        """The call has its answer: it counts until each window has passed from now on."""

    def close(self, until: float) -> None:
        """Give no turn before this time; an earlier one never shortens a later one."""

    def closed_until(self) -> float:
        """The time before which no turn is given."""

    def release(self) -> None:
        """Keep nothing back: no more calls are made through these windows."""


class LocalWindows:
    """The windows of one process alone."""

    def __init__(self) -> None:
        self._in_flight: set[int] = set()
        self._answered_at: list[float] = []
        self._closed_until = 0.0
        self._last_ticket = 0

    def take(self, limits: Sequence[RateLimit], now: float) -> Turn:
        """Take a place in every window, or say how long to wait."""
        longest = max((limit.seconds for limit in limits), default=0.0)
        del self._answered_at[: bisect_right(self._answered_at, now - longest)]
        wait = max([self._closed_until - now, 0.0, *(self._wait(limit, now) for limit in limits)])
        if wait > 0:
            return Turn(None, wait)
        self._last_ticket += 1
        self._in_flight.add(self._last_ticket)
        return Turn(self._last_ticket, 0.0)

    def answered(self, ticket: int, now: float) -> None:
        """The call has its answer: it counts until each window has passed from now on."""
        self._in_flight.remove(ticket)
        insort(self._answered_at, now)

    def close(self, until: float) -> None:
        """Give no turn before this time; an earlier one never shortens a later one."""
        self._closed_until = max(self._closed_until, until)

    def closed_until(self) -> float:
        """The time before which no turn is given."""
        return self._closed_until

    def release(self) -> None:
        """Keep nothing back."""

    def _wait(self, limit: RateLimit, now: float) -> float:
        expired = bisect_right(self._answered_at, now - limit.seconds)
        surplus = len(self._answered_at) - expired + len(self._in_flight) - limit.calls
        if surplus < 0:
            return 0.0
        if expired + surplus >= len(self._answered_at):
            return RECHECK
        return self._answered_at[expired + surplus] + limit.seconds - now
