"""With --json, stdout holds JSON whatever happens: results, or what the command was refused for."""

import json
from pathlib import Path

import pytest

from plytix_sandbox import Running
from tests.support.commands import UNTOUCHED, Invoke, last_run, refused


@pytest.mark.parametrize(
    "arguments",
    [
        ["sync", "--mapping", "none.json", "--dry-run"],
        ["link", "--mapping", "none.json", "--execute"],
        ["resume", "20251223"],
        ["undo", "20251223", "--execute"],
        ["runs", "show", "20251223"],
    ],
    ids=" ".join,
)
def test_a_refusal_is_json(plytix: Running, invoke: Invoke, arguments: list[str]) -> None:
    result = invoke(*arguments, "--json")
    refused(result, plytix.sandbox, UNTOUCHED)
    said = json.loads(result.stdout)
    assert said["error"] in result.stderr
    assert (said.keys(), said["exit_status"]) == ({"error", "exit_status"}, 2)


@pytest.mark.parametrize("command", [["sync", "--mapping", "x"], ["link", "--mapping", "x"], ["undo", "x"]])
def test_a_missing_choice_is_json(invoke: Invoke, command: list[str]) -> None:
    result = invoke(*command, "--json")
    assert result.exit_code == 2
    assert "say either --dry-run or --execute" in json.loads(result.stdout)["error"]
    assert "say either --dry-run or --execute" in result.stderr


def test_a_resume_prints_results_as_json(plytix: Running, invoke: Invoke, mapping: Path) -> None:
    invoke("sync", "--mapping", mapping, "--execute")
    run = last_run(invoke)["run"]
    resumed = invoke("resume", run, "--json")
    results = json.loads(resumed.stdout)
    assert (resumed.exit_code, results["total"], results["exists"]) == (0, 20, 20)
    assert f"Loading mapping from {mapping}" in resumed.stderr


def test_a_resumed_link_job_prints_results_as_json(plytix: Running, invoke: Invoke, mapping: Path) -> None:
    invoke("sync", "--mapping", mapping, "--execute")
    invoke("link", "--mapping", mapping, "--execute")
    resumed = invoke("resume", last_run(invoke)["run"], "--json")
    assert json.loads(resumed.stdout)["metadata"]["job"] == "link"


@pytest.mark.parametrize("option", ["--dry-run", "--execute"])
def test_an_undo_prints_results_as_json(plytix: Running, invoke: Invoke, mapping: Path, option: str) -> None:
    invoke("sync", "--mapping", mapping, "--execute")
    undone = invoke("undo", last_run(invoke)["run"], option, "--json")
    results = json.loads(undone.stdout)
    assert (undone.exit_code, results["metadata"]["job"], results["metadata"]["dry_run"]) == (
        0,
        "undo",
        option == "--dry-run",
    )
    assert undone.stderr
