"""What all runs together did: the last write to every product, and the figures of every run."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from amazon_plytix.ledger.history import counts, last_modified, last_writes, untouched
from amazon_plytix.ledger.run import Run, RunState
from amazon_plytix.ledger.runs import Runs
from amazon_plytix.ledger.step_log import StepLog
from amazon_plytix.ledger.store import Store
from amazon_plytix.planning.changes import Relation
from amazon_plytix.planning.header import JobKind
from amazon_plytix.planning.plan import PlannedListing
from amazon_plytix.planning.plan_undo import LastWrite
from amazon_plytix.planning.steps import Stage, Step, StepKind
from tests.support.ledger import NOW, a_listing, begin, creates, link, log_of, sync_plan

MADE, T1, T2, T3 = (f"2025-12-23T06:00:0{second}.000000+00:00" for second in range(4))


def make(store: Store, *skus: str, modified: str | None = MADE, **more: Any) -> Run:
    """Let a run make these products; their ids are their SKUs in small letters."""
    run, steps = begin(store, **more), creates(*skus)
    log = log_of(store, run, *steps)
    for step in steps:
        log.product_finished(step, step.subject_sku.lower(), modified)
    return run


def linking(store: Store, source: str, targets: str, **more: Any) -> tuple[Run, StepLog, Sequence[Step]]:
    """Let a link job plan links from a product."""
    run = begin(store, **({"job": JobKind.LINK} | more))
    steps = [link(number, source, target) for number, target in enumerate(targets)]
    return run, log_of(store, run, *steps), steps


def test_a_product_that_was_only_made_has_no_later_write(store: Store) -> None:
    make(store, "P")
    assert (last_writes(store, "acme"), last_modified(store, "acme")) == ({}, {"p": MADE})


def test_the_last_write_is_that_of_the_last_run_that_changed_its_links(store: Store) -> None:
    make(store, "P")
    _, log, steps = linking(store, "P", "AB", seconds=1)
    log.done(steps, T1)
    later, log, steps = linking(store, "P", "C", seconds=2)
    log.done(steps, T2)
    assert last_writes(store, "acme") == {"p": LastWrite(later.id, T2)}
    assert last_modified(store, "acme") == {"p": T2}


def test_of_the_writes_of_one_run_the_latest_counts(store: Store) -> None:
    make(store, "P")
    run, log, (a, b, c) = linking(store, "P", "ABC", seconds=1)
    log.done([b], T3)
    log.done([a], T1)
    log.done([c], T2)
    assert last_writes(store, "acme") == {"p": LastWrite(run.id, T3)}


@pytest.mark.parametrize("doubtful", range(3))
def test_one_write_without_proof_leaves_all_of_its_run_in_doubt(store: Store, doubtful: int) -> None:
    make(store, "P")
    run, log, steps = linking(store, "P", "ABC", seconds=1)
    log.done(steps, T1)
    log.sent([steps[doubtful]])
    assert last_writes(store, "acme") == {"p": LastWrite(run.id, None)}
    assert last_modified(store, "acme") == {}


def test_a_write_whose_time_was_not_seen_leaves_the_product_in_doubt(store: Store) -> None:
    make(store, "P")
    run, log, steps = linking(store, "P", "AB", seconds=1)
    log.done(steps[:1], T1)
    log.done(steps[1:])
    assert last_writes(store, "acme") == {"p": LastWrite(run.id, None)}
    assert last_modified(store, "acme") == {}


def test_a_later_run_whose_writes_are_proven_ends_the_doubt(store: Store) -> None:
    make(store, "P")
    _, log, steps = linking(store, "P", "A", seconds=1)
    log.done(steps)
    later, log, steps = linking(store, "P", "B", seconds=2)
    log.done(steps, T2)
    assert last_writes(store, "acme") == {"p": LastWrite(later.id, T2)}


@pytest.mark.parametrize("write", ["planned", "failed", "dropped"])
def test_what_was_never_written_is_no_write(store: Store, write: str) -> None:
    make(store, "P")
    _, log, steps = linking(store, "P", "A", seconds=1)
    {"planned": lambda: None, "failed": lambda: log.failed(steps, "no"), "dropped": lambda: log.dropped(steps, None)}[
        write
    ]()
    assert last_writes(store, "acme") == {}


def test_links_that_were_taken_back_were_written_all_the_same(store: Store) -> None:
    make(store, "P")
    run, log, steps = linking(store, "P", "A", seconds=1)
    log.done(steps, T1)
    log.undone(run.id, [0])
    assert last_writes(store, "acme") == {"p": LastWrite(run.id, T1)}


def test_products_of_others_and_other_accounts_are_left_out(store: Store) -> None:
    make(store, "P", account="other")
    for number, account in enumerate(("acme", "other")):
        _, log, steps = linking(store, "P", "A", seconds=1 + number, account=account)
        log.done(steps, T1)
    assert (last_writes(store, "acme"), last_modified(store, "acme")) == ({}, {})
    assert (list(last_writes(store, "other")), last_modified(store, "other")) == (["p"], {"p": T1})


def test_when_a_product_was_changed_last_is_known_of_those_alone_that_are_there_and_whose_making_was_seen(
    store: Store,
) -> None:
    make(store, "SEEN")
    make(store, "UNSEEN", modified=None, seconds=1)
    undone = make(store, "UNDONE", seconds=2)
    steps = creates("SENT", "FAMILY", "OTHERS")
    log = log_of(store, begin(store, seconds=3), *steps)
    log.product_made(steps[0], "sent", None)
    log.family_failed(steps[1], "no")
    log.product_of_others(steps[2], "others")
    log.undone(undone.id, [0])
    assert last_modified(store, "acme") == {"seen": MADE}


def test_a_product_is_untouched_as_long_as_it_shows_the_time_of_our_last_write(store: Store) -> None:
    make(store, "A", "B", "C")
    _, log, steps = linking(store, "B", "A", seconds=1)
    log.done(steps, T1)
    assert untouched(store, "acme", {"a": MADE, "b": T1, "c": T2, "x": MADE, None: MADE}) == {"a", "b"}
    assert untouched(store, "acme", {"a": None, "b": MADE}) == frozenset()
    assert untouched(store, "acme", {}) == frozenset()


def test_a_sync_counts_what_became_of_its_products_and_links(store: Store) -> None:
    plan = sync_plan(missing=range(1, 7), there=[8, 9])
    run = begin(store)
    log = log_of(store, run, *plan.steps())
    Runs(store).keep_plan(run, plan)
    done, without_family, refused, of_others, _reached, lost = plan.steps()[:6]
    log.product_finished(done, "p1", MADE)
    log.product_made(without_family, "p2", None)
    log.family_failed(without_family, "no")
    log.not_created(refused, Stage.FAILED, "no", may_be_there=False)
    log.product_of_others(of_others, "p4")
    log.not_created(lost, Stage.FAILED, "no answer", may_be_there=True)
    log.done(plan.steps()[6:8], T1)
    log.failed(plan.steps()[8:9], "no")
    assert +counts(store)[run.id] == Counter(created=2, error=4, exists=3, skipped=4, linked=2)


def test_a_link_that_was_sent_and_is_not_proven_is_an_error_and_one_that_was_cut_off_is_none(store: Store) -> None:
    run, log, steps = linking(store, "P", "ABC")
    log.sent(steps)
    log.unproven(steps[:2], "sent, but not confirmed")
    assert +counts(store)[run.id] == Counter(error=2, skipped=1)


def test_what_the_plan_had_an_obstacle_for_is_an_error_though_it_has_no_step(store: Store) -> None:
    run, plan = begin(store), sync_plan(there=[1], impossible=[2, 3])
    obstacle = PlannedListing(a_listing(4), None, obstacle="stands under another SKU")
    Runs(store).keep_plan(run, replace(plan, listings=(*plan.listings, obstacle)))
    assert +counts(store)[run.id] == Counter(exists=3, error=3)


def test_two_links_that_one_obstacle_keeps_from_a_listing_are_one_error_as_in_the_results(store: Store) -> None:
    run, plan = begin(store, JobKind.LINK), sync_plan(impossible=[1])
    again = replace(plan.links[0], relation=Relation.HIERARCHY)
    Runs(store).keep_plan(run, replace(plan, links=(*plan.links, again)))
    assert +counts(store)[run.id] == Counter(error=1)


@pytest.mark.parametrize("errors", [0, 7])
def test_a_run_that_counted_its_own_errors_has_those(store: Store, errors: int) -> None:
    run, plan = begin(store), sync_plan(impossible=[2])
    Runs(store).keep_plan(run, plan)
    Runs(store).end(run, RunState.FINISHED, NOW, errors=errors)
    assert counts(store)[run.id] == Counter(exists=1, error=errors)


def test_the_figures_of_some_runs_alone_can_be_asked_for(store: Store) -> None:
    one, other = make(store, "A"), make(store, "B", seconds=1)
    assert counts(store, [other.id]).keys() == {other.id}
    assert counts(store).keys() == {one.id, other.id}
    very_many = [other.id, *map(str, range(1_000_000))]
    assert +counts(store, very_many)[other.id] == Counter(created=1)


def test_a_create_that_was_sent_counts_as_made_only_once_its_product_is_known(store: Store) -> None:
    run, (unknown, known) = begin(store), creates("A", "B")
    log = log_of(store, run, unknown, known)
    log.create_sent(unknown)
    log.product_made(known, "b", None)
    assert +counts(store)[run.id] == Counter(created=1, skipped=1)


def test_a_run_with_nothing_to_do_counts_its_listings(store: Store) -> None:
    run = begin(store)
    Runs(store).keep_plan(run, sync_plan(there=range(20)))
    assert +counts(store)[run.id] == Counter(exists=20)


def test_a_run_that_was_killed_before_its_plan_was_kept_has_no_negative_figures(store: Store) -> None:
    run = begin(store)
    log_of(store, run, *creates("A", "B"))
    assert +counts(store)[run.id] == Counter(skipped=2)
    assert min(counts(store)[run.id].values()) >= 0


def test_links_removals_and_deletions_are_counted_apart(store: Store) -> None:
    run = begin(store, JobKind.UNDO)
    delete = Step(2, StepKind.DELETE, "A", "a")
    steps = [link(0, "P", "A"), link(1, "P", "B", StepKind.UNLINK), delete, link(3, "P", "C")]
    log_of(store, run, *steps).done(steps[:3])
    assert counts(store)[run.id] == Counter(linked=1, unlinked=1, removed=1, skipped=1)


@pytest.mark.parametrize("kind", [StepKind.LINK, StepKind.UNLINK])
def test_what_was_taken_back_counts_as_removed(store: Store, kind: StepKind) -> None:
    run, steps = begin(store, JobKind.LINK), [link(0, "P", "A", kind)]
    log_of(store, run, *steps).undone(run.id, [0])
    made = make(store, "A", seconds=1)
    log_of(store, begin(store, seconds=2)).undone(made.id, [0])
    assert +counts(store)[run.id] == +counts(store)[made.id] == Counter(removed=1)


def test_the_figures_of_every_run_are_its_own(store: Store) -> None:
    empty, one, other = begin(store), make(store, "A", seconds=1), make(store, "B", "C", seconds=2)
    found = counts(store)
    assert [+found[run.id] for run in (empty, one, other)] == [Counter(), Counter(created=1), Counter(created=2)]
