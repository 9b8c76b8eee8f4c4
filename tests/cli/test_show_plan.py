"""The Plan of a dry run, shown and saved; and that of an execute, shown later."""

import json
import re
from pathlib import Path

import pytest

from amazon_plytix.planning.document import from_json
from amazon_plytix.planning.header import JobKind
from plytix_sandbox import Running
from tests.support.commands import Invoke, last_run, refused, writes

LOOK = ("sync", "--dry-run", "--mapping")


def test_changes_are_shown_before_the_listings_and_nothing_else_changes(
    plytix: Running, invoke: Invoke, mapping: Path
) -> None:
    plain, told = invoke(*LOOK, mapping).stdout, invoke(*LOOK, mapping, "--show", "changes").stdout
    assert invoke(*LOOK, mapping, "--show", "none").stdout == plain
    head, begin, rest = told.partition("\nPLAN\n")
    shown, blank, end = rest.partition("\n\n[DRY RUN]")
    assert head + blank[:1] + "[DRY RUN]" + end == plain
    assert begin
    assert shown.splitlines()[0] == "Create products: 3"
    assert '  + AMZN-US-B09FQ13BDF "' in shown
    assert "      amazon_asin: B09FQ13BDF\n" in shown
    assert "Calls: " in shown
    assert "Left alone: " not in shown
    assert "\nLeft alone: " in invoke(*LOOK, mapping, "--show", "all").stdout


def test_markdown_stands_alone_on_stdout(plytix: Running, invoke: Invoke, mapping: Path) -> None:
    result = invoke(*LOOK, mapping, "--show-as", "markdown")
    assert result.stdout.startswith("## Plan of a sync job\n")
    assert "| amazon\\_asin | B09FQ13BDF |\n" in result.stdout
    assert "SYNC SUMMARY" in result.stderr
    assert "SUMMARY" not in result.stdout


def test_json_is_the_document_that_is_saved(plytix: Running, invoke: Invoke, mapping: Path, tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    result = invoke(*LOOK, mapping, "--show-as", "json", "--plan-out", file)
    assert result.stdout == file.read_text("utf-8")
    plan = from_json(result.stdout)
    assert (plan.header.job, sum(1 for _ in plan.changes)) == (JobKind.SYNC, 3)
    assert plan.header.made_at is not None
    assert f"Plan saved to {file}; to carry it out: amazon-plytix apply {file} --execute\n" in result.stderr
    assert writes(plytix.sandbox) == []


def test_a_saved_plan_is_private_and_replaces_an_earlier_one_alone(
    plytix: Running, invoke: Invoke, mapping: Path, tmp_path: Path
) -> None:
    file = tmp_path / "plan.json"
    for _ in range(2):
        assert invoke(*LOOK, mapping, "--plan-out", file).exit_code == 0
        assert file.stat().st_mode & 0o077 == 0
    before = mapping.read_bytes()
    refused(invoke(*LOOK, mapping, "--plan-out", mapping), plytix.sandbox, "is no saved plan: move it away")
    assert mapping.read_bytes() == before


def test_a_plan_that_cannot_be_saved_is_refused_before_anything_is_asked(
    plytix: Running, invoke: Invoke, mapping: Path, tmp_path: Path
) -> None:
    wrong = [
        (tmp_path / "no" / "plan.json", "there is no directory"),
        (tmp_path, "cannot be read: Is a directory"),
        (mapping.with_suffix(".sync_products.json"), "is where the results belong"),
        ("-", "takes the name of a file"),
    ]
    for path, says in wrong:
        refused(invoke(*LOOK, mapping, "--plan-out", path), plytix.sandbox, says)
    assert list(plytix.sandbox.journal) == []


@pytest.mark.parametrize("option", [("--show", "all"), ("--show-as", "json"), ("--plan-out", "p.json")])
def test_an_execute_shows_and_saves_no_plan(
    plytix: Running, invoke: Invoke, mapping: Path, option: tuple[str, str]
) -> None:
    result = invoke("sync", "--mapping", mapping, "--execute", *option)
    refused(result, plytix.sandbox, "is for a dry run", "runs show RUN --plan")


def test_stdout_takes_one_document(plytix: Running, invoke: Invoke, mapping: Path) -> None:
    result = invoke(*LOOK, mapping, "--json", "--show-as", "json")
    refused(result, plytix.sandbox, "say one of the two")


def test_the_plan_of_a_link_job_names_every_link_by_its_source(plytix: Running, invoke: Invoke, mapping: Path) -> None:
    invoke("sync", "--mapping", mapping, "--execute")
    told = invoke("link", "--mapping", mapping, "--dry-run", "--show", "changes").stdout
    planned = dict(re.findall(r"^Link products \((.+)\): (\d+)\n {2}\+ ", told, re.MULTILINE))
    rows = json.loads(mapping.with_suffix(".link_products.json").read_text("utf-8"))["products"]
    in_rows = {"Amazon Listings": "link", "Amazon Hierarchy": "hierarchy"}
    assert planned == {name: str(sum(row[key] == "planned" for row in rows)) for name, key in in_rows.items()}


def test_the_plan_of_a_run_is_shown(plytix: Running, invoke: Invoke, mapping: Path) -> None:
    invoke("sync", "--mapping", mapping, "--execute")
    run = last_run(invoke)["run"]
    told = invoke("runs", "show", run, "--plan")
    assert (told.exit_code, told.stdout.splitlines()[1:3]) == (0, ["PLAN", "Create products: 3"])
    assert json.loads(invoke("runs", "show", run, "--plan", "--json").stdout)["header"]["job"] == "sync"
    assert invoke("runs", "show", run, "--plan", "--csv").exit_code == 2


def test_a_run_with_nothing_to_do_has_no_plan(plytix: Running, invoke: Invoke, mapping: Path) -> None:
    for _ in range(2):
        invoke("sync", "--mapping", mapping, "--execute")
    told = invoke("runs", "show", last_run(invoke)["run"], "--plan")
    assert (told.exit_code, "has no plan" in told.stderr) == (2, True)
