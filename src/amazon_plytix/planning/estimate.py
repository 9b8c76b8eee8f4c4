"""How long a number of calls takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil


@dataclass(frozen=True, slots=True)
class Estimate:
    """What carrying a Plan out takes: calls, seconds at the least, and when it ends if begun now (UTC).

    ``windows`` are the rate limits it was made for, as ``shortest_time`` takes them.
    """

    calls: int
    seconds: float
    ends_at: datetime
    windows: Sequence[tuple[int, float]] = ()


def estimated(calls: int, windows: Sequence[tuple[int, float]], now: datetime) -> Estimate:
    """Return the Estimate of so many calls begun ``now``, by windows as ``shortest_time`` takes them."""
    # An account whose limits allow next to nothing: the work may take longer than can be said, or than the calendar.
    seconds = min(shortest_time(calls, windows), timedelta.max.total_seconds())
    try:
        ends_at = now + timedelta(seconds=seconds)
    except OverflowError:
        ends_at = datetime.max.replace(tzinfo=now.tzinfo)
    return Estimate(calls, seconds, ends_at, windows)


def shortest_time(calls: int, windows: Sequence[tuple[int, float]]) -> float:
    """Return the seconds that so many calls take at least, if no other tool uses the account.

    Source: plytix-api.md 12, for fixed windows: all long windows but the last are waited out whole.

    Arguments:
        calls: how many calls there are.
        windows: (calls, seconds) pairs: so many calls in so many seconds.
    """
    total, left, limits = 0.0, calls, dict[float, int]()
    for limit, seconds in windows:
        # Of several limits of one length the tightest counts.
        limits[seconds] = min(limit, limits.get(seconds, limit))
    for seconds, limit in sorted(limits.items(), reverse=True):
        if left <= 0:
            break
        if seconds == min(limits):
            return total + left * seconds / limit
        full = ceil(left / limit) - 1
        total, left = total + full * seconds, left - full * limit
    return total
