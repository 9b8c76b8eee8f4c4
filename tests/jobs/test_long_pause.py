"""A 429 that asks for a pause of days ends a run in good order; the next command knows of it."""

from pathlib import Path
from typing import Any

import pytest

from amazon_plytix.http import PauseTooLong
from amazon_plytix.ledger.run import RunState
from amazon_plytix.planning.plan import UndoState
from plytix_sandbox import accounts
from tests.support import World, entry, matched, write_mapping
from tests.support.clock import ClientClock
from tests.support.loop import Killed

CREATE = {"method": "POST", "path": "/api/v2/products"}
MONTH = 2_591_999.0
DAY = 86_400.0


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    return write_mapping(tmp_path, [matched(n) for n in range(1, 31)], [entry(31)])


def with_month(mapping: Path, **fault: Any) -> World:
    """A world in which Plytix asks once for a pause of a month."""
    world = World(accounts.for_mapping(mapping))
    world.go_wrong("rate_limit", **({"count": 1, "retry_after": str(int(MONTH))} | fault))
    return world


def test_a_run_that_meets_it_ends_at_once_and_every_listing_has_an_outcome(mapping: Path) -> None:
    world = with_month(mapping, **CREATE, skip=12)
    ran = world.sync(mapping)
    assert ran.seconds < 60
    assert len(ran.results["products"]) == ran.results["total"] == 31
    assert ran.results["created"] >= 12
    failed = [row for row in ran.results["products"] if row["status"] == "error"]
    assert len(failed) + ran.results["skipped"] == 31 - ran.results["created"]
    said = [ran.results["stopped"], *(row["message"] for row in failed)]
    assert all("Plytix asked to be sent nothing until 22 Jan 2026 05:59 UTC (429)" in text for text in said)
    assert (world.runs[0].state, world.runs[0].exit_status) == (RunState.INTERRUPTED, 1)
    assert ran.told.waits == []


def test_the_next_command_knows_of_it_until_it_has_passed(mapping: Path) -> None:
    world = with_month(mapping, **CREATE, skip=12)
    world.sync(mapping)
    calls = len(world.sandbox.journal)
    for _ in range(2):
        for execute in (False, True):
            with pytest.raises(PauseTooLong, match="until 22 Jan 2026 05:59 UTC"):
                world.sync(mapping, execute=execute)
        world.pass_time(10 * DAY)
    assert {call.path for call in list(world.sandbox.journal)[calls:]} == {"/auth/api/get-token"}
    world.pass_time(10 * DAY)
    assert world.sync(mapping).results["errors"] == []
    assert len(world.catalog.products) == 61


def test_a_pause_of_hours_that_an_earlier_process_met_is_waited_out_under_its_real_name(mapping: Path) -> None:
    world = with_month(mapping, **CREATE, skip=12, retry_after="86000")
    while 429 not in {call.status for call in world.sandbox.journal}:
        with pytest.raises(Killed):
            world.sync(mapping, steps=400)
        world.pass_time(70.0)
    ran = world.sync(mapping)
    [wait] = ran.told.waits
    assert (wait.reason, 70_000 < wait.seconds < 86_000) == ("Plytix asked for a pause (429)", True)
    assert ran.results["errors"] == []


def test_a_pause_that_was_met_while_the_clock_was_years_ahead_lasts_no_longer_than_asked(
    mapping: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = with_month(mapping, path="/api/v2/products/search", retry_after="60")
    monkeypatch.setattr(ClientClock, "ahead", 5 * 365 * DAY)
    world.sync(mapping, execute=False)
    monkeypatch.setattr(ClientClock, "ahead", 0.0)
    ran = world.sync(mapping)
    assert ran.results["errors"] == []
    assert ran.seconds < 3700
    assert [note.split(" s ahead")[0] for note in ran.told.notes] == [f"the clock was {5 * 365 * DAY:,.0f}"]


def test_an_undo_that_meets_it_ends_at_once_too_and_goes_on_afterwards(mapping: Path) -> None:
    world = World(accounts.for_mapping(mapping))
    world.sync(mapping)
    [run] = world.runs
    world.go_wrong("rate_limit", method="DELETE", skip=20, count=1, retry_after=str(int(MONTH)))
    undone = world.undo(run)
    assert len(undone) == 31
    assert {state for state, _ in undone.values()} <= {UndoState.REMOVED, UndoState.ERROR, "skipped"}
    assert all("until 22 Jan 2026" in (said or "") for state, said in undone.values() if state is UndoState.ERROR)
    world.pass_time(30 * DAY)
    assert {state for state, _ in world.undo(run).values()} <= {UndoState.REMOVED, UndoState.GONE}


def test_links_that_meet_it_are_errors_of_their_own(tmp_path: Path) -> None:
    mapping = write_mapping(tmp_path, [matched(n, canonical=1) for n in range(1, 31)])
    world = with_month(mapping, path="*/products/*/relationships/*")
    ran = world.sync(mapping)
    assert ran.seconds < 60
    assert (ran.results["created"], ran.results["linked"]) == (30, 0)
    assert [error["stage"] for error in ran.results["errors"]] == ["link"] * 30
    world.pass_time(30 * DAY)
    assert world.sync(mapping).results["linked"] == 30


def test_products_that_are_to_be_made_after_the_first_links_meet_it_too(mapping: Path) -> None:
    world = with_month(mapping, path="*/products/*/relationships/*")
    ran = world.sync(mapping)
    created = ran.results["created"]
    assert ran.seconds < 60
    assert (0 < created < 31, ran.results["linked"]) == (True, 0)
    stages = [row["stage"] for row in ran.results["products"] if "stage" in row]
    assert stages.count("create") == 31 - created
    world.pass_time(30 * DAY)
    ran = world.sync(mapping)
    assert (ran.results["linked"], ran.results["errors"]) == (30, [])
