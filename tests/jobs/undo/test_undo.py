"""A run is taken back: exactly what it created, and nothing that others have touched since."""

from pathlib import Path
from typing import Any

import pytest

from amazon_plytix.jobs.job import CutShort
from amazon_plytix.ledger.run import Run, RunState
from amazon_plytix.ledger.step_log import StepLog
from amazon_plytix.ledger.store import LedgerUnusable
from amazon_plytix.planning.plan import UndoState
from plytix_sandbox import accounts
from plytix_sandbox.faults.foreign import act
from tests.support import World, asin, entry, matched, write_mapping
from tests.support.world import is_write


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    return write_mapping(tmp_path, [matched(n) for n in range(1, 4)], [entry(4)])


@pytest.fixture
def world(mapping: Path) -> World:
    return World(accounts.for_mapping(mapping))


def skus(world: World) -> set[str]:
    return {product.sku for product in world.catalog.products}


def test_everything_that_the_run_created_is_removed_and_nothing_else(world: World, mapping: Path) -> None:
    before = skus(world)
    world.sync(mapping)
    assert {fate for fate, _ in world.undo().values()} == {UndoState.REMOVED}
    assert skus(world) == before
    assert not any(links for links in world.product("BOOT-1")["relationships"] if links["related_products"])
    assert world.runs[0].state is RunState.UNDONE


def test_a_dry_run_lists_it_and_removes_nothing(world: World, mapping: Path) -> None:
    world.sync(mapping)
    first = len(world.sandbox.journal)
    assert [fate for fate, _ in world.undo(execute=False).values()] == [UndoState.REMOVABLE] * 4
    assert [call for call in list(world.sandbox.journal)[first:] if is_write(call)] == []


def test_what_it_takes_is_known_before_and_told_while_it_is_done(world: World, mapping: Path) -> None:
    act(world.catalog, {"do": "create", "body": {"sku": "AMZN-US-B000000001"}})
    world.sync(mapping)
    world.undo(execute=False)
    planned, first = world.told.estimate, len(world.sandbox.journal)
    world.undo()
    sent = [call for call in list(world.sandbox.journal)[first:] if not call.path.endswith("/get-token")]
    assert planned is not None
    assert planned.calls == len(sent)
    assert world.told.progress == [(0, 4), (4, 4)]


def test_what_others_change_while_an_undo_is_under_way_is_left_alone(tmp_path: Path) -> None:
    numbers = range(1, 251)
    mapping = write_mapping(tmp_path, [], [entry(n) for n in numbers])
    world = World(accounts.for_mapping(mapping))
    world.sync(mapping)
    world.pass_time(60)
    patches = [{"do": "patch", "sku": f"AMZN-US-{asin(n)}", "body": {"label": "by hand"}} for n in (150, 250)]
    world.go_wrong("foreign", method="DELETE", path="/api/v2/products/*", skip=20, count=1, actions=tuple(patches))
    kept = {sku: message for sku, (fate, message) in world.undo().items() if fate is UndoState.KEPT}
    assert kept.keys() == skus(world) == {f"AMZN-US-{asin(n)}" for n in (150, 250)}
    assert all("changed by others" in (message or "") for message in kept.values())
    assert world.told.progress == [(0, 250), (100, 250), (200, 250), (250, 250)]


def test_a_product_that_was_there_before_is_kept_and_its_new_link_taken_away(world: World, mapping: Path) -> None:
    act(world.catalog, {"do": "create", "body": {"sku": "AMZN-US-B000000001"}})
    world.sync(mapping)
    world.undo()
    assert "AMZN-US-B000000001" in skus(world)
    assert "AMZN-US-B000000002" not in skus(world)
    assert not any(links["related_products"] for links in world.product("BOOT-1")["relationships"])


def test_what_others_have_changed_since_is_left_alone_and_told(world: World, mapping: Path) -> None:
    world.sync(mapping)
    world.pass_time(60)
    body = {"label": "by hand"}
    act(world.catalog, {"do": "patch", "sku": "AMZN-US-B000000002", "body": body})
    world.catalog.products.now += 60
    undone = world.undo()
    fate, message = undone["AMZN-US-B000000002"]
    assert (fate, message is not None and "changed by others" in message) == (UndoState.KEPT, True)
    assert world.product("BOOT-2")["relationships"][0]["related_products"]
    assert [fate for fate, _ in undone.values()].count(UndoState.REMOVED) == 3
    assert world.runs[0].state is RunState.FINISHED


