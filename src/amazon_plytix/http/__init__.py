"""What a client of any API needs: transport, retries, a budget of calls, time. Nothing here knows which API it is."""

from amazon_plytix.http.address import checked_address, is_loopback
from amazon_plytix.http.budget import LONGEST_PAUSE, Budget
from amazon_plytix.http.clock import Clock, SystemClock
from amazon_plytix.http.errors import (
    AnswerLost,
    ApiError,
    InsecureAddress,
    OutageTooLong,
    PauseTooLong,
    Stopped,
    Unreachable,
    readable,
)
from amazon_plytix.http.events import ApiEvents, Wait
from amazon_plytix.http.fair_share import FairShare
from amazon_plytix.http.gather import CONCURRENCY, gather_all, run_concurrently
from amazon_plytix.http.outage import LONGEST_OUTAGE, Outage
from amazon_plytix.http.retry import retry_after, with_retries
from amazon_plytix.http.secrets import Secrets
from amazon_plytix.http.stopping import StoppableClock
from amazon_plytix.http.transport import DEADLINE, LARGEST_ANSWER, Transport, json_of
from amazon_plytix.http.waiting import log_wait, pause
from amazon_plytix.http.windows import LONGEST_CALL, RECHECK, LocalWindows, RateLimit, Turn, Windows

__all__ = [
    "CONCURRENCY",
    "DEADLINE",
    "LARGEST_ANSWER",
    "LONGEST_CALL",
    "LONGEST_OUTAGE",
    "LONGEST_PAUSE",
    "RECHECK",
    "AnswerLost",
    "ApiError",
    "ApiEvents",
    "Budget",
    "Clock",
    "FairShare",
    "InsecureAddress",
    "LocalWindows",
    "Outage",
    "OutageTooLong",
    "PauseTooLong",
    "RateLimit",
    "Secrets",
    "StoppableClock",
    "Stopped",
    "SystemClock",
    "Transport",
    "Turn",
    "Unreachable",
    "Wait",
    "Windows",
    "checked_address",
    "gather_all",
    "is_loopback",
    "json_of",
    "log_wait",
    "pause",
    "readable",
    "retry_after",
    "run_concurrently",
    "with_retries",
]
