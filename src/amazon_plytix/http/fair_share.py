"""What the account's other tools leave us of a rate window, learned from 429 answers."""

from bisect import bisect_right

from amazon_plytix.http.windows import RateLimit

# What one window that ended in a 429 leaves of our share at least: others call in bursts, too.
_KEPT = 0.8
# The part of the limit that our share regains with every window that passes without a 429.
_REGAINED = 0.05


class Share:
    """How many of a window's calls are ours; all of them, until a 429 tells of others.

    A window that ended in a 429 was used up by others and us: from then on a window gets no more of our calls than
    came through in that one, and a little more with every one that passes in peace. All times are seconds.
    """

    def __init__(self) -> None:
        self._sent: list[float] = []
        self._calls = self._calls_before = float("inf")
        self._holds_from = 0.0

    def wait(self, limit: RateLimit, now: float) -> float:
        """Seconds until our share of this limit has a place for a call."""
        del self._sent[: bisect_right(self._sent, now - limit.seconds)]
        share = int(self._share(limit, now))
        return self._sent[-share] + limit.seconds - now if len(self._sent) >= share else 0.0

    def sent(self, now: float) -> None:
        """A call goes out."""
        self._sent.append(now)

    def refused(self, limit: RateLimit, until: float) -> None:
        """A call came back with a 429: no place in this limit's window, which ends at ``until``."""
        # Which one it was makes no difference to the count.
        del self._sent[-1:]
        began = until - limit.seconds
        if began > self._holds_from - limit.seconds / 2:
            self._calls_before = self._share(limit, began)
            self._holds_from = until
        came_through = len(self._sent) - bisect_right(self._sent, began)
        self._calls = max(came_through, self._calls_before * _KEPT)

    def _share(self, limit: RateLimit, at: float) -> float:
        regained = max(0.0, (at - self._holds_from) // limit.seconds) * limit.calls * _REGAINED
        return max(1.0, min(limit.calls, self._calls + regained))