def test_what_others_have_deleted_is_told_and_no_error(world: World, mapping: Path) -> None:
    world.sync(mapping)
    act(world.catalog, {"do": "delete", "sku": "AMZN-US-B000000004"})
    assert world.undo()["AMZN-US-B000000004"][0] is UndoState.GONE


def test_a_product_that_another_made_under_the_same_sku_is_not_ours(world: World, mapping: Path) -> None:
    world.sync(mapping)
    act(world.catalog, {"do": "delete", "sku": "AMZN-US-B000000004"})
    act(world.catalog, {"do": "create", "body": {"sku": "AMZN-US-B000000004"}})
    assert world.undo()["AMZN-US-B000000004"][0] is UndoState.GONE
    assert "AMZN-US-B000000004" in skus(world)


def test_a_product_without_its_family_is_removed_if_nobody_else_touched_it(world: World, mapping: Path) -> None:
    world.go_wrong("answer", path="*/family", status=403, count=2)
    world.sync(mapping)
    act(world.catalog, {"do": "patch", "sku": "AMZN-US-B000000001", "body": {"label": "by hand"}})
    assert [fate for fate, _ in world.undo().values()].count(UndoState.KEPT) == 1
    assert "AMZN-US-B000000001" in skus(world)


def test_a_product_whose_family_was_assigned_without_an_answer_is_kept_until_it_is_finished(tmp_path: Path) -> None:
    mapping = write_mapping(tmp_path, [], [entry(1)])
    world = World(accounts.for_mapping(mapping), latency=0.05)
    world.go_wrong("lose_answer", path="*/family")
    world.sync(mapping)
    world.calm()
    [message] = [message for fate, message in world.undo().values() if fate is UndoState.KEPT]
    assert "sync again, which finishes it" in (message or "")
    world.pass_time(60)
    world.sync(mapping)
    assert {fate for fate, _ in world.undo().values()} == {UndoState.REMOVED}
    assert skus(world) == set()


def test_a_product_whose_creation_was_cut_off_is_told_and_left_to_the_run_that_finishes_it(tmp_path: Path) -> None:
    mapping = write_mapping(tmp_path, [], [entry(1), entry(2)])
    world = World(accounts.for_mapping(mapping))
    world.go_wrong("lose_answer", method="POST", path="/api/v2/products", count=1)
    world.go_wrong("answer", path="/api/v2/products/search", status=403, body={"msg": "no"}, skip=2)
    assert world.sync(mapping).results["created"] == 1
    world.calm()
    assert sorted(fate for fate, _ in world.undo(execute=False).values()) == [UndoState.KEPT, UndoState.REMOVABLE]
    undone = world.undo()
    [(cut_off, message)] = [(sku, message) for sku, (fate, message) in undone.items() if fate is UndoState.KEPT]
    assert "its creation was cut off: sync again" in (message or "")
    assert (skus(world), world.runs[0].state) == ({cut_off}, RunState.FINISHED)
    world.pass_time(60)
    assert world.sync(mapping).results["created"] == 2
    undone = world.undo()
    assert (undone[cut_off][0], skus(world)) == (UndoState.KEPT, {cut_off})
    assert "--include-unproven" in (undone[cut_off][1] or "")
    assert world.undo(include_unproven=[cut_off]) == {cut_off: (UndoState.REMOVED, None)}
    assert (skus(world), world.runs[0].state) == (set(), RunState.UNDONE)


def test_what_others_did_to_a_product_while_it_was_half_made_keeps_it(tmp_path: Path) -> None:
    mapping = write_mapping(tmp_path, [], [entry(1), entry(2)])
    world = World(accounts.for_mapping(mapping))
    world.go_wrong("answer", path="*/family", status=403, count=2)
    world.sync(mapping)
    act(world.catalog, {"do": "patch", "sku": "AMZN-US-B000000001", "body": {"label": "by hand"}})
    world.pass_time(60)
    assert world.sync(mapping).results["created"] == 2
    undone = world.undo()
    assert (undone["AMZN-US-B000000001"][0], undone["AMZN-US-B000000002"][0]) == (UndoState.KEPT, UndoState.REMOVED)
    assert skus(world) == {"AMZN-US-B000000001"}


def test_a_product_that_another_made_while_ours_was_cut_off_is_anothers(tmp_path: Path) -> None:
    mapping = write_mapping(tmp_path, [], [entry(1)])
    world = World(accounts.for_mapping(mapping))
    world.go_wrong("answer", method="POST", path="/api/v2/products", status=502)
    world.sync(mapping)
    act(world.catalog, {"do": "create", "body": {"sku": "AMZN-US-B000000001"}})
    world.calm()
    world.pass_time(60)
    assert world.sync(mapping).results["exists"] == 1
    assert world.undo() == {}
    assert skus(world) == {"AMZN-US-B000000001"}


