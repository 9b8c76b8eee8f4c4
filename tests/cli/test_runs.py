"""The list of runs: which, on which account, how they ended, and what they did."""

import asyncio
import json
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from amazon_plytix.accounts import ledger_path
from amazon_plytix.ledger.lease import lease
from amazon_plytix.ledger.owner import this_process
from amazon_plytix.ledger.run import Run, RunState
from amazon_plytix.ledger.runs import Runs
from amazon_plytix.ledger.store import Store
from amazon_plytix.plytix import SystemClock
from plytix_sandbox import Fault, Running, Sandbox, accounts
from plytix_sandbox.faults.foreign import act
from tests.support import matched, write_mapping
from tests.support.commands import Invoke, ended, last_run
from tests.support.ledger import ACME, request

HEAD = ["RUN", "JOB", "STATE", "EXIT", "BEGAN", "ACCOUNT", "HOST"]


def test_before_the_first_run_there_are_none(plytix: Running, invoke: Invoke) -> None:
    assert invoke("runs").stdout == "No runs yet.\n"


def test_a_run_is_listed_with_its_figures(plytix: Running, invoke: Invoke, mapping: Path) -> None:
    invoke("sync", "--mapping", mapping, "--execute")
    run = last_run(invoke)
    assert (run["state"], run["created"], run["exists"], run["mapping"]) == ("finished", 3, 17, str(mapping))
    assert "3 created, 17 exists" in invoke("runs").stdout


def test_a_run_is_listed_with_its_account_and_its_host(plytix: Running, invoke: Invoke, mapping: Path) -> None:
    invoke("sync", "--mapping", mapping, "--execute")
    head, line, figures = invoke("runs").stdout.splitlines()
    assert head.split() == HEAD
    assert line.split()[-2:] == ["-", plytix.url.removeprefix("http://")]
    assert [line.index(word) for word in (" - ", plytix.url[7:])] == [head.index(" ACCOUNT"), head.index("HOST")]
    assert figures == f"  3 created, 17 exists  {mapping}"


def test_how_a_run_ended_is_listed_and_shown(plytix: Running, invoke: Invoke) -> None:
    with closing(Store(ledger_path())) as store:
        run = Runs(store).begin(request(), replace(ACME, alias="acme"), SystemClock().now())
        stopped = "Plytix refused 10 listings in a row"
        Runs(store).end(run, RunState.INTERRUPTED, run.began_at, exit_status=1, errors=10, stopped=stopped)
    listed = last_run(invoke)
    assert (listed["state"], listed["exit_status"], listed["error"]) == ("interrupted", 1, 10)
    assert (listed["stopped"], listed["account"], listed["host"]) == (stopped, "acme", "pim.example")
    _, line, figures, why = invoke("runs", "show", run.id).stdout.splitlines()
    assert (line.split()[:4], line.split()[-2:]) == ([run.id, "sync", "interrupted", "1"], ["acme", "pim.example"])
    assert (figures, why) == ("  10 errors  /maps/m.json", f"  ended early: {stopped}")
    assert f"  ended early: {stopped}\n" in invoke("runs").stdout


def test_of_a_run_whose_end_is_not_known_that_is_said(plytix: Running, invoke: Invoke, mapping: Path) -> None:
    invoke("runs")
    with closing(Store(ledger_path())) as store:
        run = Runs(store).begin(request(), ACME, SystemClock().now())
        Runs(store).end(run, RunState.FINISHED, run.began_at)
    assert (last_run(invoke)["exit_status"], last_run(invoke)["stopped"]) == (None, None)
    assert invoke("runs").stdout.splitlines()[1].split()[3] == "?"


@pytest.fixture
def many(plytix: Running) -> list[str]:
    """The ids of 23 runs, the newest first."""
    with closing(Store(ledger_path())) as store:
        began = [SystemClock().now() - timedelta(minutes=minutes) for minutes in range(23)]
        return [Runs(store).begin(request(), ACME, each).id for each in began]


@pytest.mark.parametrize(("options", "listed"), [([], 20), (["--limit", "2"], 2), (["--limit", "22"], 22)])
def test_of_many_runs_the_newest_are_listed_and_the_others_counted(
    invoke: Invoke, many: list[str], options: list[str], listed: int
) -> None:
    _, *lines, last = invoke("runs", *options).stdout.splitlines()
    assert [line.split()[0] for line in lines[::2]] == many[:listed]
    assert last == f"{listed} of 23 runs are listed; all of them: amazon-plytix runs --limit 0"


