"""How long calls take, by plytix-api.md 12."""

from datetime import UTC, datetime

import pytest

from amazon_plytix.planning.estimate import estimated, shortest_time

PAID = ((50, 10.0), (5000, 3600.0))
FREE = ((20, 10.0), (2000, 3600.0))


@pytest.mark.parametrize(
    ("calls", "windows", "seconds"),
    [
        (0, PAID, 0.0),
        (50, PAID, 10.0),
        (100, PAID, 20.0),
        (100, FREE, 50.0),
        (5000, PAID, 1000.0),
        (5001, PAID, 3600.2),
        (10_100, PAID, 2 * 3600 + 20.0),
        (10_100, FREE, 5 * 3600 + 50.0),
        (7, (), 0.0),
        (100, ((50, 10.0),), 20.0),
    ],
)
def test_the_shortest_time_is_that_of_the_fact_sheet(
    calls: int, windows: tuple[tuple[int, float], ...], seconds: float
) -> None:
    assert shortest_time(calls, windows) == pytest.approx(seconds)


def test_any_number_of_windows_can_be_estimated() -> None:
    windows = [(20 + number, 10.0 + number) for number in range(5000)]
    assert 0 < shortest_time(10_000, windows) < shortest_time(20_000, windows)


def test_of_several_limits_of_one_length_the_tightest_counts() -> None:
    assert shortest_time(100, [(50, 10.0), (20, 10.0), (50, 10.0)]) == 50.0


@pytest.mark.parametrize("seconds", [1e12, 1e300])
def test_work_that_lasts_longer_than_the_calendar_ends_on_its_last_day(seconds: float) -> None:
    estimate = estimated(10_000, [(1, seconds)], datetime(2025, 12, 23, tzinfo=UTC))
    assert estimate.ends_at == datetime.max.replace(tzinfo=UTC)
    assert estimate.seconds < 1e15
