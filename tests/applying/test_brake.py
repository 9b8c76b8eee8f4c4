"""The brake stops a run before what fails for one listing fails for all."""

import asyncio
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amazon_plytix.accounts import BrakeLimits
from amazon_plytix.applying.brake import Brake
from amazon_plytix.http import AnswerLost, ApiError, Stopped, Unreachable, run_concurrently
from amazon_plytix.plytix import Refused
from amazon_plytix.plytix.envelopes import Complaint


def refused(field: str = "amazon_size", text: str = "13 is not a valid value") -> Refused:
    return Refused("POST /api/v2/products", 422, Complaint("invalid", ((field, text),)))


def attempt_all(errors: Sequence[ApiError | None], limits: BrakeLimits) -> tuple[int, list[str]]:
    """Attempt one thing after another, eight at a time; return how many were sent, and why it was stopped."""
    sent, reasons = 0, list[str]()

    async def attempt(error: ApiError | None) -> None:
        nonlocal sent
        async with brake.attempt() as one:
            if reasons:
                return one.failed(Stopped("stopped before its turn"))
            sent += 1
            await asyncio.sleep(0)
            if error is not None:
                one.failed(error)
        return None

    brake = Brake(limits, reasons.append)
    asyncio.run(run_concurrently(errors, attempt))
    return sent, reasons


@pytest.mark.parametrize("limit", [1, 3, 10])
def test_as_many_refusals_as_the_limit_are_sent_and_no_more(limit: int) -> None:
    errors = [refused(text=f"{number} is not a valid value") for number in range(100)]
    sent, [reason] = attempt_all(errors, BrakeLimits(refusals=limit, share=1.0))
    assert sent == limit
    assert f"the same went wrong {limit} times in a row" in reason


def test_a_success_in_between_begins_the_row_anew() -> None:
    errors = [*[refused()] * 9, None] * 20
    assert attempt_all(errors, BrakeLimits(share=1.0)) == (200, [])


def test_refusals_for_different_reasons_are_no_row() -> None:
    errors = [refused(f"field_{number}") for number in range(100)]
    assert attempt_all(errors, BrakeLimits(share=1.0)) == (100, [])


def test_answers_that_name_different_products_have_the_same_reason() -> None:
    errors = [AnswerLost(f"Plytix failed at GET /api/v1/products/{number:024x} (500): broken") for number in range(50)]
    assert attempt_all(errors, BrakeLimits(share=1.0))[0] == 10


def test_more_failures_than_a_share_stop_the_run() -> None:
    errors = [refused(f"field_{number}") if number % 3 else None for number in range(300)]
    sent, [reason] = attempt_all(errors, BrakeLimits())
    assert sent <= 28
    assert "attempts failed, so the run was stopped" in reason


def test_fewer_failures_than_the_share_do_not() -> None:
    errors = [refused(f"field_{number}") if number % 3 == 0 else None for number in range(300)]
    assert attempt_all(errors, BrakeLimits()) == (300, [])


def test_what_was_stopped_or_could_not_be_sent_counts_for_nothing() -> None:
    errors = [Stopped("stopped before its turn"), Unreachable("cannot reach the host")] * 50
    assert attempt_all(errors, BrakeLimits(refusals=1)) == (100, [])


@given(st.lists(st.sampled_from([None, refused(), refused("other"), AnswerLost("broken")])), st.integers(1, 12))
def test_there_are_never_more_equal_refusals_in_a_row_than_the_limit(errors: list[ApiError | None], limit: int) -> None:
    sent, reasons = attempt_all(errors, BrakeLimits(refusals=limit, share=1.0))
    assert (sent == len(errors)) or reasons
    if not any(errors):
        assert not reasons
