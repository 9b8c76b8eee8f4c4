"""A link run is taken back: exactly the links it made and removed, and none that others made or removed since."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from amazon_plytix.ledger.run import RunState
from amazon_plytix.planning.plan import UndoState
from plytix_sandbox.faults.foreign import act
from tests.support import World, asin, entry, matched, write_mapping
from tests.support.trees import parent, synced_account
from tests.support.world import is_write

SHOP, TREE = "Amazon Listings", "Amazon Hierarchy"
# No listing is in both relationships, so that a fate by its SKU is that of one link.
MATCHED = [matched(1, 1), matched(2, 1), matched(3, 3)]
UNMATCHED = [*(entry(n, amazon_parent_asin=asin(100), upc=str(n)) for n in (4, 5)), parent(100), parent(200)]
MADE = {1: UndoState.REMOVED, 2: UndoState.REMOVED, 3: UndoState.REMOVED, 4: UndoState.REMOVED, 5: UndoState.REMOVED}


def sku(number: int) -> str:
    return f"AMZN-US-{asin(number)}"


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    return write_mapping(tmp_path, MATCHED, UNMATCHED)


@pytest.fixture
def world(mapping: Path) -> World:
    return World(synced_account(mapping, [*MATCHED, *UNMATCHED], {"sku": "MANUAL"}))


def link(world: World, source: str, target: str, name: str = SHOP) -> None:
    act(world.catalog, {"do": "link", "sku": source, "relationship": name, "to": target})


def unlink(world: World, source: str, target: str, name: str = SHOP) -> None:
    act(world.catalog, {"do": "unlink", "sku": source, "relationship": name, "to": target})


def delete(world: World, name: str) -> None:
    act(world.catalog, {"do": "delete", "sku": name})


def links(world: World) -> tuple[Any, Any]:
    return world.links(SHOP), world.links(TREE)


def fates(world: World, *, execute: bool = True) -> dict[int, UndoState]:
    """By the listing's number."""
    undone = world.undo(execute=execute)
    return {n: undone[sku(n)][0] for n in range(1, 301) if sku(n) in undone}


def state(world: World) -> RunState:
    return world.runs[0].state


def test_every_link_that_the_run_made_is_removed_and_no_other(world: World, mapping: Path) -> None:
    link(world, "BOOT-1", "MANUAL")
    link(world, sku(100), "MANUAL", TREE)
    link(world, "BOOT-1", sku(1))
    before = links(world)
    world.link(mapping)
    assert links(world) == (
        {"BOOT-1": {"MANUAL", sku(1), sku(2)}, "BOOT-3": {sku(3)}},
        {sku(100): {"MANUAL", sku(4), sku(5)}},
    )
    assert fates(world) == dict.fromkeys((2, 3, 4, 5), UndoState.REMOVED)
    assert (links(world), state(world)) == (before, RunState.UNDONE)


def test_a_dry_run_shows_it_and_changes_nothing(world: World, mapping: Path) -> None:
    link(world, "BOOT-1", sku(3))
    link(world, "BOOT-3", sku(3))
    world.link(mapping, prune=True)
    linked, first = links(world), len(world.sandbox.journal)
    assert fates(world, execute=False) == dict.fromkeys(MADE, UndoState.REMOVABLE) | {3: UndoState.RESTORABLE}
    assert [call for call in list(world.sandbox.journal)[first:] if is_write(call)] == []
    assert (links(world), state(world)) == (linked, RunState.FINISHED)


def test_what_prune_removed_is_put_back(world: World, mapping: Path) -> None:
    link(world, "BOOT-1", sku(3))
    link(world, sku(200), sku(4), TREE)
    before = links(world)
    world.link(mapping, prune=True)
    assert links(world) == ({"BOOT-1": {sku(1), sku(2)}, "BOOT-3": {sku(3)}}, {sku(100): {sku(4), sku(5)}})
    world.undo()
    assert (links(world), state(world)) == (before, RunState.UNDONE)


def test_what_is_removed_makes_room_for_what_is_put_back(tmp_path: Path) -> None:
    """BOOT-1 is as full as Plytix lets it be, before the run and after it."""
    own, strange, missing = range(1, 299), (299, 300), (301, 302)
    listings = [*(matched(n, 1) for n in own), *(matched(n, 2) for n in strange), *(matched(n, 1) for n in missing)]
    mapping = write_mapping(tmp_path, listings)
    world = World(synced_account(mapping, listings))
    for number in (*own, *strange):
        link(world, "BOOT-1", sku(number))
    before = links(world)
    assert world.link(mapping, prune=True).results["errors"] == []
    world.undo()
    assert (links(world), state(world)) == (before, RunState.UNDONE)


def test_links_that_others_made_since_are_left_alone(world: World, mapping: Path) -> None:
    world.link(mapping)
    link(world, "BOOT-1", "MANUAL")
    link(world, "BOOT-3", sku(1))
    link(world, sku(100), sku(1), TREE)
    assert fates(world) == MADE
    assert links(world) == ({"BOOT-1": {"MANUAL"}, "BOOT-3": {sku(1)}}, {sku(100): {sku(1)}})


