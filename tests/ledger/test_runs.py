"""Runs: entered, named, ended, and what they know of each other."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from amazon_plytix.ledger.run import NoSuchRun, Run, RunState
from amazon_plytix.ledger.runs import Runs
from amazon_plytix.ledger.store import Store
from amazon_plytix.planning.header import JobKind
from tests.support.ledger import ACME, DIGEST, NOW, begin, creates, log_of, request

LATER = NOW + timedelta(hours=40)


def test_a_run_is_running_from_its_begin_to_its_end(runs: Runs, open_store: Callable[[], Store]) -> None:
    run = runs.begin(request(marketplace="US"), replace(ACME, alias="alias"), NOW)
    assert run.id.startswith("20251223-060000-")
    entered = Run(
        job=JobKind.SYNC, account="acme", alias="alias", host="pim.example", mapping="/maps/m.json", marketplace="US",
        id=run.id, began_at=NOW, state=RunState.RUNNING, ended_at=None,
    )  # fmt: skip
    assert Runs(open_store()).all() == [entered] == [run]
    runs.end(run, RunState.INTERRUPTED, LATER)
    [ended] = Runs(open_store()).all()
    assert (ended.state, ended.ended_at, ended.began_at, ended.id) == (RunState.INTERRUPTED, LATER, NOW, run.id)


@pytest.mark.parametrize("job", JobKind)
def test_all_that_a_run_is_to_do_is_kept(runs: Runs, open_store: Callable[[], Store], job: JobKind) -> None:
    wanted = request(job, mapping_digest=DIGEST, marketplace="CA", most_removals=0, parent="20251222")
    run = runs.begin(wanted, replace(ACME, alias="shop"), NOW)
    assert Runs(open_store()).named(run.id) == run
    kept = (run.job, run.alias, run.mapping_digest, run.marketplace, run.most_removals, run.parent)
    assert kept == (job, "shop", DIGEST, "CA", 0, "20251222")


def test_all_runs_come_the_newest_first(store: Store, runs: Runs) -> None:
    second, third, first = (begin(store, seconds=seconds) for seconds in (1, 2, 0))
    assert runs.all() == [third, second, first]


def test_a_new_ledger_has_no_runs(runs: Runs) -> None:
    assert (runs.all(), runs.begun("acme")) == ([], {})


def test_runs_of_the_same_second_have_names_of_their_own(store: Store) -> None:
    assert len({begin(store).id for _ in range(20)}) == 20


def test_runs_of_one_second_that_draw_the_same_lot_get_different_ids(store: Store) -> None:
    lots = iter(["7f3a", "7f3a", "7f3a", "0001"])
    runs = Runs(store, lambda _: next(lots))
    assert [runs.begin(request(), ACME, NOW).id[-4:] for _ in range(2)] == ["7f3a", "0001"]


def test_what_is_known_of_a_runs_end_is_kept(runs: Runs, open_store: Callable[[], Store]) -> None:
    run = runs.begin(request(), ACME, NOW)
    assert (run.exit_status, run.errors, run.stopped) == (None, None, None)
    runs.end(run, RunState.INTERRUPTED, LATER, exit_status=1, errors=10, stopped="Plytix refused 10 in a row")
    ended = Runs(open_store()).named(run.id)
    assert (ended.exit_status, ended.errors, ended.stopped) == (1, 10, "Plytix refused 10 in a row")
    assert (ended.state, ended.ended_at) == (RunState.INTERRUPTED, LATER)


def test_an_end_of_which_no_more_is_known_says_so(store: Store, runs: Runs) -> None:
    runs.end(begin(store), RunState.FINISHED, LATER)
    [ended] = runs.all()
    assert (ended.exit_status, ended.errors, ended.stopped) == (None, None, None)


def test_ending_one_run_ends_no_other(store: Store, runs: Runs) -> None:
    one, other = begin(store), begin(store, seconds=1)
    runs.end(one, RunState.FINISHED, LATER)
    assert [run.state for run in runs.all()] == [RunState.RUNNING, RunState.FINISHED]
    assert runs.named(other.id) == other


def test_a_run_that_was_taken_back_is_marked_and_no_other(store: Store, runs: Runs) -> None:
    one, other = begin(store), begin(store, seconds=1)
    runs.end(one, RunState.FINISHED, LATER)
    runs.mark_undone(one.id)
    assert [(run.state, run.ended_at) for run in runs.all()] == [(other.state, None), (RunState.UNDONE, LATER)]


def test_the_runs_that_belong_to_another_are_its_children_the_newest_first(store: Store, runs: Runs) -> None:
    parent, stranger = begin(store), begin(store, seconds=1)
    resumed = begin(store, seconds=2, parent=parent.id)
    undo = begin(store, JobKind.UNDO, seconds=3, parent=parent.id)
    assert (runs.children(parent), runs.children(stranger), runs.children(undo)) == ([undo, resumed], [], [])


def test_a_run_can_be_named_by_how_it_begins_if_no_other_begins_so(store: Store, runs: Runs) -> None:
    run, later = begin(store), begin(store, seconds=3600)
    assert (runs.named(run.id), runs.named("20251223-06"), runs.named(later.id[:12])) == (run, run, later)


@pytest.mark.parametrize(
    ("named", "complaint"),
    [
        ("20251223", "more than one run '20251223': 20251223-07.*, 20251223-06.*; see: amazon-plytix runs"),
        ("1999", "no run '1999'; see: amazon-plytix runs"),
        ("%", "no run '%'"),
        ("", "no run ''"),
        ("0251223-06", "no run '0251223-06'"),
    ],
)
def test_a_name_that_fits_no_run_or_several_is_refused(store: Store, runs: Runs, named: str, complaint: str) -> None:
    begin(store)
    begin(store, seconds=3600)
    with pytest.raises(NoSuchRun, match=complaint):
        runs.named(named)


def test_of_very_many_runs_that_begin_alike_some_are_named(store: Store, runs: Runs) -> None:
    ids = [begin(store, seconds=seconds).id for seconds in range(12)]
    with pytest.raises(NoSuchRun) as caught:
        runs.named("2025")
    assert str(caught.value) == (
        f"more than one run '2025': {', '.join(reversed(ids[2:]))} and 2 more; see: amazon-plytix runs"
    )


def test_a_run_that_claims_to_run_and_holds_no_account_was_killed(store: Store) -> None:
    run = begin(store)
    assert run.seen_with([run.id]) == run
    assert run.seen_with(["another"]).state is RunState.KILLED


@pytest.mark.parametrize("state", sorted(set(RunState) - {RunState.RUNNING}))
def test_a_run_that_has_ended_needs_to_hold_nothing(store: Store, runs: Runs, state: RunState) -> None:
    runs.end(begin(store), state, LATER)
    [ended] = runs.all()
    assert ended.seen_with([]).state is state


def test_what_a_killed_run_had_begun_is_known_to_later_runs_of_that_account_alone(store: Store, runs: Runs) -> None:
    steps = creates("A", "B", "C")
    ours = log_of(store, begin(store), *steps)
    ours.create_sent(steps[0])
    ours.create_sent(steps[1])
    [other] = creates("C")
    log_of(store, begin(store, account="other"), other).create_sent(other)
    assert (runs.begun("acme").keys(), runs.begun("other").keys()) == ({"A", "B"}, {"C"})
    log = log_of(store, begin(store, seconds=60), *steps)
    assert [log.has_begun(sku) for sku in "ABC"] == [True, True, False]
