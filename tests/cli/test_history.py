"""runs, resume and undo, as commands."""

import asyncio
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from amazon_plytix.accounts import ledger_path
from amazon_plytix.ledger import Run, Runs, Store, lease, this_process
from amazon_plytix.plytix import SystemClock
from plytix_sandbox import Fault, Running

Invoke = Callable[..., Result]
EXAMPLE = Path(__file__).parents[2] / "data" / "mca0032_mapping.json"


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    return Path(shutil.copy(EXAMPLE, tmp_path))


def last_run(invoke: Invoke) -> dict[str, object]:
    return json.loads(invoke("runs", "--json").stdout)[0]


def test_before_the_first_run_there_are_none(plytix: Running, invoke: Invoke) -> None:
    assert invoke("runs").stdout == "No runs yet.\n"


def test_a_run_is_listed_with_its_figures(plytix: Running, invoke: Invoke, mapping: Path) -> None:
    invoke("sync", "--mapping", mapping, "--execute")
    run = last_run(invoke)
    assert (run["state"], run["created"], run["exists"], run["mapping"]) == ("finished", 3, 17, str(mapping))
    assert "3 created, 17 exists" in invoke("runs").stdout


async def looked_at_while_held(invoke: Invoke, store: Store, run: Run) -> str:
    async with lease(store, run.account, run.id, SystemClock(), this_process()):
        return str(last_run(invoke)["state"])


def test_a_run_whose_process_is_no_more_was_killed(plytix: Running, invoke: Invoke) -> None:
    store = Store(ledger_path())
    run = Runs(store).begin("acme", None, "/m.json", None, SystemClock().now())
    assert asyncio.run(looked_at_while_held(invoke, store, run)) == "running"
    assert last_run(invoke)["state"] == "killed"
    assert f"{run.id}  sync  killed" in invoke("runs", "show", run.id).stdout


def test_a_dry_run_is_no_run(plytix: Running, invoke: Invoke, mapping: Path) -> None:
    invoke("sync", "--mapping", mapping, "--dry-run")
    assert json.loads(invoke("runs", "--json").stdout) == []


def test_show_tells_of_every_listing(plytix: Running, invoke: Invoke, mapping: Path) -> None:
    invoke("sync", "--mapping", mapping, "--execute")
    run = str(last_run(invoke)["run"])
    rows = json.loads(invoke("runs", "show", run, "--json").stdout)
    assert len(rows) == 20
    assert [row["status"] for row in rows].count("created") == 3
    assert "AMZN-US-B077QMJFG9  created (create done, family done)" in invoke("runs", "show", run[:13]).stdout


def test_resume_syncs_the_same_mapping_again(plytix: Running, invoke: Invoke, mapping: Path) -> None:
    invoke("sync", "--mapping", mapping, "--execute")
    result = invoke("resume", last_run(invoke)["run"])
    assert result.exit_code == 0
    assert "Products existing:   20" in result.stdout


def test_resume_failed_takes_the_failed_ones_alone(plytix: Running, invoke: Invoke, mapping: Path) -> None:
    plytix.sandbox.faults.add(Fault(do="answer", method="POST", path="/api/v2/products", status=422, count=2))
    assert invoke("sync", "--mapping", mapping, "--execute").exit_code == 1
    result = invoke("resume", last_run(invoke)["run"], "--failed")
    assert result.exit_code == 0
    assert "Total mappings:      2\nProducts created:    2" in result.stdout


def test_undo_takes_back_what_the_run_created(plytix: Running, invoke: Invoke, mapping: Path) -> None:
    invoke("sync", "--mapping", mapping, "--execute")
    run = last_run(invoke)["run"]
    preview = invoke("undo", run, "--dry-run").stdout
    assert f"[DRY RUN] Taking back run {run}...\n  AMZN-US-B09FQ13BDF (product)... WOULD REMOVE\n" in preview
    assert "\n\n3 would remove\nCalls it would take: 3\nTime it would take:  less than a minute\n" in preview
    result = invoke("undo", run, "--execute")
    assert (result.exit_code, "3 removed" in result.stdout) == (0, True)
    assert last_run(invoke)["state"] == "undone"
    assert "Would create:        3" in invoke("sync", "--mapping", mapping, "--dry-run").stdout


@pytest.mark.parametrize("command", [["resume"], ["resume", "--failed"], ["undo", "--dry-run"], ["undo", "--execute"]])
def test_a_run_is_not_touched_on_another_account(
    plytix: Running, invoke: Invoke, mapping: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    invoke("sync", "--mapping", mapping, "--execute")
    monkeypatch.setenv("PLYTIX_API_KEY", "another")
    asked = len(plytix.sandbox.journal)
    result = invoke(*command, last_run(invoke)["run"])
    assert (result.exit_code, "another account" in result.stderr) == (2, True)
    assert len(plytix.sandbox.journal) == asked


@pytest.mark.parametrize("command", [["resume"], ["undo", "--execute"], ["runs", "show"]])
def test_a_run_that_nobody_knows_is_refused(plytix: Running, invoke: Invoke, command: list[str]) -> None:
    result = invoke(*command, "19990101-000000-0000")
    assert (result.exit_code, "no run '19990101-000000-0000'" in result.stderr) == (2, True)
