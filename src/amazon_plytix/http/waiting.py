"""Waits, and a line in the log about each: how long, and why."""

import logging

from amazon_plytix.http.clock import Clock

_log = logging.getLogger(__name__)

# Seconds. Shorter waits are the ordinary pace of calls.
_WORTH_INFO = 1.0


async def pause(clock: Clock, seconds: float, reason: str) -> None:
    """Wait so many seconds, and log how long that was, and why. Raises what the clock raises."""
    began = clock.elapsed()
    try:
        await clock.sleep(seconds)
    finally:
        log_wait(clock.elapsed() - began, reason)


def log_wait(seconds: float, reason: str) -> None:
    """Log a wait that is over."""
    if seconds > 0:
        level = logging.INFO if seconds >= _WORTH_INFO else logging.DEBUG
        fields = {"event": "waited", "seconds": round(seconds, 6), "reason": reason}
        _log.log(level, "waited %.2f s: %s", seconds, reason, extra=fields)
