"""runs, resume and undo, as commands."""

import csv
import io
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from amazon_plytix.accounts import ledger_path
from amazon_plytix.ledger.runs import Runs
from amazon_plytix.ledger.store import Store
from amazon_plytix.plytix import SystemClock
from plytix_sandbox import Fault, Running, Sandbox, accounts
from tests.support.commands import UNTOUCHED, Invoke, ended, last_run
from tests.support.ledger import ACME, request
from tests.support.shared_server import SharedServer

HEAD = ["RUN", "JOB", "STATE", "EXIT", "BEGAN", "ACCOUNT", "HOST"]


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
    # JSON says it too (tests/cli/test_json_refusals.py), and a table of rows has no place for it.
    assert (result.stdout == "") == (option == "--csv")


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
    assert result.exit_code == 0
    # The time stands before it.
    assert result.stderr.partition(" ")[2] == f"Warning: {changed}\n"
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


def test_resume_failed_of_a_run_without_failures_says_so_in_a_line(
    plytix: Running, invoke: Invoke, mapping: Path
) -> None:
    invoke("sync", "--mapping", mapping, "--execute")
    run = last_run(invoke)["run"]
    plytix.sandbox.journal.clear()
    result = invoke("resume", run, "--failed")
    sentence = f"Nothing of run {run} failed, and nothing was left: there is nothing to go on with.\n"
    assert (result.exit_code, result.output) == (0, sentence)
    assert list(plytix.sandbox.journal) == []


def test_undo_takes_back_what_the_run_created(plytix: Running, invoke: Invoke, mapping: Path) -> None:
    invoke("sync", "--mapping", mapping, "--execute")
    run = last_run(invoke)["run"]
    preview = invoke("undo", run, "--dry-run").stdout
    account = f"Account: of the environment at {plytix.url.removeprefix('http://')}"
    assert f"[DRY RUN] Taking back run {run}...\n{account}\n  AMZN-US-B09FQ13BDF (product)... WOULD REMOVE\n" in preview
    assert "\n\n3 would remove\nCalls it would take: 12\nTime it would take:  less than a minute\n" in preview
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
    # Something has to be left for --failed.
    plytix.sandbox.faults.add(Fault(do="answer", method="POST", path="/api/v2/products", status=422, count=1))
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
