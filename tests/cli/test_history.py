"""runs, resume and undo, as commands."""

import asyncio
import csv
import io
import json
import sqlite3
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
from tests.support.commands import UNTOUCHED, Invoke, ended, last_run
from tests.support.ledger import ACME, request
from tests.support.shared_server import SharedServer

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


@pytest.mark.parametrize("named", ["", "a\0b"], ids=["nothing", "no path"])
@pytest.mark.parametrize("job", ["sync", "link"])
def test_a_run_whose_mapping_the_ledger_does_not_name_cannot_be_resumed(
    plytix: Running, invoke: Invoke, mapping: Path, job: str, named: str
) -> None:
    invoke(job, "--mapping", mapping, "--execute")
    run = last_run(invoke)["run"]
    with closing(sqlite3.connect(ledger_path())) as plain, plain:
        plain.execute("UPDATE runs SET mapping = ?", [named])
    sentence = (
        f"the ledger names no mapping file for run {run}, so it cannot be resumed; to go on: amazon-plytix {job} "
    )
    ended(invoke("resume", run), 2, sentence, UNTOUCHED)


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


def test_show_tells_of_every_listing(plytix: Running, invoke: Invoke, mapping: Path) -> None:
    invoke("sync", "--mapping", mapping, "--execute")
    run = str(last_run(invoke)["run"])
    rows = json.loads(invoke("runs", "show", run, "--json").stdout)["products"]
    assert len(rows) == 20
    assert [row["status"] for row in rows].count("created") == 3
    head, line, figures, *steps = invoke("runs", "show", run[:13]).stdout.splitlines()
    assert (head.split(), line.split()[:3]) == (HEAD, [run, "sync", "finished"])
    assert figures == f"  3 created, 17 exists  {mapping}"
    assert len(steps) == 3
    assert "  AMZN-US-B077QMJFG9  create_product done" in steps


def test_the_results_of_a_run_are_shown_as_they_were_saved(plytix: Running, invoke: Invoke, mapping: Path) -> None:
    invoke("sync", "--mapping", mapping, "--execute")
    run, saved = last_run(invoke)["run"], mapping.with_suffix(".sync_products.json").read_text("utf-8")
    invoke("sync", "--mapping", mapping, "--execute")
    assert invoke("runs", "show", run, "--json").stdout == saved
    assert json.loads(saved)["metadata"]["run"] == run
    assert mapping.with_suffix(".sync_products.json").read_text("utf-8") != saved
    folder = ledger_path().parent / "results"
    assert [each.stat().st_mode & 0o077 for each in (folder, *folder.iterdir())] == [0, 0, 0]


def test_the_results_of_a_run_are_shown_as_a_table(plytix: Running, invoke: Invoke, mapping: Path) -> None:
    invoke("sync", "--mapping", mapping, "--execute")
    run = last_run(invoke)["run"]
    shown = invoke("runs", "show", run, "--csv").stdout
    assert shown.startswith("sku,asin,status,product_id,canonical_sku,linked,link,stage,message\n")
    rows, results = list(csv.DictReader(io.StringIO(shown))), json.loads(invoke("runs", "show", run, "--json").stdout)
    kept = [(row["sku"], row["asin"], row["status"], row["product_id"]) for row in results["products"]]
    assert [(row["sku"], row["asin"], row["status"], row["product_id"]) for row in rows] == kept
    assert {row["message"] for row in rows} == {""}


def test_what_an_undo_took_back_is_shown_as_json_and_as_a_table(plytix: Running, invoke: Invoke, mapping: Path) -> None:
    invoke("sync", "--mapping", mapping, "--execute")
    invoke("undo", last_run(invoke)["run"], "--execute")
    undo = last_run(invoke)["run"]
    results = json.loads(invoke("runs", "show", undo, "--json").stdout)
    assert (results["metadata"]["job"], results["undone"]) == ("undo", {"removed": 3})
    rows = list(csv.DictReader(io.StringIO(invoke("runs", "show", undo, "--csv").stdout)))
    assert [(row["kind"], row["sku"], row["state"]) for row in rows] == [
        ("product", row["sku"], "removed") for row in results["taken_back"]
    ]
    assert "  AMZN-US-B077QMJFG9  delete_product done\n" in invoke("runs", "show", undo).stdout


@pytest.mark.parametrize("option", ["--json", "--csv"])
def test_a_run_that_left_no_results_says_so(plytix: Running, invoke: Invoke, option: str) -> None:
    with closing(Store(ledger_path())) as store:
        run = Runs(store).begin(request(), ACME, SystemClock().now())
    result = invoke("runs", "show", run.id, option)
    ended(result, 2, f"run {run.id} left no results: it was killed or refused, or is not over.", "runs show")
    assert result.stdout == ""


def test_a_dry_run_keeps_no_results(plytix: Running, invoke: Invoke, mapping: Path) -> None:
    invoke("sync", "--mapping", mapping, "--dry-run")
    assert mapping.with_suffix(".sync_products.json").exists()
    assert not (ledger_path().parent / "results").exists()


def test_resume_syncs_the_same_mapping_again(plytix: Running, invoke: Invoke, mapping: Path) -> None:
    invoke("sync", "--mapping", mapping, "--execute")
    result = invoke("resume", last_run(invoke)["run"])
    assert (result.exit_code, result.stderr) == (0, "")
    assert "Products existing:   20" in result.stdout


