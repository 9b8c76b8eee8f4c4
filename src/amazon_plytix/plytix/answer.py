"""What an HTTP answer of Plytix means."""

import json
import math
from email.utils import parsedate_to_datetime
from typing import Any

from httpx2 import Response

from amazon_plytix.http.clock import Clock
from amazon_plytix.http.errors import AnswerLost
from amazon_plytix.plytix.envelopes import complaint_of
from amazon_plytix.plytix.errors import Forbidden, NotFound, Refused

# Source: plytix-api.md 11.4, and the seed's own wait.
_PAUSE_WITHOUT_HEADER = 60.0
# A month: live ones reach 2,500 s, and nobody means a year.
_LONGEST_PAUSE = 30 * 86_400.0
_REFUSALS = {403: Forbidden, 404: NotFound}


def content_of(call: str, response: Response) -> Any:
    """The parsed body of a good answer, None where it is empty (as those to v2 relationship calls are).

    Raises AnswerLost for a 5xx or for a good status with a body that is not JSON, Refused for the rest.
    """
    status = response.status_code
    if response.is_success:
        return json_of(response)
    if status >= 500:
        raise AnswerLost(f"Plytix failed at {call} ({status}): {complaint_of(response.content)}")
    raise _REFUSALS.get(status, Refused)(call, status, complaint_of(response.content))


def json_of(response: Response) -> Any:
    """The parsed body, None where it is empty. Raises AnswerLost where it is not JSON."""
    if not response.content.strip():
        return None
    try:
        return json.loads(response.content)
    except (ValueError, RecursionError):
        raise AnswerLost(
            f"{response.url.host} answered {response.status_code} with something that is not JSON"
        ) from None


def retry_after(response: Response, clock: Clock) -> float:
    """Seconds that a 429 asks to wait: a float (live: 1089.492), an HTTP date, or 60 where it says nothing usable."""
    header = response.headers.get("Retry-After", "")
    try:
        seconds = float(header)
    except ValueError:
        seconds = _seconds_until(header, clock)
    return seconds if 0 <= seconds <= _LONGEST_PAUSE else _PAUSE_WITHOUT_HEADER


def _seconds_until(http_date: str, clock: Clock) -> float:
    try:
        return (parsedate_to_datetime(http_date) - clock.now()).total_seconds()
    except (ValueError, TypeError, OverflowError):
        return math.inf
