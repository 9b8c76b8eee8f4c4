"""How long a 429 asks to wait."""

import math

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amazon_plytix.plytix.answer import retry_after
from tests.support.scripted import FakeClock


def seconds(header: str | None) -> float:
    headers = {} if header is None else {"Retry-After": header}
    return retry_after(httpx2.Response(429, headers=headers), FakeClock())


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
def test_a_number_of_seconds_or_a_date_is_taken_as_it_is(header: str, wait: float) -> None:
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
def test_what_says_nothing_usable_is_a_minute(header: str | None) -> None:
    assert seconds(header) == 60.0


def test_a_date_without_a_zone_is_not_guessed_at() -> None:
    assert seconds("Tue, 23 Dec 2025 06:01:30 -0000") == 60.0


@given(st.text(st.characters(codec="ascii", exclude_categories=["Cc"])) | st.floats().map(str) | st.integers().map(str))
def test_any_header_at_all_is_a_finite_wait(header: str) -> None:
    assert 0 <= seconds(header) < math.inf
