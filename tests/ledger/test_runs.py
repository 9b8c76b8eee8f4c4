"""Runs, and what each wrote down of its listings."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from amazon_plytix.ledger import LedgerUnusable, NoSuchRun, Record, Run, RunLog, Runs, RunState, Stage, Store

NOW = datetime(2025, 12, 23, 6, 0, 0, 250_000, tzinfo=UTC)
LATER = NOW + timedelta(hours=40)


def begin(store: Store, *, account: str = "acme", seconds: float = 0.0) -> Run:
    return Runs(store).begin(account, None, "/maps/m.json", None, NOW + timedelta(seconds=seconds))


def row(sku: str, **more: Any) -> dict[str, Any]:
    return {
        "sku": sku,
        "asin": "B000000001",
        "status": "skipped",
        "product_id": None,
        "canonical_id": None,
        "create": Stage.PLANNED,
        "family": Stage.PLANNED,
        "link": Stage.NONE,
        "message": None,
        "modified": None,
        "open": False,
        **more,
    }


def log_of(store: Store, run: Run, *skus: str) -> RunLog:
    """The log of a run that has entered these listings, after all runs before it."""
    log = RunLog(store, run, Runs(store).begun(run.account))
    log.enter(row(sku) for sku in skus)
    return log


def test_a_run_is_running_from_its_begin_to_its_end(store: Store, open_store: Callable[[], Store]) -> None:
    run = Runs(store).begin("acme", "alias", "/maps/m.json", "US", NOW)
    assert run.id.startswith("20251223-060000-")
    assert Runs(open_store()).all() == [
        Run(run.id, "acme", "alias", "/maps/m.json", "US", RunState.RUNNING, NOW, None),
    ]
    Runs(store).end(run, RunState.INTERRUPTED, LATER)
    assert Runs(open_store()).all() == [
        Run(run.id, "acme", "alias", "/maps/m.json", "US", RunState.INTERRUPTED, NOW, LATER),
    ]


def test_all_runs_come_the_newest_first(store: Store) -> None:
    second, third, first = (begin(store, seconds=seconds) for seconds in (1, 2, 0))
    assert Runs(store).all() == [third, second, first]


def test_a_new_ledger_has_no_runs(store: Store) -> None:
    assert Runs(store).all() == []
    assert Runs(store).begun("acme") == {}


def test_runs_of_the_same_second_have_names_of_their_own(store: Store) -> None:
    assert len({begin(store).id for _ in range(20)}) == 20


def test_runs_of_one_second_that_draw_the_same_lot_get_different_ids(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    lots = iter(["7f3a", "7f3a", "7f3a", "0001"])
    monkeypatch.setattr("amazon_plytix.ledger.runs.token_hex", lambda _: next(lots))
    assert [begin(store).id[-4:] for _ in range(2)] == ["7f3a", "0001"]


def test_ending_one_run_ends_no_other(store: Store) -> None:
    one, other = begin(store), begin(store, seconds=1)
    Runs(store).end(one, RunState.FINISHED, LATER)
    assert [run.state for run in Runs(store).all()] == [RunState.RUNNING, RunState.FINISHED]
    assert Runs(store).named(other.id) == other


def test_a_run_can_be_named_by_how_it_begins_where_no_other_begins_so(store: Store) -> None:
    run, later = begin(store), begin(store, seconds=3600)
    runs = Runs(store)
    assert (runs.named(run.id), runs.named("20251223-06"), runs.named(later.id[:12])) == (run, run, later)


@pytest.mark.parametrize(
    ("named", "complaint"),
    [
        ("20251223", "more than one run '20251223'; see: amazon-plytix runs"),
        ("1999", "no run '1999'; see: amazon-plytix runs"),
        ("%", "no run '%'"),
        ("0251223-06", "no run '0251223-06'"),
    ],
)
def test_a_name_that_fits_no_run_or_several_is_refused(store: Store, named: str, complaint: str) -> None:
    begin(store)
    begin(store, seconds=3600)
    with pytest.raises(NoSuchRun, match=complaint):
        Runs(store).named(named)


def test_listings_are_kept_in_the_order_they_were_entered_in(store: Store) -> None:
    run = begin(store)
    log_of(store, run, "Z", "A", "M")
    assert [record.sku for record in Runs(store).records(run)] == ["Z", "A", "M"]


def test_an_empty_run_has_no_records(store: Store) -> None:
    run = begin(store)
    log_of(store, run).write([], open=True)
    assert Runs(store).records(run) == []


def test_what_is_written_of_some_listings_is_kept_and_changes_nothing_else(
    store: Store, open_store: Callable[[], Store]
) -> None:
    run, other = begin(store), begin(store, seconds=1)
    log = log_of(store, run, "A", "B", "C")
    log_of(store, other, "A")
    log.write(["A", "C"], create=Stage.SENT, open=True)
    log.write(["A"], status="created", create=Stage.DONE, product_id="p1", modified="2025", message="naïve ™ \x00 靴")
    a, b, c = Runs(open_store()).records(run)
    nothing = {"canonical_id": None, "family": Stage.PLANNED, "link": Stage.NONE, "asin": "B000000001"}
    assert a == Record(
        sku="A", status="created", product_id="p1", create=Stage.DONE, message="naïve ™ \x00 靴", modified="2025",
        open=True, **nothing,
    )  # fmt: skip
    assert (b.create, b.open, c.create, c.open) == (Stage.PLANNED, False, Stage.SENT, True)
    assert [record.create for record in Runs(store).records(other)] == [Stage.PLANNED]


def test_counts_say_of_every_run_what_became_of_its_listings(store: Store) -> None:
    run, empty, other = (begin(store, seconds=seconds) for seconds in range(3))
    log = log_of(store, run, "A", "B", "C")
    log.write(["A", "B"], status="created", link=Stage.DONE)
    log_of(store, other, "A")
    counts = Runs(store).counts()
    assert counts[run.id] == Counter(created=2, skipped=1, linked=2)
    assert counts[other.id] == Counter(skipped=1)
    assert counts[empty.id] == Counter()


def test_entering_a_listing_twice_is_refused_and_leaves_the_first_entry(store: Store) -> None:
    run = begin(store)
    log = log_of(store, run, "A")
    with pytest.raises(LedgerUnusable):
        log.enter([row("B"), row("A")])
    assert [record.sku for record in Runs(store).records(run)] == ["A"]


def test_what_a_killed_run_had_begun_is_known_to_later_runs_of_that_account_alone(store: Store) -> None:
    log_of(store, begin(store), "A", "B", "C").write(["A", "B"], create=Stage.SENT, open=True)
    log_of(store, begin(store, account="other"), "C").write(["C"], create=Stage.SENT, open=True)
    assert sorted(Runs(store).begun("acme")) == ["A", "B"]
    assert sorted(Runs(store).begun("other")) == ["C"]
    log = log_of(store, begin(store, seconds=60), "A", "B", "C")
    assert [log.has_begun(sku) for sku in "ABC"] == [True, True, False]


def test_what_an_earlier_run_had_begun_stays_open_until_a_later_run_ends_it(store: Store) -> None:
    log_of(store, begin(store), "A", "B").write(["A", "B"], create=Stage.SENT, open=True)
    later = log_of(store, begin(store, seconds=60), "A", "B")
    assert sorted(Runs(store).begun("acme")) == ["A", "B"]
    later.write(["A"], create=Stage.SENT, open=True)
    later.write(["B"], link=Stage.SENT)
    assert sorted(Runs(store).begun("acme")) == ["A", "B"]
    later.write(["A"], create=Stage.DONE, open=False)
    assert sorted(Runs(store).begun("acme")) == ["B"]
    assert (later.has_begun("A"), later.has_begun("B")) == (False, True)
    later.write(["A", "B"], create=Stage.DONE, open=False)
    assert Runs(store).begun("acme") == {}


def test_what_several_runs_had_begun_is_over_when_one_ends_it(store: Store) -> None:
    for seconds in range(3):
        log_of(store, begin(store, seconds=seconds), "A").write(["A"], create=Stage.SENT, open=True)
    log_of(store, begin(store, seconds=9), "A").write(["A"], open=False)
    assert Runs(store).begun("acme") == {}


def test_ending_something_touches_no_other_account(store: Store) -> None:
    for account in ("acme", "other"):
        log_of(store, begin(store, account=account), "A").write(["A"], create=Stage.SENT, open=True)
    log_of(store, begin(store, seconds=9), "A").write(["A"], open=False)
    assert sorted(Runs(store).begun("other")) == ["A"]
