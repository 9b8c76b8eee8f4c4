"""A sync and a link job of 3,000 listings with 150 parents, both taken back: nothing of ours is left."""

from pathlib import Path

import pytest

from amazon_plytix.ledger.run import RunState
from amazon_plytix.planning.plan import UndoState
from plytix_sandbox import accounts
from plytix_sandbox.faults.foreign import act
from tests.support import World, write_mapping
from tests.support.trees import child, parent

pytestmark = pytest.mark.slow

PARENTS = [10_000 + number for number in range(150)]
CHILDREN = [child(number, PARENTS[number % 150], number % 400 + 1) for number in range(1, 2_851)]
SHOP, TREE = "Amazon Listings", "Amazon Hierarchy"


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    return write_mapping(tmp_path, CHILDREN, [parent(number) for number in PARENTS])


def contents(world: World) -> set[str]:
    return {product.sku for product in world.catalog.products}


def linked_world(mapping: Path) -> tuple[World, set[str]]:
    """A world in which the mapping was synced and linked, and what it held before."""
    world = World(accounts.for_mapping(mapping), latency=0.05)
    before = contents(world)
    assert world.sync(mapping).results["created"] == 3_000
    world.pass_time(60)
    assert world.link(mapping).results["errors"] == []
    assert sum(map(len, world.links(TREE).values())) == 2_850
    world.pass_time(60)
    return world, before


def take_back(world: World) -> dict[str, tuple[str, str | None]]:
    """Take the link job back, then the sync; what became of the products."""
    linked, synced = world.runs
    world.undo(linked)
    world.pass_time(60)
    return world.undo(synced)


def test_nothing_of_ours_is_left(mapping: Path) -> None:
    world, before = linked_world(mapping)
    assert {state for state, _ in take_back(world).values()} == {UndoState.REMOVED}
    assert contents(world) == before
    assert (world.links(SHOP), world.links(TREE)) == ({}, {})
    assert [run.state for run in world.runs] == [RunState.UNDONE, RunState.UNDONE]


def test_a_parent_that_somebody_else_renamed_is_kept_and_that_is_said(mapping: Path) -> None:
    world, before = linked_world(mapping)
    renamed = parent(PARENTS[7])["suggested_sku"]
    act(world.catalog, {"do": "rename", "sku": renamed, "to": "MINE-NOW"})
    undone = take_back(world)
    kept = {sku: message for sku, (state, message) in undone.items() if state is not UndoState.REMOVED}
    assert kept == {renamed: "renamed to MINE-NOW by others since; if it may go all the same, delete it in Plytix"}
    assert contents(world) == before | {"MINE-NOW"}
    assert world.links(TREE) == {}
