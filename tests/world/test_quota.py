"""Hours of quota, in seconds."""

from math import ceil
from pathlib import Path

from plytix_sandbox import accounts
from world import World, matched, write_mapping


def shortest(calls: int, an_hour: int, in_ten_seconds: int) -> float:
    """Seconds that so many calls take at least (fact sheet 12)."""
    full_hours = ceil(calls / an_hour) - 1
    return full_hours * 3600 + (calls - full_hours * an_hour) * 10 / in_ten_seconds


def test_ten_thousand_listings_meet_no_429_and_take_as_long_as_the_limits_demand(tmp_path: Path) -> None:
    mapping = write_mapping(tmp_path, [matched(n) for n in range(1, 10_001)])
    ran = World(accounts.for_mapping(mapping), plan="paid", latency=0.05).sync(mapping)
    assert (ran.results["created"], ran.results["linked"], ran.results["errors"]) == (10_000, 10_000, [])
    calls = [call for call in ran.calls if not call.path.endswith("/get-token")]
    assert 429 not in {call.status for call in calls}
    assert 1.0 <= ran.seconds / shortest(len(calls), 5_000, 50) <= 1.02
