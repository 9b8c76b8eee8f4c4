"""A run stops by itself before what fails for one listing fails for all, and can be resumed."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from amazon_plytix.accounts import BrakeLimits
from amazon_plytix.jobs.link import LinkJob
from amazon_plytix.jobs.sync import SyncJob
from amazon_plytix.jobs.undo import UndoJob
from amazon_plytix.ledger.run import RunState
from amazon_plytix.reporting.logs import LogFormat, start_logging
from plytix_sandbox import accounts
from tests.support import World, entry, matched, write_mapping
from tests.support.log import read_log, rebuilt
from tests.support.world import _account

LISTINGS = 300
WRONG = {"error": {"msg": "Invalid", "errors": [{"field": "amazon_size", "msg": "13 is not a valid value"}]}}


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    linked = [matched(n) for n in range(1, LISTINGS // 2 + 1)]
    return write_mapping(tmp_path, linked, [entry(n) for n in range(LISTINGS // 2 + 1, LISTINGS + 1)])


def refuse_creates(world: World, **fault: Any) -> None:
    world.go_wrong("answer", method="POST", path="/api/v2/products", status=422, body=WRONG, **fault)


def test_the_same_refusal_ten_times_in_a_row_stops_the_run(mapping: Path, tmp_path: Path) -> None:
    world = World(accounts.for_mapping(mapping))
    refuse_creates(world)
    log = tmp_path / "run.log"
    with start_logging(file=log, log_format=LogFormat.JSON):
        ran = world.sync(mapping)
    assert ran.count("POST", "/api/v2/products") == 10
    assert ran.results["stopped"].startswith("the same went wrong 10 times in a row, so the run was stopped: ")
    assert "amazon_size: 13 is not a valid value" in ran.results["stopped"]
    assert (len(ran.results["errors"]), ran.results["skipped"], ran.results["total"]) == (10, LISTINGS - 10, LISTINGS)
    [run] = world.runs
    assert (run.state, run.exit_status, run.stopped) == (RunState.INTERRUPTED, 1, ran.results["stopped"])
    assert sum(row["status"] == "error" for row in rebuilt(log).outcomes.values()) == 10


def test_a_stopped_run_is_finished_by_the_next(mapping: Path) -> None:
    world = World(accounts.for_mapping(mapping))
    refuse_creates(world, skip=40)
    first = world.sync(mapping)
    world.calm()
    again = world.sync(mapping, parent=world.runs[0])
    assert (again.results["created"], again.results["errors"]) == (LISTINGS - first.results["created"], [])


def test_the_limits_are_settings(mapping: Path) -> None:
    world = World(accounts.for_mapping(mapping))
    refuse_creates(world)
    account = replace(_account(), brake=BrakeLimits(refusals=3, share=1.0))
    assert world.run(SyncJob(mapping=mapping), account).count("POST", "/api/v2/products") == 3


def test_families_that_are_refused_stop_the_run_too(mapping: Path) -> None:
    world = World(accounts.for_mapping(mapping))
    world.go_wrong("answer", path="*/family", status=403, body={"msg": "no"})
    ran = world.sync(mapping)
    assert ran.count("POST", "/family") == 10
    assert {error["stage"] for error in ran.results["errors"]} == {"family"}


def test_links_that_are_refused_stop_the_run_too(mapping: Path) -> None:
    world = World(accounts.for_mapping(mapping))
    world.go_wrong("answer", method="POST", path="/api/v2/*/relationships/*", status=403, body={"msg": "no"})
    ran = world.sync(mapping)
    assert ran.results["stopped"].startswith("the same went wrong 10 times in a row")
    assert sum("/relationships/" in call.path for call in ran.writes) == 10


def test_removals_that_are_refused_stop_an_undo(mapping: Path) -> None:
    world = World(accounts.for_mapping(mapping))
    world.sync(mapping)
    world.go_wrong("answer", method="DELETE", path="/api/v2/products/*", status=403, body={"msg": "no"})
    ran = world.run(UndoJob(world.runs[0]))
    assert ran.results["stopped"].startswith("the same went wrong 10 times in a row")
    assert sum(call.method == "DELETE" for call in ran.calls) == 10


@pytest.mark.parametrize("fault", [{"do": "reset"}, {"do": "answer", "status": 503}, {"do": "delay", "seconds": 3600}])
def test_a_plytix_that_is_gone_stops_the_run_within_90_seconds(
    mapping: Path, fault: dict[str, Any], tmp_path: Path
) -> None:
    undisturbed = World(accounts.for_mapping(mapping)).sync(mapping)
    world = World(accounts.for_mapping(mapping))
    world.go_wrong(skip=len(undisturbed.calls) // 2, **fault)
    log = tmp_path / "run.log"
    with start_logging(file=log, log_format=LogFormat.JSON):
        ran = world.sync(mapping)
    assert ran.seconds < undisturbed.seconds + 90
    assert ran.results["stopped"]
    assert world.runs[0].state is RunState.INTERRUPTED
    assert [record for record in read_log(log) if record.get("event") == "request" and record["status"] != 200]
    world.calm()
    again = world.sync(mapping, parent=world.runs[0]).results
    assert (again["errors"], again["created"] + again["exists"]) == ([], LISTINGS)
    made = [call.body["sku"] for call in world.sandbox.journal if call.path == "/api/v2/products"]
    assert (
        len(set(made))
        == LISTINGS
        == len(world.catalog.products) - len(accounts.for_mapping(mapping).sections["products"])
    )


def test_a_plytix_that_is_gone_before_anything_was_written_is_a_refusal(mapping: Path) -> None:
    world = World(accounts.for_mapping(mapping))
    world.go_wrong("answer", status=503, skip=2)
    with pytest.raises(Exception, match="503"):
        world.run(LinkJob(mapping=mapping))
    assert world.runs[0].state is RunState.REFUSED
