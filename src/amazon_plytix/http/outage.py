"""An outage: a server that cannot be reached, or that answers nothing but failures, for longer than is waited for."""

import logging
from collections.abc import Callable

from amazon_plytix.http.clock import Clock
from amazon_plytix.http.errors import ApiError, Unreachable
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
        # When the first of the calls was sent that came after the last answer; None if none was.
        self._since: float | None = None
        self._last = 0.0

    def sending(self) -> None:
        """Note that a call is about to be sent."""
        now = self._clock.elapsed()
        # A wait in which nothing was sent says nothing about the server.
        if self._since is None or now - self._last > self._longest:
            self._failures, self._since = 0, now
        self._last = now

    def failed(self, error: ApiError) -> None:
        """Note a failed call. If nothing was answered for too long, end the work."""
        self._note(error)
        self._failures, self._last = self._failures + 1, self._clock.elapsed()
        silent = self._last - (self._last if self._since is None else self._since)
        if self._failures >= _FEWEST_FAILURES and silent >= self._longest:
            # The error itself stays the call's: what was sent may have been carried out.
            self._end(f"{self._service} has not answered for {silent:,.0f} s, so the run was stopped: {error}")

    def reached(self) -> None:
        """Forget all failures: the next one is news."""
        if self._failures:
            _log.info("%s answers again", self._service, extra={"event": "reached", "failures": self._failures})
        self._failures, self._since = 0, None
        self._noted.clear()

    def _note(self, error: ApiError) -> None:
        text = str(error)
        if isinstance(error, Unreachable) and text not in self._noted:
            self._noted.add(text)
            self._events.note(f"{text}; trying again")
