"""The limits, timeouts and pauses that a client of Plytix keeps to."""

from collections.abc import Sequence
from dataclasses import dataclass

from amazon_plytix.http import RateLimit

# The limits of the smallest plan, to keep if a token states none. Two fixed windows count every request of the
# account (plytix-api.md 2.1).
SMALLEST_PLAN = (RateLimit(20, 10.0), RateLimit(2000, 3600.0))
# Seconds. Source: plytix-api.md 11.1, a client in daily use gives up after 30 s.
TIMEOUT = 30.0
# Seconds to pause after a 429 that does not say how long. Source: plytix-api.md 11.4.
PAUSE_WITHOUT_HEADER = 60.0


@dataclass(frozen=True, slots=True)
class RetryPauses:
    """The seconds before each further attempt: of a call to the PIM or a later sign-in, and of the first sign-in."""

    call: Sequence[float]
    sign_in: Sequence[float]


# Source: plytix-api.md 11.4, back-off 1, 2, 4 ... The first sign-in has fewer attempts: nothing has begun that could be
# lost, and what is most often wrong then, an address or a network, does not mend itself.
RETRY_PAUSES = RetryPauses(call=(1.0, 2.0, 4.0, 8.0), sign_in=(1.0, 2.0))