@pytest.mark.parametrize("options", [[], ["--failed"]], ids=["all", "failed"])
def test_a_resume_names_the_run_it_goes_on_with_and_that_run_the_one_that_finished_it(
    plytix: Running, invoke: Invoke, mapping: Path, options: list[str]
) -> None:
    plytix.sandbox.faults.add(Fault(do="answer", method="POST", path="/api/v2/products", status=422, count=2))
    invoke("sync", "--mapping", mapping, "--execute")
    parent = last_run(invoke)
    assert parent["parent"] is None
    plytix.sandbox.faults.add(Fault(do="answer", method="POST", path="/api/v2/products", status=422, count=1))
    assert invoke("resume", parent["run"], *options).exit_code == 1
    assert invoke("resume", parent["run"], *options).exit_code == 0
    resumed = [run for run in json.loads(invoke("runs", "--json").stdout) if run["parent"] == parent["run"]]
    [failing], [finishing] = ([run for run in resumed if bool(run["error"]) is failed] for failed in (True, False))
    shown = invoke("runs", "show", parent["run"]).stdout.splitlines()
    assert set(shown[3:5]) == {
        f"  finished by run {finishing['run']} (finished)",
        f"  gone on with by run {failing['run']} (finished)",
    }
    assert "finished by" not in invoke("runs", "show", finishing["run"]).stdout


def test_a_resume_warns_that_the_mapping_has_changed_since(plytix: Running, invoke: Invoke, mapping: Path) -> None:
    invoke("sync", "--mapping", mapping, "--execute")
    run = last_run(invoke)["run"]
    mapping.write_text(mapping.read_text("utf-8") + "\n", "utf-8")
    result = invoke("resume", run)
    changed = f"{mapping} has changed since run {run} read it: this run goes by what it says now"
    assert (result.exit_code, result.stderr) == (0, f"Warning: {changed}\n")
    assert invoke("resume", last_run(invoke)["run"]).stderr == ""


@pytest.mark.parametrize("option", ["--dry-run", "--execute"])
def test_an_undo_cannot_be_taken_back_but_its_run_can_be_done_again(
    plytix: Running, invoke: Invoke, mapping: Path, option: str
) -> None:
    invoke("sync", "--mapping", mapping, "--execute")
    run = last_run(invoke)["run"]
    invoke("undo", run, "--execute")
    ended(invoke("undo", last_run(invoke)["run"], option), 2, f"to do it all again: amazon-plytix resume {run}")
    assert last_run(invoke)["state"] == "finished"
    assert "Products created:    3\n" in invoke("resume", run).stdout


def test_an_undo_cannot_be_resumed_but_run_again(plytix: Running, invoke: Invoke, mapping: Path) -> None:
    invoke("sync", "--mapping", mapping, "--execute")
    run = last_run(invoke)["run"]
    invoke("undo", run, "--execute")
    ended(invoke("resume", last_run(invoke)["run"]), 2, f"go on with: amazon-plytix undo {run} --execute")


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
    assert "\n\n3 would remove\nCalls it would take: 6\nTime it would take:  less than a minute\n" in preview
    result = invoke("undo", run, "--execute")
    assert (result.exit_code, "3 removed" in result.stdout) == (0, True)
    undo, undone = json.loads(invoke("runs", "--json").stdout)
    assert (undone["run"], undone["state"], undone["removed"]) == (run, "undone", 3)
    assert (undo["job"], undo["state"], undo["parent"], undo["removed"]) == ("undo", "finished", run, 3)
    assert invoke("runs", "show", run).stdout.splitlines()[3] == f"  taken back by run {undo['run']} (finished)"
    assert "Would create:        3" in invoke("sync", "--mapping", mapping, "--dry-run").stdout


@pytest.mark.parametrize("command", [["resume"], ["resume", "--failed"], ["undo", "--dry-run"], ["undo", "--execute"]])
def test_a_run_is_not_touched_on_another_account(
    plytix: Running, shared_server: SharedServer, invoke: Invoke, mapping: Path, command: list[str]
) -> None:
    invoke("sync", "--mapping", mapping, "--execute")
    run = last_run(invoke)["run"]
    other = shared_server.serve(Sandbox(accounts.example(), plan="unlimited", seed=7)).sandbox
    result = invoke(*command, run)
    ended(result, 2, f"run {run} was made on another account; use the key and host it was made with")
    assert [call.path for call in other.journal] == ["/auth/api/get-token"]
    assert last_run(invoke)["run"] == run


@pytest.mark.parametrize("spelling", ["{url}/", "http://localhost:{port}"])
def test_a_run_is_known_under_every_spelling_of_its_address(
    plytix: Running, invoke: Invoke, mapping: Path, monkeypatch: pytest.MonkeyPatch, spelling: str
) -> None:
    invoke("sync", "--mapping", mapping, "--execute")
    run = last_run(invoke)["run"]
    address = spelling.format(url=plytix.url, port=plytix.url.rpartition(":")[2])
    monkeypatch.setenv("PLYTIX_PIM_BASE_URL", address)
    assert invoke("resume", run).exit_code == 0
    assert "3 removed" in invoke("undo", run, "--execute").stdout


@pytest.mark.parametrize("command", [["resume"], ["undo", "--execute"], ["runs", "show"]])
def test_a_run_that_nobody_knows_is_refused(plytix: Running, invoke: Invoke, command: list[str]) -> None:
    result = invoke(*command, "19990101-000000-0000")
    assert (result.exit_code, "no run '19990101-000000-0000'" in result.stderr) == (2, True)
