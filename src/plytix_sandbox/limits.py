"""Fixed rate windows, as Plytix counts calls (plytix-api.md 2.2)."""

import math
from collections.abc import Iterable

from plytix_sandbox.plans import Window


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

    def take(self, now: float) -> float | None:
        """Count a call at `now` (epoch seconds); return None, or the seconds to wait if it is refused."""
        waits = [counter.wait(now) for counter in self._counters]
        # A refused call counts in no window and does not prolong the block (plytix-api.md 2.2).
        if any(waits):
            return max(waits)
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
        self._window = window
        self._anchor = anchor
        self._opened = -math.inf
        self.used = 0

    def wait(self, now: float) -> float:
        """Return the seconds until a call is allowed; open a new window if the old one is over."""
        if now >= self._opened + self._window.seconds:
            self._opened = now - now % self._window.seconds if self._anchor == "clock" else now
            self.used = 0
        if self.used < self._window.limit:
            return 0.0
        return self._opened + self._window.seconds - now


def retry_after(wait: float) -> str:
    """Return seconds as in the header Retry-After: a fraction, never shorter than the wait (plytix-api.md 2.2)."""
    return f"{math.ceil(wait * 1000) / 1000:.3f}"
