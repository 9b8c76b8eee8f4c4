"""How long calls take, by plytix-api.md 12."""

import pytest

from amazon_plytix.planning.estimate import shortest_time

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