@pytest.mark.parametrize("limit", [0, 23, 100])
def test_all_runs_are_listed_if_that_is_asked_for(invoke: Invoke, many: list[str], limit: int) -> None:
    _, *lines = invoke("runs", "--limit", limit).stdout.splitlines()
    assert [line.split()[0] for line in lines[::2]] == many


@pytest.mark.parametrize(("options", "listed"), [([], 23), (["--limit", "0"], 23), (["--limit", "2"], 2)])
def test_programs_get_all_runs_unless_they_ask_for_fewer(
    invoke: Invoke, many: list[str], options: list[str], listed: int
) -> None:
    assert [run["run"] for run in json.loads(invoke("runs", "--json", *options).stdout)] == many[:listed]


def test_a_beginning_that_fits_several_runs_names_them(invoke: Invoke, many: list[str]) -> None:
    result = invoke("runs", "show", "2")
    ended(result, 2, f"more than one run '2': {', '.join(many[:10])} and 13 more; see: amazon-plytix runs")


def results_beside(mapping: Path) -> dict[str, Any]:
    return dict(json.loads(mapping.with_suffix(".sync_products.json").read_text("utf-8")))


def test_a_canonical_product_that_is_missing_is_an_error_in_the_history_as_in_the_results(
    plytix: Running, invoke: Invoke, tmp_path: Path
) -> None:
    mapping = write_mapping(tmp_path, [matched(1), matched(2)])
    assert invoke("sync", "--mapping", mapping, "--execute").exit_code == 1
    assert invoke("sync", "--mapping", mapping, "--execute").exit_code == 1
    run = last_run(invoke)
    assert (run["exists"], run["error"]) == (2, len(results_beside(mapping)["errors"])) == (2, 2)
    assert "  2 exists, 2 errors  " in invoke("runs").stdout.splitlines()[2]


def test_a_link_that_fails_in_a_sync_is_an_error_in_the_history(
    plytix: Running, invoke: Invoke, tmp_path: Path
) -> None:
    mapping = write_mapping(tmp_path, [matched(1), matched(2)])
    plytix.sandbox.catalog = Sandbox(accounts.for_mapping(mapping)).catalog
    path = "/api/v2/products/*/relationships/*"
    plytix.sandbox.faults.add(Fault(do="answer", method="POST", path=path, status=403, body={"msg": "no"}, count=1))
    assert invoke("sync", "--mapping", mapping, "--execute").exit_code == 1
    run = last_run(invoke)
    assert (run["created"], run["error"]) == (2, len(results_beside(mapping)["errors"]))
    assert run["error"] == 2 - run["linked"] > 0


def test_a_family_that_is_refused_is_an_error_in_the_history(plytix: Running, invoke: Invoke, mapping: Path) -> None:
    plytix.sandbox.faults.add(
        Fault(do="answer", method="POST", path="/api/v1/products/*/family", status=403, body={"msg": "no"})
    )
    assert invoke("sync", "--mapping", mapping, "--execute").exit_code == 1
    run = last_run(invoke)
    assert (run["created"], run["error"]) == (3, len(results_beside(mapping)["errors"])) == (3, 3)


def test_a_run_that_is_undone_in_part_says_so(plytix: Running, invoke: Invoke, mapping: Path) -> None:
    invoke("sync", "--mapping", mapping, "--execute")
    run = last_run(invoke)["run"]
    act(plytix.sandbox.catalog, {"do": "patch", "sku": "AMZN-US-B077QMJFG9", "body": {"label": "by hand"}})
    assert invoke("undo", run, "--execute").exit_code == 1
    undo, undone = json.loads(invoke("runs", "--json").stdout)
    assert (undone["state"], undone["removed"], undo["removed"]) == ("finished", 2, 2)
    listed = invoke("runs").stdout
    assert f"\n{run}  sync  finished, partly undone  " in listed
    assert f"\n{undo['run']}  undo  finished                 " in listed


async def looked_at_while_held(invoke: Invoke, store: Store, run: Run) -> str:
    async with lease(store, run.account, run.id, SystemClock(), this_process()):
        return str(last_run(invoke)["state"])


def test_a_run_whose_process_is_no_more_was_killed(plytix: Running, invoke: Invoke) -> None:
    store = Store(ledger_path())
    run = Runs(store).begin(request(), ACME, SystemClock().now())
    assert asyncio.run(looked_at_while_held(invoke, store, run)) == "running"
    assert last_run(invoke)["state"] == "killed"
    assert f"\n{run.id}  sync  killed     ?  " in invoke("runs", "show", run.id).stdout


def test_a_dry_run_is_no_run(plytix: Running, invoke: Invoke, mapping: Path) -> None:
    invoke("sync", "--mapping", mapping, "--dry-run")
    assert json.loads(invoke("runs", "--json").stdout) == []
