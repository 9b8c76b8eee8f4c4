"""An outage: a server that cannot be reached, or that answers nothing but failures, for longer than is waited for."""

import logging
from collections.abc import Callable

from amazon_plytix.http.clock import Clock
from amazon_plytix.http.errors import ApiError, OutageTooLong, Unreachable
from amazon_plytix.http.events import ApiEvents

_log = logging.getLogger(__name__)

# Seconds without an answer after which the work is ended.
LONGEST_OUTAGE = 60.0
# A single failure may be a call's own.
_FEWEST_FAILURES = 3


class Outage:
    """Notes failed attempts, says at once that a server cannot be reached, and ends the work if that lasts.

    Arguments:
        service: the name of the API, for messages.
        clock: the time.
        events: hears that the server cannot be reached, once until it is reached again.
        longest: the seconds of the longest outage that is waited out.
        end: ends the work, for the reason that it is given.
    """

    def __init__(
        self,
        service: str,
        clock: Clock,
        events: ApiEvents,
        longest: float = LONGEST_OUTAGE,
        end: Callable[[str], None] = lambda _reason: None,
    ) -> None:
        self._service = service
        self._clock = clock
        self._events = events
        self._longest = longest
        self._end = end
        self._noted: set[str] = set()
        self._failures = 0
        self._first = self._last = 0.0

    def failed(self, error: ApiError) -> None:
        """Note a failed attempt after which another would follow.

        Raises OutageTooLong, and ends the work, if nothing was answered for too long.
        """
        self._note(error)
        now = self._clock.elapsed()
        if not self._failures or now - self._last > self._longest:
            # The first one, or the first after a wait in which nothing was attempted.
            self._failures, self._first = 0, now
        self._failures, self._last = self._failures + 1, now
        if self._failures >= _FEWEST_FAILURES and now - self._first >= self._longest:
            reason = f"{self._service} has not answered for {now - self._first:,.0f} s, so the run was stopped: {error}"
            self._end(reason)
            raise OutageTooLong(reason)

    def reached(self) -> None:
        """Forget all failures: the next one is news."""
        if self._failures:
            _log.info("%s answers again", self._service, extra={"event": "reached", "failures": self._failures})
        self._failures = 0
        self._noted.clear()

    def _note(self, error: ApiError) -> None:
        text = str(error)
        if isinstance(error, Unreachable) and text not in self._noted:
            self._noted.add(text)
            self._events.note(f"{text}; trying again")