def test_a_creation_that_was_cut_off_and_came_to_nothing_is_not_spoken_of(tmp_path: Path) -> None:
    mapping = write_mapping(tmp_path, [], [entry(1)])
    world = World(accounts.for_mapping(mapping))
    world.go_wrong("answer", method="POST", path="/api/v2/products", status=502)
    assert len(world.sync(mapping).results["errors"]) == 1
    assert world.undo() == {}
    assert world.runs[0].state is RunState.UNDONE


def test_a_product_goes_though_its_canonical_one_is_gone(world: World, mapping: Path) -> None:
    world.sync(mapping)
    act(world.catalog, {"do": "delete", "sku": "BOOT-1"})
    assert {fate for fate, _ in world.undo().values()} == {UndoState.REMOVED}
    assert skus(world) == {"BOOT-2", "BOOT-3"}


def test_a_link_alone_is_gone_with_its_canonical_product(world: World, mapping: Path) -> None:
    act(world.catalog, {"do": "create", "body": {"sku": "AMZN-US-B000000001"}})
    world.sync(mapping)
    act(world.catalog, {"do": "delete", "sku": "BOOT-1"})
    assert world.undo()["AMZN-US-B000000001"] == (UndoState.GONE, None)
    assert world.runs[0].state is RunState.UNDONE


def test_a_link_that_plytix_still_shows_was_not_taken_away(world: World, mapping: Path) -> None:
    act(world.catalog, {"do": "create", "body": {"sku": "AMZN-US-B000000001"}})
    world.sync(mapping)
    world.go_wrong("answer", method="DELETE", path="*/relationships/*", status=204, count=1)
    fate, message = world.undo()["AMZN-US-B000000001"]
    assert (fate, "still shows it" in (message or "")) == (UndoState.ERROR, True)
    assert world.links("Amazon Listings") == {"BOOT-1": {"AMZN-US-B000000001"}}
    assert world.undo()["AMZN-US-B000000001"] == (UndoState.REMOVED, None)
    assert world.links("Amazon Listings") == {}


def synced_and_linked(folder: Path, *, searches: int | None = None, **trouble: Any) -> tuple[World, Run, Run]:
    """A world in which a parent has got its children by a link job: the world, the link run, the sync."""
    mapping = write_mapping(folder, [], [entry(1, amazon_parent_asin=asin(9)), entry(9, model_number="M")])
    world = World(accounts.for_mapping(mapping))
    world.sync(mapping)
    world.pass_time(60)
    if trouble:
        world.go_wrong(**trouble)
    if searches is not None:
        world.go_wrong("answer", path="/api/v2/products/search", status=403, body={"msg": "no"}, skip=searches)
    world.link(mapping)
    world.calm()
    world.pass_time(60)
    linked, synced = world.runs
    return world, linked, synced


PARENT = "AMZN-US-B000000009"


def test_a_sync_and_the_link_job_after_it_are_taken_back_without_a_trace(tmp_path: Path) -> None:
    world, linked, synced = synced_and_linked(tmp_path)
    world.undo(linked)
    world.pass_time(60)
    assert {state for state, _ in world.undo(synced).values()} == {UndoState.REMOVED}
    assert skus(world) == set()
    assert [run.state for run in world.runs] == [RunState.UNDONE, RunState.UNDONE]


def test_a_parent_that_others_changed_after_the_link_job_is_kept(tmp_path: Path) -> None:
    world, linked, synced = synced_and_linked(tmp_path)
    world.undo(linked)
    world.pass_time(60)
    act(world.catalog, {"do": "patch", "sku": PARENT, "body": {"label": "by hand"}})
    state, message = world.undo(synced)[PARENT]
    assert (state, "changed by others since" in (message or "")) == (UndoState.KEPT, True)
    assert skus(world) == {PARENT}


def test_a_parent_that_others_changed_before_the_link_job_was_taken_back_is_kept(tmp_path: Path) -> None:
    world, linked, synced = synced_and_linked(tmp_path)
    act(world.catalog, {"do": "patch", "sku": PARENT, "body": {"label": "by hand"}})
    world.pass_time(60)
    world.undo(linked)
    world.pass_time(60)
    assert world.undo(synced)[PARENT][0] is UndoState.KEPT
    assert skus(world) == {PARENT}


