"""How many calls of a rate window other clients of the account leave to this one, learned from 429 answers."""

from bisect import bisect_right

from amazon_plytix.http.windows import RateLimit

# After a window that ended in a 429, at least this part of the share is kept: others call in bursts, and a single
# burst must not take the share away.
_KEPT = 0.8
# The part of the limit by which the share grows with every window that passes without a 429.
_REGAINED = 0.05


class FairShare:
    """The number of calls that this client makes in a window: the whole limit, until a 429 shows that others call too.

    A window that ended in a 429 was used up by this client and others together. From then on a window gets no more of
    our calls than succeeded in that one, and a few more with every window that passes without a 429. All times are
    seconds.
    """

    def __init__(self) -> None:
        # Times of our calls in the current window, in ascending order.
        self._sent: list[float] = []
        self._calls = self._calls_before = float("inf")
        # Long before any time that is recorded.
        self._holds_from = -1e12

    def wait(self, limit: RateLimit, now: float) -> float:
        """Return the seconds until our share of this limit has a place for a call."""
        del self._sent[: bisect_right(self._sent, now - limit.seconds)]
        share = int(self._share(limit, now))
        return self._sent[-share] + limit.seconds - now if len(self._sent) >= share else 0.0

    def sent(self, now: float) -> None:
        """Record that a call is sent."""
        self._sent.append(now)

    def refused(self, limit: RateLimit, until: float) -> None:
        """Record that a call was answered with a 429: this limit's window, which ends at ``until``, was full."""
        # The refused call is not a call that succeeded. Which of the recorded times it had does not change the count.
        del self._sent[-1:]
        began = until - limit.seconds
        # Several 429s of one window count once. The time of its end varies a little from answer to answer: half a
        # window is the difference from which on it is another window.
        if began > self._holds_from - limit.seconds / 2:
            self._calls_before = self._share(limit, began)
            self._holds_from = until
        succeeded = len(self._sent) - bisect_right(self._sent, began)
        self._calls = max(succeeded, self._calls_before * _KEPT)

    def _share(self, limit: RateLimit, at: float) -> float:
        """Return the calls that our share allows at a time: at least one, and never more than the limit."""
        regained = max(0.0, (at - self._holds_from) // limit.seconds) * limit.calls * _REGAINED
        return max(1.0, min(limit.calls, self._calls + regained))
