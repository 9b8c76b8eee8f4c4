"""The pauses between attempts, and how long a 429 asks to wait."""

import asyncio
import logging
import math
from collections.abc import Sequence

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amazon_plytix.http import AnswerLost, ApiError, Stopped, Unreachable, retry_after, with_retries
from tests.support.scripted import FakeClock


class Attempts:
    """Fails with these errors, one an attempt, and succeeds after them."""

    def __init__(self, *errors: ApiError) -> None:
        self.errors = list(errors)
        self.made = 0

    async def __call__(self) -> str:
        self.made += 1
        if self.errors:
            raise self.errors.pop(0)
        return "done"


def retried(attempts: Attempts, pauses: Sequence[float], clock: FakeClock) -> str:
    return asyncio.run(with_retries(attempts, (Unreachable, AnswerLost), pauses, clock))


def test_every_pause_is_shortened_by_half_at_most() -> None:
    clock = FakeClock()
    assert retried(Attempts(Unreachable(), AnswerLost()), (2.0, 40.0), clock) == "done"
    first, second = clock.naps
    assert 1.0 <= first <= 2.0
    assert 20.0 <= second <= 40.0


def test_callers_that_failed_together_come_back_at_different_times() -> None:
    clock = FakeClock()
    for _ in range(20):
        retried(Attempts(Unreachable()), (2.0,), clock)
    assert len(set(clock.naps)) > 10


def test_the_last_attempts_error_is_raised() -> None:
    attempts = Attempts(Unreachable("first"), AnswerLost("second"), Unreachable("third"))
    with pytest.raises(Unreachable, match="third"):
        retried(attempts, (1.0, 1.0), FakeClock())
    assert attempts.made == 3


def test_any_other_error_is_raised_at_once() -> None:
    attempts = Attempts(Stopped("no"))
    with pytest.raises(Stopped):
        retried(attempts, (1.0, 1.0), FakeClock())
    assert attempts.made == 1


def test_a_final_error_is_raised_at_once() -> None:
    attempts = Attempts(Unreachable("no use", final=True))
    with pytest.raises(Unreachable):
        retried(attempts, (1.0, 1.0), FakeClock())
    assert attempts.made == 1


class Records(logging.Handler):
    """Keeps what is logged."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.kept.append(record)


def test_every_failure_that_is_followed_by_another_attempt_is_logged() -> None:
    logger, records = logging.getLogger("amazon_plytix.http.retry"), Records()
    logger.addHandler(records)
    logger.setLevel(logging.INFO)
    attempts = Attempts(Unreachable("first"), AnswerLost("second"), Unreachable("third"))
    try:
        with pytest.raises(Unreachable):
            asyncio.run(with_retries(attempts, (Unreachable, AnswerLost), (1.0, 1.0), FakeClock(), name="GET /x"))
    finally:
        logger.removeHandler(records)
        logger.setLevel(logging.NOTSET)
    said = [(vars(record)["call"], vars(record)["error"]) for record in records.kept]
    assert said == [("GET /x", "first"), ("GET /x", "second")]


def test_a_call_that_was_sent_before_it_was_stopped_is_not_called_unsent() -> None:
    with pytest.raises(AnswerLost, match="sent"):
        retried(Attempts(AnswerLost("sent"), Unreachable(), Stopped("no")), (1.0, 1.0), FakeClock())
    with pytest.raises(Stopped):
        retried(Attempts(Unreachable(), Stopped("no")), (1.0, 1.0), FakeClock())


def seconds(header: str | None) -> float:
    headers = {} if header is None else {"Retry-After": header}
    return retry_after(httpx2.Response(429, headers=headers), FakeClock(), 60.0)


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("0", 0.0),
        ("7", 7.0),
        ("1901", 1901.0),
        ("1089.492", 1089.492),
        ("0.25", 0.25),
        (" 7 ", 7.0),
        ("Tue, 23 Dec 2025 06:01:30 GMT", 90.0),
        ("Tue, 23 Dec 2025 07:01:30 +0100", 90.0),
    ],
)
def test_a_number_of_seconds_or_a_date_is_kept_to(header: str, wait: float) -> None:
    assert seconds(header) == wait


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "soon",
        "nan",
        "NaN",
        "-1",
        "-0.5",
        "inf",
        "-inf",
        "1e999",
        "1e12",
        "Tue, 23 Dec 99999999999999999999 06:01:30 GMT",
        "7 s",
        "Tue, 23 Dec 2025",
        "2025-12-23T06:01:30Z",
    ],
)
def test_without_a_usable_header_it_is_the_default(header: str | None) -> None:
    assert seconds(header) == 60.0


def test_a_date_without_a_zone_is_not_guessed_at() -> None:
    assert seconds("Tue, 23 Dec 2025 06:01:30 -0000") == 60.0


@given(st.text(st.characters(codec="ascii", exclude_categories=["Cc"])) | st.floats().map(str) | st.integers().map(str))
def test_any_header_at_all_is_a_finite_wait(header: str) -> None:
    assert 0 <= seconds(header) < math.inf
