"""When to try again: the pauses between attempts, and the pause that an answer asks for."""

import logging
import math
import random
from collections.abc import Awaitable, Callable, Sequence
from email.utils import parsedate_to_datetime
from typing import TypeVar

from httpx2 import Response

from amazon_plytix.http.clock import Clock
from amazon_plytix.http.errors import AnswerLost, ApiError, Stopped
from amazon_plytix.http.waiting import pause as paused

_log = logging.getLogger(__name__)

Result = TypeVar("Result")

# A server that asks for a pause of more than a month is taken to be wrong.
_LONGEST_PAUSE = 30 * 86_400.0


async def with_retries(
    attempt: Callable[[], Awaitable[Result]],
    retry_on: tuple[type[ApiError], ...],
    pauses: Sequence[float],
    clock: Clock,
    *,
    name: str = "a call",
) -> Result:
    """Return the result of the first attempt that succeeds.

    Arguments:
        attempt: makes one attempt.
        retry_on: the errors after which another attempt is made; any other error is raised at once, and so is one
            that is final.
        pauses: the seconds before each further attempt; the error of the last attempt is raised.
        clock: waits.
        name: what is attempted, for the log.

    Raises AnswerLost instead of Stopped if an earlier attempt was sent and not answered: the call may have been made.
    """
    lost: AnswerLost | None = None
    try:
        for number, pause in enumerate(pauses, start=1):
            try:
                return await attempt()
            except retry_on as error:
                if error.final:
                    raise
                lost = error if isinstance(error, AnswerLost) else lost
                _log_retry(name, number, error)
            # A random part, half at most, is taken off every pause: calls that failed together must not all come back
            # at the same moment.
            seconds = pause * random.uniform(0.5, 1.0)  # noqa: S311 no secret depends on it
            await paused(clock, seconds, f"before another attempt of {name}")
        return await attempt()
    except Stopped as stopped:
        raise lost or stopped from None


def _log_retry(name: str, number: int, error: ApiError) -> None:
    fields = {"event": "retry", "call": name, "attempt": number, "error": str(error)}
    _log.info("attempt %d of %s failed: %s; trying again", number, name, error, extra=fields)


def retry_after(response: Response, clock: Clock, default: float) -> float:
    """Return the seconds to wait that a 429 asks for in its Retry-After header, a number or an HTTP date.

    Arguments:
        response: the answer.
        clock: the time of day that an HTTP date is compared with.
        default: the seconds to return if the header is missing or not usable.
    """
    header = response.headers.get("Retry-After", "")
    try:
        seconds = float(header)
    except ValueError:
        seconds = _seconds_until(header, clock)
    # Also False for "nan", which float() accepts.
    usable = 0 <= seconds <= _LONGEST_PAUSE
    return seconds if usable else default


def _seconds_until(http_date: str, clock: Clock) -> float:
    """Return the seconds until a date; infinity if it is not a date, or a date without a zone."""
    try:
        return (parsedate_to_datetime(http_date) - clock.now()).total_seconds()
    except (ValueError, TypeError, OverflowError):
        return math.inf