def test_where_others_were_quicker_there_is_nothing_left_to_do(world: World, mapping: Path) -> None:
    link(world, "BOOT-1", sku(3))
    link(world, "BOOT-3", sku(3))
    world.link(mapping, prune=True)
    link(world, "BOOT-1", sku(3))
    unlink(world, "BOOT-1", sku(1))
    unlink(world, sku(100), sku(4), TREE)
    assert fates(world) == MADE | {1: UndoState.GONE, 3: UndoState.GONE, 4: UndoState.GONE}
    assert (links(world), state(world)) == (({"BOOT-1": {sku(3)}, "BOOT-3": {sku(3)}}, {}), RunState.UNDONE)


@pytest.mark.parametrize(
    ("deleted", "gone"), [("BOOT-1", {1, 2}), (sku(100), {4, 5}), (sku(2), {2})], ids=["canonical", "parent", "target"]
)
def test_a_link_of_a_product_that_is_deleted_is_gone(world: World, mapping: Path, deleted: str, gone: set[int]) -> None:
    world.link(mapping)
    delete(world, deleted)
    assert fates(world) == MADE | dict.fromkeys(gone, UndoState.GONE)
    assert (links(world), state(world)) == (({}, {}), RunState.UNDONE)


def test_a_link_of_another_product_with_the_sources_sku_is_not_ours(world: World, mapping: Path) -> None:
    world.link(mapping)
    delete(world, "BOOT-3")
    act(world.catalog, {"do": "create", "body": {"sku": "BOOT-3"}})
    link(world, "BOOT-3", sku(3))
    assert fates(world) == MADE | {3: UndoState.GONE}
    assert links(world) == ({"BOOT-3": {sku(3)}}, {})


def refuse(world: World, method: str) -> None:
    path = "/api/v2/products/*/relationships/*"
    world.go_wrong("answer", method=method, path=path, status=403, body={"msg": "not yours"})


def lose(world: World, method: str) -> None:
    """Take every call and do nothing of it."""
    world.go_wrong("answer", method=method, path="/api/v2/products/*/relationships/*", status=200, body={})


@pytest.mark.parametrize(("trouble", "words"), [(refuse, "not yours"), (lose, "does not show it")])
def test_what_cannot_be_taken_back_is_an_error_and_the_run_is_not_undone(
    world: World, mapping: Path, trouble: Callable[[World, str], None], words: str
) -> None:
    link(world, "BOOT-1", sku(3))
    link(world, "BOOT-3", sku(3))
    before = links(world)
    world.link(mapping, prune=True)
    trouble(world, "POST")
    fate, message = world.undo()[sku(3)]
    assert (fate, words in (message or ""), state(world)) == (UndoState.ERROR, True, RunState.FINISHED)
    assert links(world) == ({"BOOT-3": {sku(3)}}, {})
    world.calm()
    assert fates(world) == {3: UndoState.RESTORED}
    assert (links(world), state(world)) == (before, RunState.UNDONE)


def test_links_that_cannot_be_removed_are_still_there_for_the_next_undo(world: World, mapping: Path) -> None:
    world.link(mapping)
    refuse(world, "DELETE")
    assert fates(world) == dict.fromkeys(MADE, UndoState.ERROR)
    assert state(world) is RunState.FINISHED
    world.calm()
    assert (fates(world), state(world)) == (MADE, RunState.UNDONE)


def test_a_second_undo_finds_nothing_to_do(world: World, mapping: Path) -> None:
    world.link(mapping)
    world.undo()
    link(world, "BOOT-1", sku(1))
    first = len(world.sandbox.journal)
    assert world.undo() == {}
    assert [call for call in list(world.sandbox.journal)[first:] if is_write(call)] == []
    assert (links(world), state(world)) == (({"BOOT-1": {sku(1)}}, {}), RunState.UNDONE)


def test_what_an_undone_run_had_linked_is_linked_again_by_the_next(world: World, mapping: Path) -> None:
    made = world.link(mapping).results["linked"]
    world.undo()
    assert (made, world.link(mapping).results["linked"]) == (5, 5)


def test_links_that_a_run_could_not_confirm_are_kept_unless_they_are_named(world: World, mapping: Path) -> None:
    world.go_wrong("answer", method="GET", path="/api/v2/products/*", status=403, body={"msg": "no"})
    world.go_wrong("answer", path="/api/v2/products/search", status=403, body={"msg": "no"}, skip=3)
    world.link(mapping)
    world.calm()
    made = links(world)
    assert {state for state, _ in world.undo().values()} == {UndoState.KEPT}
    assert links(world) == made
    world.undo(include_unproven=[target for of_kind in made for targets in of_kind.values() for target in targets])
    assert links(world) == ({}, {})


def test_a_removed_link_whose_target_is_deleted_since_is_gone(world: World, mapping: Path) -> None:
    link(world, "BOOT-1", sku(3))
    link(world, "BOOT-3", sku(3))
    world.link(mapping, prune=True)
    delete(world, sku(3))
    assert fates(world)[3] is UndoState.GONE
    assert state(world) is RunState.UNDONE


def test_a_source_that_others_renamed_loses_its_links_all_the_same(world: World, mapping: Path) -> None:
    world.link(mapping)
    act(world.catalog, {"do": "rename", "sku": "BOOT-3", "to": "BOOT-3-OLD"})
    world.undo()
    assert world.links(SHOP) == {}