def test_a_parent_that_others_changed_in_the_moment_it_was_linked_is_known_by_what_it_holds(tmp_path: Path) -> None:
    patch = {"do": "patch", "sku": PARENT, "body": {"label": "by hand"}}
    world, linked, synced = synced_and_linked(
        tmp_path, do="foreign", path="/api/v2/products/*/relationships/*", method="POST", count=1, actions=(patch,)
    )
    world.undo(linked)
    world.pass_time(60)
    state, message = world.undo(synced)[PARENT]
    assert (state, "changed by others since: the label" in (message or "")) == (UndoState.KEPT, True)
    assert skus(world) == {PARENT}


def test_a_parent_whose_links_were_not_confirmed_is_kept_and_that_job_named(tmp_path: Path) -> None:
    world, _, synced = synced_and_linked(
        tmp_path, do="answer", path="/api/v2/products/*", method="GET", status=403, body={"msg": "no"}, searches=3
    )
    state, message = world.undo(synced)[PARENT]
    assert state is UndoState.KEPT
    assert "its links were changed by run" in (message or "")


def test_an_undo_that_fails_half_way_goes_on_where_it_stopped(world: World, mapping: Path) -> None:
    world.sync(mapping)
    world.go_wrong("answer", method="DELETE", path="/api/v2/products/*", status=403, count=2)
    assert [fate for fate, _ in world.undo().values()].count(UndoState.ERROR) == 2
    assert {fate for fate, _ in world.undo().values()} == {UndoState.REMOVED}
    assert {sku for sku in skus(world) if sku.startswith("AMZN")} == set()


def test_a_product_that_plytix_does_not_delete_is_an_error_and_the_run_is_not_undone(tmp_path: Path) -> None:
    mapping = write_mapping(tmp_path, [], [entry(1), entry(2)])
    world = World(accounts.for_mapping(mapping))
    world.sync(mapping)
    world.go_wrong("answer", method="DELETE", status=403, body={"msg": "not yours"}, count=1)
    undone = world.undo()
    assert sorted(fate for fate, _ in undone.values()) == [UndoState.ERROR, UndoState.REMOVED]
    assert any("not yours" in (message or "") for _, message in undone.values())
    assert world.runs[0].state is RunState.FINISHED
    assert {fate for fate, _ in world.undo().values()} == {UndoState.REMOVED}
    assert skus(world) == set()


def test_what_an_undone_run_had_made_is_made_again_by_the_next_sync(world: World, mapping: Path) -> None:
    world.sync(mapping)
    world.undo()
    again = world.sync(mapping)
    assert (again.results["created"], again.results["linked"]) == (4, 3)


def test_a_ledger_that_fails_in_the_middle_is_no_claim_that_nothing_was_removed(
    world: World, mapping: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.sync(mapping)

    def fail(*_: object, **__: object) -> None:
        raise LedgerUnusable("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(StepLog, "done", fail)
        with pytest.raises(CutShort, match="the disk is full"):
            world.undo()
    assert {fate for fate, _ in world.undo().values()} <= {UndoState.REMOVED, UndoState.GONE}
    assert skus(world) == {"BOOT-1", "BOOT-2", "BOOT-3"}


def test_a_product_that_others_renamed_is_kept_and_told(world: World, mapping: Path) -> None:
    world.sync(mapping)
    act(world.catalog, {"do": "rename", "sku": "AMZN-US-B000000002", "to": "MINE-NOW"})
    state, message = world.undo()["AMZN-US-B000000002"]
    assert (state, (message or "").split(";")[0]) == (UndoState.KEPT, "renamed to MINE-NOW by others since")
    assert "MINE-NOW" in skus(world)


def test_a_link_whose_confirmation_failed_is_kept_unless_it_is_named(tmp_path: Path) -> None:
    world = World(accounts.for_mapping(write_mapping(tmp_path, [matched(1)])))
    world.sync(write_mapping(tmp_path, [], [entry(1)]))
    world.go_wrong("answer", method="GET", path="/api/v2/products/*", status=403, body={"msg": "no"})
    world.go_wrong("answer", path="/api/v2/products/search", status=403, body={"msg": "no"}, skip=2)
    mapping = write_mapping(tmp_path, [matched(1)])
    assert len(world.sync(mapping).results["errors"]) == 1
    world.calm()
    [(state, message)] = world.undo().values()
    assert (state, "Plytix never confirmed it" in (message or "")) == (UndoState.KEPT, True)
    assert world.undo(include_unproven=["AMZN-US-B000000001"]) == {"AMZN-US-B000000001": (UndoState.REMOVED, None)}
    assert world.links("Amazon Listings") == {}
