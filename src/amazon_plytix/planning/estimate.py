"""How long a number of calls takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil


@dataclass(frozen=True, slots=True)
class Estimate:
    """What carrying a Plan out takes: calls, seconds at the least, and when it ends if begun now (UTC)."""

    calls: int
    seconds: float
    ends_at: datetime


def estimated(calls: int, windows: Sequence[tuple[int, float]], now: datetime) -> Estimate:
    """Return the Estimate of so many calls begun ``now``, by windows as ``shortest_time`` takes them."""
    seconds = shortest_time(calls, windows)
    return Estimate(calls, seconds, now + timedelta(seconds=seconds))


def shortest_time(calls: int, windows: Sequence[tuple[int, float]]) -> float:
    """Return the seconds that so many calls take at least, if no other tool uses the account.

    Source: plytix-api.md 12, for fixed windows: all long windows but the last are waited out whole.

    Arguments:
        calls: how many calls there are.
        windows: (calls, seconds) pairs: so many calls in so many seconds.
    """
    if not windows or calls <= 0:
        return 0.0
    longest = max(windows, key=lambda window: window[1])
    shorter = [window for window in windows if window[1] < longest[1]]
    limit, seconds = longest
    if not shorter:
        return calls * seconds / limit
    full = ceil(calls / limit) - 1
    return full * seconds + shortest_time(calls - full * limit, shorter)
