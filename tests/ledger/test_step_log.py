"""What a run writes down of its Steps: every transition, and what later runs make of it."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amazon_plytix.ledger.history import counts, last_modified, last_writes
from amazon_plytix.ledger.runs import Runs
from amazon_plytix.ledger.step_log import StepLog
from amazon_plytix.ledger.store import LedgerUnusable, Store
from amazon_plytix.planning.steps import Stage, Step, StepKind
from tests.support.ledger import begin, creates, link, log_of

[CREATE] = creates("A")
LINK = link(1, "BOOT", "A")
DELETE = Step(2, StepKind.DELETE, "B", "b", undoes=0)
SENT = replace(CREATE, stage=Stage.SENT, is_open=True)
LINK_SENT = replace(LINK, stage=Stage.SENT)

# What a run may write down, from which Step, and the Step that the ledger then has.
Write = Callable[[StepLog], None]
TRANSITIONS: dict[str, tuple[Step, list[Write], Step]] = {
    "a create is sent": (CREATE, [lambda log: log.create_sent(CREATE)], SENT),
    "its product is made": (
        CREATE,
        [lambda log: log.create_sent(CREATE), lambda log: log.product_made(CREATE, "a", "11:00")],
        replace(SENT, subject_id="a", modified="11:00"),
    ),
    "its family fails": (
        CREATE,
        [lambda log: log.product_made(CREATE, "a", None), lambda log: log.family_failed(CREATE, "no family")],
        replace(SENT, stage=Stage.FAILED, subject_id="a", message="no family"),
    ),
    "its product is complete": (
        CREATE,
        [lambda log: log.create_sent(CREATE), lambda log: log.product_finished(CREATE, "a", "12:00")],
        replace(CREATE, stage=Stage.DONE, subject_id="a", modified="12:00"),
    ),
    "others may have written to it": (
        CREATE,
        [lambda log: log.product_finished(CREATE, "a", None)],
        replace(CREATE, stage=Stage.DONE, subject_id="a"),
    ),
    "its SKU is another's": (
        CREATE,
        [lambda log: log.create_sent(CREATE), lambda log: log.product_of_others(CREATE, "a")],
        replace(CREATE, stage=Stage.DROPPED, subject_id="a"),
    ),
    "it is refused": (
        CREATE,
        [
            lambda log: log.create_sent(CREATE),
            lambda log: log.not_created(CREATE, Stage.FAILED, "naïve ™ \x00 靴", may_be_there=False),
        ],
        replace(CREATE, stage=Stage.FAILED, message="naïve ™ \x00 靴"),
    ),
    "it is never answered": (
        CREATE,
        [
            lambda log: log.create_sent(CREATE),
            lambda log: log.not_created(CREATE, Stage.FAILED, "no answer", may_be_there=True),
        ],
        replace(SENT, stage=Stage.FAILED, message="no answer"),
    ),
    "the run ends before it": (
        CREATE,
        [lambda log: log.not_created(CREATE, Stage.PLANNED, "ended", may_be_there=False)],
        replace(CREATE, message="ended"),
    ),
    "a link is sent": (LINK, [lambda log: log.sent([LINK])], LINK_SENT),
    "a link is sent to a product that was only just made": (
        replace(LINK, target_id=None),
        [lambda log: log.sent([LINK])],
        LINK_SENT,
    ),
    "a link is made": (
        LINK,
        [lambda log: log.sent([LINK]), lambda log: log.done([replace(LINK, linked_at="11:59")], "12:00")],
        replace(LINK, stage=Stage.DONE, modified="12:00", linked_at="11:59"),
    ),
    "a link is made after all": (
        LINK,
        [lambda log: log.unproven([LINK], "not confirmed"), lambda log: log.done([LINK])],
        replace(LINK, stage=Stage.DONE),
    ),
    "a link is refused": (
        LINK,
        [lambda log: log.sent([LINK]), lambda log: log.failed([LINK], "no")],
        replace(LINK, stage=Stage.FAILED, message="no"),
    ),
    "nothing proves a link": (
        LINK,
        [lambda log: log.sent([LINK]), lambda log: log.unproven([LINK], "not confirmed")],
        replace(LINK_SENT, message="not confirmed"),
    ),
    "a deletion is sent": (DELETE, [lambda log: log.sent([DELETE])], replace(DELETE, stage=Stage.SENT)),
    "a deletion is done": (DELETE, [lambda log: log.done([DELETE])], replace(DELETE, stage=Stage.DONE)),
    "a deletion is not needed": (
        DELETE,
        [lambda log: log.dropped([DELETE], "renamed by others since")],
        replace(DELETE, stage=Stage.DROPPED, message="renamed by others since"),
    ),
}


@pytest.mark.parametrize(("entered", "writes", "left"), TRANSITIONS.values(), ids=TRANSITIONS)
def test_what_is_written_of_a_step_is_kept_and_changes_no_other(
    store: Store, open_store: Callable[[], Store], entered: Step, writes: list[Write], left: Step
) -> None:
    neighbour = replace(entered, number=7, subject_sku="Z")
    run, other = begin(store), begin(store, seconds=1)
    log_of(store, other, entered)
    log = log_of(store, run, entered, neighbour)
    for write in writes:
        write(log)
    assert Runs(open_store()).steps(run) == [left, neighbour]
    assert Runs(store).steps(other) == [entered]


def test_steps_are_kept_in_the_order_of_their_numbers(store: Store) -> None:
    run, steps = begin(store), creates("Z", "A", "M")
    log_of(store, run, *reversed(steps))
    assert Runs(store).steps(run) == steps


def test_a_run_without_steps_writes_nothing(store: Store) -> None:
    run = begin(store)
    log = log_of(store, run)
    log.sent([])
    log.done([])
    log.undone(run.id, [])
    assert Runs(store).steps(run) == []


def test_several_steps_are_written_together_each_with_the_id_of_its_own_target(store: Store) -> None:
    run, links = begin(store), [link(number, "BOOT", target) for number, target in enumerate("ABC")]
    log = log_of(store, run, *(replace(each, target_id=None) for each in links))
    log.sent([links[0], links[2]])
    a, b, c = Runs(store).steps(run)
    assert [(each.stage, each.target_id) for each in (a, b, c)] == [
        (Stage.SENT, "a"),
        (Stage.PLANNED, None),
        (Stage.SENT, "c"),
    ]


def test_entering_a_step_twice_is_refused_and_leaves_the_first_entry(store: Store) -> None:
    run, (a, b) = begin(store), creates("A", "B")
    log = log_of(store, run, a)
    with pytest.raises(LedgerUnusable):
        log.enter([b, replace(a, subject_sku="C")])
    assert Runs(store).steps(run) == [a]


ENDS: dict[str, Callable[[StepLog, Step], None]] = {
    "complete": lambda log, step: log.product_finished(step, "p", None),
    "of others": lambda log, step: log.product_of_others(step, "p"),
}
KEEPS_OPEN: dict[str, Callable[[StepLog, Step], None]] = {
    "sent": lambda log, step: log.create_sent(step),
    "made": lambda log, step: log.product_made(step, "p", "11:00"),
    "without family": lambda log, step: log.family_failed(step, "no"),
    "refused": lambda log, step: log.not_created(step, Stage.FAILED, "no", may_be_there=False),
    "lost": lambda log, step: log.not_created(step, Stage.FAILED, "no answer", may_be_there=True),
}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
def test_what_several_runs_had_begun_is_over_once_one_knows_what_became_of_it(
    store: Store, end: Callable[[StepLog, Step], None]
) -> None:
    steps = creates("A", "B")
    for seconds in range(3):
        log = log_of(store, begin(store, seconds=seconds), *steps)
        log.create_sent(steps[0])
        log.create_sent(steps[1])
    later = log_of(store, begin(store, seconds=9), *steps)
    end(later, steps[0])
    assert Runs(store).begun("acme").keys() == {"B"}
    assert [later.has_begun(sku) for sku in "AB"] == [False, True]
    end(later, steps[1])
    assert Runs(store).begun("acme") == {}


@pytest.mark.parametrize("write", KEEPS_OPEN.values(), ids=KEEPS_OPEN)
def test_what_an_earlier_run_had_begun_stays_open_until_a_later_run_knows_what_became_of_it(
    store: Store, write: Callable[[StepLog, Step], None]
) -> None:
    [step] = creates("A")
    log_of(store, begin(store), step).create_sent(step)
    later = log_of(store, begin(store, seconds=60), step)
    write(later, step)
    assert Runs(store).begun("acme").keys() == {"A"}
    assert later.has_begun("A")


def test_ending_something_touches_no_other_account(store: Store) -> None:
    [step] = creates("A")
    for account in ("acme", "other"):
        log_of(store, begin(store, account=account), step).create_sent(step)
    log_of(store, begin(store, seconds=9), step).product_finished(step, "a", None)
    assert (Runs(store).begun("acme"), Runs(store).begun("other").keys()) == ({}, {"A"})


def test_a_log_that_was_not_given_what_earlier_runs_began_has_begun_nothing(store: Store) -> None:
    assert not StepLog(store, begin(store)).has_begun("A")


def test_steps_that_were_taken_back_are_marked_in_their_own_run_and_are_no_longer_open(store: Store) -> None:
    steps = creates("A", "B", "C")
    run, undo = begin(store), begin(store, seconds=1)
    log = log_of(store, run, *steps)
    for step in steps:
        log.product_made(step, step.subject_sku.lower(), None)
    log_of(store, undo, *steps).undone(run.id, [0, 2])
    assert [(step.stage, step.is_open, step.subject_id) for step in Runs(store).steps(run)] == [
        (Stage.UNDONE, False, "a"),
        (Stage.SENT, True, "b"),
        (Stage.UNDONE, False, "c"),
    ]
    assert Runs(store).steps(undo) == steps
    assert Runs(store).begun("acme").keys() == {"B"}


TEXT = st.text(max_size=20).filter(lambda text: text.isprintable() or "\x00" in text)
TIME = st.none() | st.sampled_from(["2025-12-23T06:00:00", "2025-12-23T06:00:01"])


def some(draw: st.DataObject, steps: list[Step]) -> list[Step]:
    return draw.draw(st.lists(st.sampled_from(steps), unique=True))


def write_something(draw: st.DataObject, log: StepLog, parent: str, steps: list[Step]) -> None:
    """Let a log write anything it can, of any Step."""
    one, many, text = draw.draw(st.sampled_from(steps)), some(draw, steps), draw.draw(TEXT)
    writes: list[Callable[[], None]] = [
        lambda: log.create_sent(one),
        lambda: log.product_made(one, text, draw.draw(TIME)),
        lambda: log.family_failed(one, text),
        lambda: log.product_finished(one, text, draw.draw(TIME)),
        lambda: log.product_of_others(one, text),
        lambda: log.not_created(one, draw.draw(st.sampled_from(Stage)), text, may_be_there=draw.draw(st.booleans())),
        lambda: log.sent(many),
        lambda: log.done(many, draw.draw(TIME)),
        lambda: log.failed(many, text),
        lambda: log.unproven(many, text),
        lambda: log.dropped(many, draw.draw(st.none() | TEXT)),
        lambda: log.undone(parent, [step.number for step in many]),
    ]
    draw.draw(st.sampled_from(writes))()


@given(st.data())
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_order_of_transitions_leaves_a_ledger_that_can_be_read(tmp_path: Path, data: st.DataObject) -> None:
    steps = [*creates("A", "B"), link(2, "BOOT", "A"), link(3, "A", "B", StepKind.UNLINK), replace(DELETE, number=4)]
    path = tmp_path / "ledger.sqlite"
    for each in tmp_path.iterdir():
        each.unlink()
    with closing(Store(path)) as store:
        runs = [begin(store, seconds=seconds) for seconds in range(2)]
        logs = [log_of(store, run, *steps) for run in runs]
        for _ in range(data.draw(st.integers(0, 12))):
            write_something(data, data.draw(st.sampled_from(logs)), data.draw(st.sampled_from(runs)).id, steps)
    with closing(Store(path)) as store:
        kept = [Runs(store).steps(run) for run in runs]
        assert [[(s.number, s.kind, s.subject_sku, s.target_sku) for s in of_run] for of_run in kept] == [
            [(s.number, s.kind, s.subject_sku, s.target_sku) for s in steps]
        ] * 2
        is_open = {step.subject_sku for of_run in kept for step in of_run if step.is_open}
        assert Runs(store).begun("acme").keys() == is_open
        # A product without its family counts as created and as an error.
        twice = [sum(s.stage is Stage.FAILED and s.made_product for s in of_run) for of_run in kept]
        assert [sum(counts(store)[run.id].values()) for run in runs] == [len(steps) + number for number in twice]
        known = last_modified(store, "acme")
        assert all(known[id_] for id_ in known)
        assert {write.run for write in last_writes(store, "acme").values()} <= {run.id for run in runs}
