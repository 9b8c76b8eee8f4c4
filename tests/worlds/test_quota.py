"""Hours of quota, in seconds."""

from datetime import timedelta
from math import ceil
from pathlib import Path
from typing import Any

import pytest

from plytix_sandbox import accounts
from tests.support import Ran, World, entry, matched, write_mapping
from tests.support.plytix import FAMILY_ID

pytestmark = pytest.mark.slow


def shortest(calls: int, an_hour: int, in_ten_seconds: int) -> float:
    """Return the seconds that pass at least until the last of so many calls can be sent (plytix-api.md 12)."""
    full_hours = ceil(calls / an_hour) - 1
    in_last_hour = calls - full_hours * an_hour
    return full_hours * 3600 + (ceil(in_last_hour / in_ten_seconds) - 1) * 10


def counted(ran: Ran) -> list[Any]:
    """The calls that Plytix counts."""
    return [call for call in ran.calls if not call.path.endswith("/get-token")]


def test_a_sync_of_more_than_an_hour_meets_no_429_and_takes_as_long_as_the_limits_demand(tmp_path: Path) -> None:
    # About 6,000 calls, of which an hour takes 5,000.
    mapping = write_mapping(tmp_path, [matched(n) for n in range(1, 2_001)])
    world = World(accounts.for_mapping(mapping), plan="paid", latency=0.05)
    ran = world.sync(mapping)
    assert (ran.results["created"], ran.results["linked"], ran.results["errors"]) == (2_000, 2_000, [])
    assert 429 not in {call.status for call in ran.calls}
    assert ran.seconds > 3600
    assert 1.0 <= ran.seconds / shortest(len(counted(ran)), 5_000, 50) <= 1.02
    assert len(counted(ran)) <= 3.05 * 2_000
    again = world.sync(mapping)
    assert (len(counted(again)) <= 0.03 * 2_000, again.writes) == (True, [])


@pytest.mark.parametrize(("honoured", "a_listing"), [("ignored", 2.05), ("honoured", 1.05)])
def test_a_family_in_the_create_call_saves_a_call_a_listing_where_the_account_takes_it(
    tmp_path: Path, honoured: str, a_listing: float
) -> None:
    mapping = write_mapping(tmp_path, [], [entry(n) for n in range(1, 1_001)])
    world = World(accounts.for_mapping(mapping), switches={"family_in_v2_body": honoured})
    ran = world.sync(mapping)
    assert (ran.results["created"], ran.results["errors"]) == (1_000, [])
    assert len(counted(ran)) <= a_listing * 1_000
    assert {product.family_id for product in world.catalog.products} == {FAMILY_ID}


def test_another_tool_that_eats_a_third_of_the_quota_costs_time_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mapping = write_mapping(tmp_path, [matched(n) for n in range(1, 1_501)])
    world = World(accounts.for_mapping(mapping), plan="paid", latency=0.05)
    eaten: list[int] = []
    spend = world.sandbox.gate.spend

    def eat(calls: int) -> None:
        eaten.append(calls)
        spend(calls)

    monkeypatch.setattr(world.sandbox.gate, "spend", eat)
    world.go_wrong("spend", path="/api/v[12]/*", probability=0.1, calls=5)
    ran = world.sync(mapping)
    assert (ran.results["created"], ran.results["linked"], ran.results["errors"]) == (1_500, 1_500, [])
    let_through = sum(call.status != 429 for call in counted(ran))
    assert 0.33 <= sum(eaten) / (sum(eaten) + let_through) <= 0.4
    assert len(counted(ran)) - let_through <= 0.05 * len(counted(ran))
    assert ran.seconds <= 1.03 * shortest(sum(eaten) + let_through, 5_000, 50)


def test_the_estimate_before_the_first_write_is_what_it_takes(tmp_path: Path) -> None:
    mapping = write_mapping(tmp_path, [matched(n) for n in range(1, 701)])
    world = World(accounts.for_mapping(mapping), plan="free", latency=0.05)
    shown = world.sync(mapping, execute=False)
    world.pass_time(3600)
    done = world.sync(mapping)
    assert shown.told.estimate
    assert done.told.estimate
    # An execute looks everything up as the dry run did, before it says what is left to do.
    looked_up = sum(not call.path.endswith("get-token") for call in shown.calls)
    assert shown.told.estimate.calls == done.told.estimate.calls + looked_up
    assert shown.told.estimate.seconds >= done.told.estimate.seconds
    assert done.told.estimate.seconds <= done.seconds <= done.told.estimate.seconds * 1.05
    # Less by the time that looking everything up takes, which the dry run counts as well.
    assert done.told.estimate.ends_at - shown.told.estimate.ends_at > timedelta(minutes=59)
