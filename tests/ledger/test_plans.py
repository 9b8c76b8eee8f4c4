"""The Plan that a run carries out: kept, read back, what is left of it, and when a run is forgotten."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from amazon_plytix.jobs.context import JobContext
from amazon_plytix.ledger.run import Run, RunState
from amazon_plytix.ledger.runs import KEPT_UNCHANGED, Runs
from amazon_plytix.ledger.step_log import StepLog
from amazon_plytix.ledger.store import Store
from amazon_plytix.planning.header import JobKind
from amazon_plytix.planning.plan import Plan, PlannedUndo, UndoState
from amazon_plytix.planning.steps import LINK_STEPS, Stage
from plytix_sandbox import accounts
from tests.support import World, matched, write_mapping
from tests.support.ledger import NOW, begin, creates, log_of, sync_plan

EVERYTHING = sync_plan(missing=[1, 2], there=[3], impossible=[4])
OLD = NOW + KEPT_UNCHANGED + timedelta(seconds=1)


def keep(store: Store, plan: Plan, **more: float) -> tuple[Run, StepLog]:
    """Enter a run with its Steps and its Plan, as a job does."""
    run = begin(store, **more)
    log = log_of(store, run, *plan.steps())
    Runs(store).keep_plan(run, plan)
    return run, log


def sku(number: int) -> str:
    return f"AMZN-US-B0{number:08d}"


def test_a_plan_is_read_back_as_it_was_kept(store: Store, open_store: Callable[[], Store]) -> None:
    run, _ = keep(store, EVERYTHING)
    other, _ = keep(store, sync_plan(missing=[9]), seconds=1)
    assert Runs(open_store()).plan_of(run) == EVERYTHING
    assert Runs(open_store()).plan_of(other) == sync_plan(missing=[9])


def test_the_plan_of_an_undo_is_read_back_as_it_was_kept(store: Store, open_store: Callable[[], Store]) -> None:
    undo = tuple(PlannedUndo(step, UndoState.REMOVABLE, modified="11:00") for step in creates("A", "B"))
    plan = Plan(EVERYTHING.header, undo=undo)
    run = begin(store, JobKind.UNDO)
    Runs(store).keep_plan(run, plan)
    assert Runs(open_store()).plan_of(run) == plan


def test_the_steps_of_a_run_are_those_of_its_plan(store: Store) -> None:
    run, _ = keep(store, EVERYTHING)
    assert Runs(store).steps(run) == list(EVERYTHING.steps())


def test_a_plan_is_kept_that_does_nothing_but_says_what_cannot_be_done(store: Store) -> None:
    impossible = sync_plan(impossible=[4])
    run, _ = keep(store, impossible)
    assert Runs(store).plan_of(run) == impossible


def test_of_a_plan_with_nothing_to_do_only_the_number_of_listings_is_kept(store: Store, runs: Runs) -> None:
    run, _ = keep(store, sync_plan(there=range(20)))
    assert (runs.plan_of(run), runs.named(run.id).listings) == (None, 20)


def test_a_run_that_came_to_no_plan_has_none(store: Store, runs: Runs) -> None:
    assert runs.plan_of(begin(store)) is None


def finish(log: StepLog, plan: Plan, but: int | None = None) -> None:
    """Let a run do everything that it planned, but perhaps the Step of this number."""
    for step in plan.steps():
        if step.number == but:
            continue
        if step.kind in LINK_STEPS:
            log.done([step])
        else:
            log.product_finished(step, "p", None)


def test_of_a_run_that_did_all_it_could_the_impossible_is_left(store: Store, runs: Runs) -> None:
    run, log = keep(store, EVERYTHING)
    finish(log, EVERYTHING)
    runs.end(run, RunState.FINISHED, NOW)
    assert runs.left(runs.named(run.id)) == {sku(4)}


@pytest.mark.parametrize("number", [0, 3])
def test_a_listing_is_left_whose_product_or_link_was_not_reached(store: Store, runs: Runs, number: int) -> None:
    plan = sync_plan(missing=[1, 2])
    run, log = keep(store, plan)
    finish(log, plan, but=number)
    assert runs.left(run) == frozenset({sku(1) if number == 0 else sku(2)})


CREATE, LINK = sync_plan(missing=[1]).steps()
LEAVES: dict[str, Callable[[StepLog], None]] = {
    "refused": lambda log: log.not_created(CREATE, Stage.FAILED, "no", may_be_there=False),
    "without its family": lambda log: log.family_failed(CREATE, "no"),
    "sent and not answered": lambda log: log.create_sent(CREATE),
    "taken back": lambda log: log.undone(log._run.id, [0]),
    "not linked": lambda log: log.failed([LINK], "no"),
    "linked without proof": lambda log: log.unproven([LINK], "not confirmed"),
}


@pytest.mark.parametrize("write", LEAVES.values(), ids=LEAVES)
def test_a_listing_is_left_that_is(store: Store, runs: Runs, write: Callable[[StepLog], None]) -> None:
    plan = sync_plan(missing=[1])
    run, log = keep(store, plan)
    finish(log, plan)
    assert runs.left(run) == frozenset()
    write(log)
    assert runs.left(run) == frozenset({sku(1)})


def test_a_product_that_turned_out_to_be_of_others_is_not_left_once_it_is_linked(store: Store, runs: Runs) -> None:
    run, log = keep(store, sync_plan(missing=[1]))
    log.product_of_others(CREATE, "p1")
    assert runs.left(run) == frozenset({sku(1)})
    log.done([LINK])
    assert runs.left(run) == frozenset()


@pytest.mark.parametrize("state", RunState)
def test_of_a_run_without_a_plan_all_is_left_unless_it_finished(store: Store, runs: Runs, state: RunState) -> None:
    run = begin(store)
    runs.end(run, state, NOW)
    left = runs.left(runs.named(run.id))
    assert left == (frozenset() if state is RunState.FINISHED else None)


def test_a_run_that_changed_nothing_is_forgotten_once_it_ended_over_30_days_ago(store: Store, runs: Runs) -> None:
    nothing, _ = keep(store, sync_plan(there=[1]))
    impossible, _ = keep(store, sync_plan(impossible=[4]), seconds=1)
    for run in (nothing, impossible):
        runs.end(run, RunState.FINISHED, NOW)
    assert runs.forget_unchanged(NOW + KEPT_UNCHANGED) == []
    assert runs.all() == [runs.named(impossible.id), runs.named(nothing.id)]
    assert set(runs.forget_unchanged(OLD)) == {nothing.id, impossible.id}
    assert (runs.all(), runs.plan_of(impossible)) == ([], None)


def test_a_run_with_steps_is_never_forgotten(store: Store, runs: Runs) -> None:
    run, _ = keep(store, EVERYTHING)
    runs.end(run, RunState.FINISHED, NOW)
    assert runs.forget_unchanged(OLD + timedelta(days=3650)) == []
    assert runs.plan_of(run) == EVERYTHING


def test_a_run_that_has_not_ended_is_not_forgotten(store: Store, runs: Runs) -> None:
    begin(store)
    assert runs.forget_unchanged(OLD) == []


def test_a_run_is_not_forgotten_before_those_that_name_it_as_their_parent(store: Store, runs: Runs) -> None:
    parent = begin(store)
    child = begin(store, seconds=1, parent=parent.id)
    for run in (parent, child):
        runs.end(run, RunState.FINISHED, NOW)
    assert runs.forget_unchanged(OLD) == [child.id]
    assert runs.forget_unchanged(OLD) == [parent.id]


def forgetting_world(tmp_path: Path) -> tuple[World, Path, Path]:
    """A world, its mapping, and the folder in which the results of its runs are kept."""
    mapping = write_mapping(tmp_path, [matched(1)])
    return World(accounts.for_mapping(mapping)), mapping, tmp_path / "results"


def keep_results_in(world: World, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context = world._context

    def with_folder() -> JobContext:
        made = context()
        return JobContext(made.store, made.clock, made.transport, owner=made.owner, results_folder=folder)

    monkeypatch.setattr(world, "_context", with_folder)


def test_an_execute_forgets_old_runs_that_changed_nothing_and_their_results(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, mapping, folder = forgetting_world(tmp_path)
    keep_results_in(world, folder, monkeypatch)
    world.sync(mapping)
    world.pass_time(1)
    world.sync(mapping)
    changed_nothing, changed_something = world.runs
    assert {path.stem for path in folder.iterdir()} == {changed_nothing.id, changed_something.id}
    world.pass_time(KEPT_UNCHANGED.total_seconds() + 60)
    world.sync(mapping, execute=False)
    assert len(world.runs) == 2
    world.sync(mapping)
    assert [run.id for run in world.runs[1:]] == [changed_something.id]
    assert {path.stem for path in folder.iterdir()} == {world.runs[0].id, changed_something.id}


def test_an_execute_forgets_no_run_that_it_goes_on_with(tmp_path: Path) -> None:
    world, mapping, _ = forgetting_world(tmp_path)
    world.sync(mapping)
    world.pass_time(1)
    world.sync(mapping)
    parent = world.runs[0]
    world.pass_time(KEPT_UNCHANGED.total_seconds() + 60)
    world.sync(mapping, parent=parent)
    assert [run.id for run in Runs(world.store).children(parent)] == [world.runs[0].id]
    assert parent in world.runs


def test_results_that_cannot_be_removed_stop_no_job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world, mapping, folder = forgetting_world(tmp_path)
    keep_results_in(world, folder, monkeypatch)
    world.sync(mapping)
    world.pass_time(1)
    world.sync(mapping)
    kept = folder / f"{world.runs[0].id}.json"
    kept.unlink()
    kept.mkdir()
    world.pass_time(KEPT_UNCHANGED.total_seconds() + 60)
    assert world.sync(mapping).results["exists"] == 1
