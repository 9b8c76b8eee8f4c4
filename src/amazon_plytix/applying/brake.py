"""The brake: a run stops by itself if what fails for one listing fails for all."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from amazon_plytix.accounts import BrakeLimits
from amazon_plytix.applying.reasons import reason_of
from amazon_plytix.http import ApiError, PauseTooLong, Stopped, Unreachable
from amazon_plytix.plytix import Refused

# Fewer attempts say nothing about a share.
_FEWEST = 20


class Attempt:
    """What is attempted for one listing, or for the links of one product. ``failed`` says that it came to nothing."""

    def __init__(self) -> None:
        self.error: ApiError | None = None

    def failed(self, error: ApiError) -> None:
        """Enter what it failed with."""
        self.error = error


class Brake:
    """Counts what fails, and stops the run before it fails for all.

    Arguments:
        limits: when to stop.
        stop: stops the run, for the reason that it is given.
    """

    def __init__(self, limits: BrakeLimits, stop: Callable[[str], None]) -> None:
        self._limits = limits
        self._stop = stop
        self._reason: str | None = None
        self._in_a_row = 0
        self._under_way = 0
        self._failed = 0
        self._ended = 0
        self._stopped = False
        self._changed = asyncio.Condition()

    @asynccontextmanager
    async def attempt(self) -> AsyncIterator[Attempt]:
        """Run the block, which attempts one thing, unless those under way may bring the refusals to the limit.

        While things are refused, no more are under way than may yet be refused. So there are never more refusals than
        the limit.
        """
        async with self._changed:
            await self._changed.wait_for(self._may_begin)
            self._under_way += 1
        attempt = Attempt()
        try:
            yield attempt
        finally:
            async with self._changed:
                self._under_way -= 1
                self._count(attempt.error)
                self._changed.notify_all()

    def _may_begin(self) -> bool:
        return self._stopped or self._in_a_row + self._under_way < self._limits.refusals

    def _count(self, error: ApiError | None) -> None:
        # What was stopped says nothing, and what could not be sent is for those to count who watch the network.
        if isinstance(error, Stopped | Unreachable):
            return
        self._ended += 1
        if error is None:
            self._in_a_row = 0
            return
        self._failed += 1
        reason = _reason(error)
        self._in_a_row = self._in_a_row + 1 if reason == self._reason else 1
        self._reason = reason
        self._check(error)

    def _check(self, error: ApiError) -> None:
        if self._stopped:
            return
        if isinstance(error, PauseTooLong):
            # It meets every other call as well.
            self._end(f"the run was stopped: {error}")
        elif self._in_a_row >= self._limits.refusals:
            self._end(f"the same went wrong {self._in_a_row} times in a row, so the run was stopped: {error}")
        elif self._ended >= _FEWEST and self._failed > self._limits.share * self._ended:
            failed = f"{self._failed} of {self._ended} attempts failed, so the run was stopped"
            self._end(f"{failed}; the last: {error}")

    def _end(self, reason: str) -> None:
        self._stopped = True
        self._stop(reason)


NewBrake = Callable[[], Brake]


def _reason(error: ApiError) -> str:
    """Return what is the same for all listings that an error meets, whatever their values are."""
    if isinstance(error, Refused) and error.complaint.fields:
        return f"{error.status} {sorted({field for field, _ in error.complaint.fields})}"
    return reason_of(str(error))
