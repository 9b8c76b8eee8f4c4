"""Fixed rate windows, as Plytix counts calls (plytix-api.md 2.2)."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from plytix_sandbox.plans import Window

_SHORT = 60
"""Seconds; a window that is not longer is a short one."""


@dataclass(frozen=True, slots=True)
class Block:
    """The seconds until a call is allowed, and the window that is used up; 0 seconds if none is."""

    seconds: float
    window: Window

    def retry_after(self, short: str) -> str:
        """Return the header Retry-After, never shorter than the wait.

        Arguments:
            short: the switch `short_retry_after`. Of the hour's window it is always a fraction (plytix-api.md 2.2).
        """
        if short == "integer" and self.window.seconds <= _SHORT:
            return str(math.ceil(self.seconds))
        return f"{math.ceil(self.seconds * 1000) / 1000:.3f}"


class Windows:
    """Some rate windows that count every call; the first one that is used up blocks.

    A window is fixed, not sliding, and a refused call counts in none (both inferred from live series of
    Retry-After values that count down to the end of the hour while calls are refused, plytix-api.md 2.2).

    Arguments:
        windows: the limit and length of each.
        anchor: `first_call` opens a window with its first call, `clock` on multiples of its length.
    """

    def __init__(self, windows: Iterable[Window], anchor: str = "first_call") -> None:
        self._counters = [_Counter(window, anchor) for window in windows]

    def take(self, now: float) -> Block | None:
        """Count a call at `now` (epoch seconds); return None, or what blocks if it is refused."""
        waits = [Block(counter.wait(now), counter.window) for counter in self._counters]
        longest = max(waits, key=lambda block: block.seconds)
        # A refused call counts in no window and does not prolong the block (plytix-api.md 2.2).
        if longest.seconds:
            return longest
        self.spend(1, now)
        return None

    def spend(self, calls: int, now: float) -> None:
        """Count calls of other tools on the account, even beyond the limit."""
        for counter in self._counters:
            counter.wait(now)
            counter.used += calls

    def used(self, now: float) -> tuple[int, ...]:
        """Return the calls counted in each window at `now`."""
        for counter in self._counters:
            counter.wait(now)
        return tuple(counter.used for counter in self._counters)


class _Counter:
    def __init__(self, window: Window, anchor: str) -> None:
        self.window = window
        self._anchor = anchor
        self._opened = -math.inf
        self.used = 0

    def wait(self, now: float) -> float:
        """Return the seconds until a call is allowed; open a new window if the old one is over."""
        if now >= self._opened + self.window.seconds:
            self._opened = now - now % self.window.seconds if self._anchor == "clock" else now
            self.used = 0
        if self.used < self.window.limit:
            return 0.0
        return self._opened + self.window.seconds - now
