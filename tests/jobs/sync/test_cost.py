"""What a sync costs in calls, counted by the sandbox."""

from collections import Counter
from pathlib import Path

import pytest

from plytix_sandbox import accounts
from tests.support import World, entry, matched, write_mapping
from tests.support.plytix import FAMILY_ID

pytestmark = pytest.mark.slow


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    """500 listings, 400 of them matched to 400 canonical products."""
    return write_mapping(tmp_path, [matched(n) for n in range(1, 401)], [entry(n) for n in range(401, 501)])


def kinds(calls: object) -> Counter[str]:
    def kind(path: str) -> str:
        if path == "/api/v2/products":
            return "create"
        return "family" if path.endswith("/family") else "link" if "/relationships/" in path else "other"

    return Counter(kind(call.path.replace("/relationships/search", "/search")) for call in calls)


def test_500_new_listings_cost_one_create_and_one_family_call_each_and_one_link_a_canonical(mapping: Path) -> None:
    ran = World(accounts.for_mapping(mapping)).sync(mapping)
    calls = kinds(ran.calls)
    assert (calls["create"], calls["family"], calls["link"]) == (500, 500, 400)
    assert calls["other"] <= 25
    assert (ran.results["created"], ran.results["linked"], ran.results["errors"]) == (500, 400, [])


def test_where_a_create_takes_the_family_too_it_is_one_call_a_listing_and_one_to_find_that_out(tmp_path: Path) -> None:
    mapping = write_mapping(tmp_path, [], [entry(n) for n in range(1, 101)])
    world = World(accounts.for_mapping(mapping), switches={"family_in_v2_body": "honoured"}, latency=0.1)
    ran = world.sync(mapping)
    looks = [call for call in ran.calls if call.method == "GET" and call.path.startswith("/api/v1/products/")]
    assert (kinds(ran.calls)["create"], len(looks), ran.results["errors"]) == (100, 1, [])
    # Those that are sent before the first has shown what it can do get theirs by a call of their own.
    assert kinds(ran.calls)["family"] < 20
    assert {product.family_id for product in world.catalog.products if product.sku.startswith("AMZN")} == {FAMILY_ID}


def test_an_unchanged_second_run_costs_at_most_15_calls_and_writes_nothing(mapping: Path) -> None:
    world = World(accounts.for_mapping(mapping))
    world.sync(mapping)
    again = world.sync(mapping)
    assert len(again.calls) <= 15
    assert again.writes == []
    assert (again.results["exists"], again.results["linked"]) == (500, 0)


def test_many_listings_of_one_canonical_are_linked_in_one_call(tmp_path: Path) -> None:
    mapping = write_mapping(tmp_path, [matched(n, canonical=1) for n in range(1, 41)])
    ran = World(accounts.for_mapping(mapping)).sync(mapping)
    assert kinds(ran.calls)["link"] == 1
    assert ran.results["linked"] == 40


def test_the_dry_run_knows_the_cost(mapping: Path) -> None:
    world = World(accounts.for_mapping(mapping))
    shown = world.sync(mapping, execute=False)
    done = world.sync(mapping)
    assert shown.told.estimate is not None
    assert shown.told.estimate.calls == len([call for call in done.calls if not call.path.endswith("/get-token")])


def test_the_rate_limits_of_the_token_are_kept_without_a_single_429(mapping: Path) -> None:
    ran = World(accounts.for_mapping(mapping), plan="paid", latency=0.1).sync(mapping)
    assert 429 not in {call.status for call in ran.calls}
    calls = len(ran.calls) - ran.count("POST", "/get-token")
    assert calls / 5 - 10 <= ran.seconds <= calls / 5 * 1.05
