"""A listing that Plytix has under another SKU gets no second product, unless that is asked for."""

from pathlib import Path
from typing import Any

import pytest

from amazon_plytix.jobs.sync import SyncJob
from amazon_plytix.ledger.runs import Runs
from plytix_sandbox import accounts
from plytix_sandbox.faults.foreign import act
from tests.support import Killed, World, asin, entry, matched, write_mapping
from tests.support.trees import synced_account
from tests.worlds.judge import judge_run

SEARCH = "/api/v2/products/search"


def sku(number: int) -> str:
    return f"AMZN-US-{asin(number)}"


def renamed(folder: Path) -> tuple[World, Path]:
    """A world after a sync of four listings, of which a person has renamed the first and the third."""
    mapping = write_mapping(folder, [matched(1), matched(2)], [entry(3), entry(4)])
    world = World(accounts.for_mapping(mapping))
    world.sync(mapping)
    for number in (1, 3):
        act(world.catalog, {"do": "rename", "sku": sku(number), "to": f"BY-HAND-{number}"})
    return world, mapping


def asked(ran: Any) -> int:
    """How many searches by ASIN there were."""
    return sum("attributes.amazon_asin" in str(call.body["filters"]) for call in ran.calls if call.path == SEARCH)


@pytest.mark.parametrize("execute", [True, False])
def test_a_listing_under_another_sku_is_told_and_not_made_twice(tmp_path: Path, *, execute: bool) -> None:
    world, mapping = renamed(tmp_path)
    ran = world.sync(mapping, execute=execute)
    says = (
        f"Plytix has ASIN {asin(1)} in US already, as BY-HAND-1: correct the mapping's suggested_sku, "
        "or have a second product made with --allow-second-product"
    )
    assert ran.results["errors"][0] == {"sku": sku(1), "asin": asin(1), "stage": "create", "message": says}
    assert [row["sku"] for row in ran.results["errors"]] == [sku(1), sku(3)]
    assert [row["status"] for row in ran.results["products"]] == ["error", "exists", "error", "exists"]
    assert [row["link"] for row in ran.results["products"]] == ["failed", "present", "none", "none"]
    assert (ran.results["created"], ran.results["exists"], ran.writes, asked(ran)) == (0, 2, [], 1)
    judge_run(ran)


def test_it_is_made_if_that_is_asked_for_and_nothing_is_looked_for(tmp_path: Path) -> None:
    world, mapping = renamed(tmp_path)
    ran = world.run(SyncJob(mapping=mapping, allow_second_product=True))
    assert (ran.results["created"], ran.results["errors"], asked(ran)) == (2, [], 0)


def test_what_a_run_could_not_make_is_left_for_resume(tmp_path: Path) -> None:
    world, mapping = renamed(tmp_path)
    world.sync(mapping)
    assert Runs(world.store).left(world.runs[0]) == {sku(1), sku(3)}
    assert world.runs[0].listings == 2
    again = world.run(SyncJob(mapping=mapping, only=Runs(world.store).left(world.runs[0]), parent=world.runs[0]))
    assert len(again.results["errors"]) == 2


@pytest.mark.parametrize(
    "other",
    [
        {"amazon_asin": asin(1), "amazon_marketplace": "DE"},
        {"amazon_asin": asin(1)},
        {"amazon_asin": asin(2), "amazon_marketplace": "US"},
        {"amazon_parent_asin": asin(1), "amazon_marketplace": "US"},
    ],
    ids=["another marketplace", "no marketplace", "another ASIN", "a child"],
)
def test_another_listing_is_another_listing(tmp_path: Path, other: dict[str, str]) -> None:
    mapping = write_mapping(tmp_path, [], [entry(1)])
    world = World(synced_account(mapping, [], {"sku": "BY-HAND", "attributes": other}))
    assert (world.sync(mapping).results["created"], world.sync(mapping).results["exists"]) == (1, 1)


def test_of_several_the_first_by_sku_is_named_and_small_letters_are_no_asin(tmp_path: Path) -> None:
    mapping = write_mapping(tmp_path, [], [entry(1)])
    held = {"amazon_asin": asin(1), "amazon_marketplace": "US"}
    products = [{"sku": name, "attributes": held} for name in ("C", "A", "B")]
    small = {"sku": "0", "attributes": held | {"amazon_asin": asin(1).lower()}}
    [error] = World(synced_account(mapping, [], small, *products)).sync(mapping).results["errors"]
    assert "already, as A: " in error["message"]


def test_a_canonical_product_that_names_its_asin_is_no_second_product(tmp_path: Path) -> None:
    mapping = write_mapping(tmp_path, [matched(1)])
    world = World(accounts.for_mapping(mapping))
    [boot] = [product for product in world.catalog.products if product.sku == "BOOT-1"]
    boot.attributes.update(amazon_asin=asin(1), amazon_marketplace="US")
    assert world.sync(mapping).results["linked"] == 1


def test_a_mapping_that_has_a_listing_twice_gets_it_twice_in_one_run_or_in_two(tmp_path: Path) -> None:
    twice = [entry(1), entry(1, suggested_sku="SECOND")]
    mapping = write_mapping(tmp_path, [], twice)
    world = World(accounts.for_mapping(mapping))
    world.go_wrong("answer", method="POST", path="/api/v2/products", status=422, count=1)
    assert world.sync(mapping).results["created"] == 1
    again = world.sync(mapping, only=Runs(world.store).left(world.runs[0]))
    assert (again.results["created"], again.results["errors"]) == (1, [])


@pytest.mark.parametrize("steps", range(5, 46, 8))
@pytest.mark.parametrize("lag", ["0", "10"])
def test_what_an_earlier_run_began_is_no_second_product(tmp_path: Path, steps: int, lag: str) -> None:
    mapping = write_mapping(tmp_path, [matched(1)], [entry(2)])
    world = World(accounts.for_mapping(mapping), latency=0.2, switches={"search_lag": lag})
    with pytest.raises(Killed):
        world.sync(mapping, steps=steps)
    world.pass_time(61)
    ran = world.sync(mapping)
    assert (ran.results["errors"], ran.results["created"] + ran.results["exists"]) == ([], 2)


@pytest.mark.parametrize("count", [1, 250])
def test_where_products_cannot_be_filtered_by_asin_it_is_said_and_costs_little(tmp_path: Path, count: int) -> None:
    mapping = write_mapping(tmp_path, [], [entry(number) for number in range(count)])
    ran = World(accounts.for_mapping(mapping), switches={"attribute_filters": "422"}).sync(mapping)
    assert ran.results["created"] == count
    why = "this account's products cannot be filtered by amazon_asin"
    assert ran.told.notes == [f"whether Plytix has new listings under other SKUs was not looked for: {why}"]
    assert asked(ran) <= 8


@pytest.mark.parametrize(("count", "calls"), [(1, 1), (100, 1), (101, 2), (250, 3)])
def test_it_costs_a_call_for_a_hundred_new_listings(tmp_path: Path, count: int, calls: int) -> None:
    mapping = write_mapping(tmp_path, [], [entry(number) for number in range(count)])
    world = World(accounts.for_mapping(mapping))
    assert asked(world.sync(mapping)) == calls
    assert asked(world.sync(mapping)) == 0
