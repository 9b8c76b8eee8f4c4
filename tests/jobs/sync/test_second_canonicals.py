"""A listing that would get a second canonical product is named before it happens, by its line."""

from pathlib import Path
from typing import Any

import pytest

from plytix_sandbox import accounts
from tests.support import World, asin, entry, matched, write_mapping
from tests.support.world import Ran

SKU = f"AMZN-US-{asin(1)}"
NAMES = "its product names BOOT-1"
LINKED = "BOOT-1 is linked to it"


def remark(*reasons: str) -> str:
    return f"will be linked from a second canonical ({', '.join(reasons)})"


def remarks(ran: Ran) -> dict[str, str]:
    rows: list[dict[str, Any]] = ran.results["products"]
    return {row["sku"]: row["remark"] for row in rows if "remark" in row}


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A world whose listing 1 was synced with canonical product 1."""
    world = World(accounts.for_mapping(write_mapping(tmp_path, [matched(1), matched(2)])))
    world.sync(write_mapping(tmp_path, [matched(1)]))
    return world


@pytest.mark.parametrize("execute", [False, True])
def test_a_listing_that_was_moved_in_the_mapping_is_named_also_if_the_old_canonical_is_not_in_it_any_more(
    world: World, tmp_path: Path, execute: bool
) -> None:
    ran = world.sync(write_mapping(tmp_path, [matched(1, 2)]), execute=execute)
    assert remarks(ran) == {SKU: remark(NAMES)}
    assert ran.told.plan is not None
    assert ran.told.plan.listings[0].remark == remark(NAMES)
    # Whether to move it is not the sync's to decide.
    assert ran.results["linked"] == int(execute)


def test_a_canonical_product_of_the_mapping_that_is_linked_to_it_is_named(world: World, tmp_path: Path) -> None:
    swapped = write_mapping(tmp_path, [matched(1, 2), matched(2, 1)])
    assert remarks(world.sync(swapped, execute=False)) == {SKU: remark(NAMES, LINKED)}


def test_a_product_that_names_no_canonical_is_judged_by_its_links(tmp_path: Path) -> None:
    world = World(accounts.for_mapping(write_mapping(tmp_path, [matched(1), matched(2)])))
    world.sync(write_mapping(tmp_path, [matched(1, canonical_plytix_sku=None)]))
    swapped = write_mapping(tmp_path, [matched(1, 2), matched(2, 1)])
    assert remarks(world.sync(swapped)) == {SKU: remark(LINKED)}


def test_nothing_is_said_of_listings_as_they_should_be(world: World, tmp_path: Path) -> None:
    # Known already, without a product yet, and one that no canonical product is named for.
    mapping = write_mapping(tmp_path, [matched(1), matched(2)], [entry(3)])
    assert remarks(world.sync(mapping)) == remarks(world.sync(mapping)) == {}


def test_nothing_is_said_of_a_first_link_to_a_product_that_names_no_canonical(tmp_path: Path) -> None:
    world = World(accounts.for_mapping(write_mapping(tmp_path, [matched(1)])))
    world.sync(write_mapping(tmp_path, [], [entry(1)]))
    ran = world.sync(write_mapping(tmp_path, [matched(1)]))
    assert (remarks(ran), ran.results["linked"]) == ({}, 1)


def test_it_costs_no_call(world: World, tmp_path: Path) -> None:
    same = world.sync(write_mapping(tmp_path, [matched(1)]), execute=False)
    moved = world.sync(write_mapping(tmp_path, [matched(1, 2)]), execute=False)
    assert len(moved.calls) == len(same.calls)
