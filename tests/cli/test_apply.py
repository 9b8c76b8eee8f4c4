"""The apply command: what it prints, refuses and leaves in the history of runs."""

import json
import shlex
from pathlib import Path

import pytest

from plytix_sandbox import Running
from plytix_sandbox.faults.foreign import act
from tests.support.commands import UNTOUCHED, Invoke, last_run, refused, writes


@pytest.fixture
def plan(plytix: Running, invoke: Invoke, mapping: Path, tmp_path: Path) -> Path:
    """The saved plan of a sync that creates three products."""
    file = tmp_path / "my plan.json"
    assert invoke("sync", "--mapping", mapping, "--dry-run", "--plan-out", file).exit_code == 0
    return file


def test_it_leads_from_look_to_undo_by_the_commands_that_it_prints(plytix: Running, invoke: Invoke, plan: Path) -> None:
    look = invoke("apply", plan, "--dry-run", "--show", "changes")
    assert "\nCreate products: 3\n" in look.stdout
    assert (look.exit_code, writes(plytix.sandbox)) == (0, [])
    assert f"Loading plan from {plan}\n" in look.stdout
    assert "Would create:        3\n" in look.stdout
    assert look.stdout.splitlines()[-1] == f"Next: amazon-plytix apply '{plan}' --execute"
    done = invoke(*shlex.split(look.stdout.splitlines()[-1])[2:])
    assert (done.exit_code, "Products created:    3\n" in done.stdout) == (0, True)
    run = last_run(invoke)
    assert (run["job"], run["state"], run["mapping"], run["created"]) == ("sync", "finished", f"plan:{plan}", 3)
    undo = f"amazon-plytix undo {run['run']} --dry-run"
    assert done.stdout.splitlines()[-1] == f"To take it back: {undo}"
    back = invoke(*shlex.split(undo)[1:-1], "--execute")
    assert back.stdout.splitlines()[-1] == f"Next: amazon-plytix apply '{plan}' --dry-run"
    assert invoke("apply", plan, "--execute", "--json").exit_code == 0


def test_the_second_time_nothing_is_written(plytix: Running, invoke: Invoke, plan: Path) -> None:
    invoke("apply", plan, "--execute")
    written = len(writes(plytix.sandbox))
    again = invoke("apply", plan, "--execute", "--json")
    assert (again.exit_code, len(writes(plytix.sandbox))) == (0, written)
    results = json.loads(again.stdout)
    assert (results["created"], results["exists"], results["errors"]) == (0, 20, [])


def test_what_has_changed_is_an_error_and_the_exit_status_is_1(plytix: Running, invoke: Invoke, plan: Path) -> None:
    act(plytix.sandbox.catalog, {"do": "create", "body": {"sku": "AMZN-US-B077QMJFG9"}})
    result = invoke("apply", plan, "--execute")
    assert result.exit_code == 1
    assert "AMZN-US-B077QMJFG9 [create] changed since the plan was made: Plytix has a product" in result.stdout
    assert json.loads(plan.with_name("my plan.apply.json").read_text("utf-8"))["created"] == 2


@pytest.mark.parametrize("options", [[], ["--failed"]])
def test_resume_says_to_apply_again(plytix: Running, invoke: Invoke, plan: Path, options: list[str]) -> None:
    act(plytix.sandbox.catalog, {"do": "create", "body": {"sku": "AMZN-US-B077QMJFG9"}})
    invoke("apply", plan, "--execute")
    written, run = len(writes(plytix.sandbox)), last_run(invoke)["run"]
    result = invoke("resume", run, *options)
    assert (result.exit_code, len(writes(plytix.sandbox))) == (2, written)
    assert (
        f"carried out a saved plan; to go on, apply it again: amazon-plytix apply '{plan}' --execute" in result.stderr
    )


def test_runs_show_prints_its_plan(plytix: Running, invoke: Invoke, plan: Path) -> None:
    invoke("apply", plan, "--execute")
    assert "Create products: 3\n" in invoke("runs", "show", last_run(invoke)["run"], "--plan").stdout


def test_a_plan_with_one_byte_changed_is_refused(plytix: Running, invoke: Invoke, plan: Path) -> None:
    plan.write_text(plan.read_text("utf-8").replace("B077QMJFG9", "B077QMJFG8", 1), "utf-8")
    refused(invoke("apply", plan, "--execute"), plytix.sandbox, "was changed after it was written", UNTOUCHED)


@pytest.mark.parametrize("options", [[], ["--dry-run", "--execute"]], ids=["neither", "both"])
def test_both_or_neither_of_dry_run_and_execute(
    plytix: Running, invoke: Invoke, plan: Path, options: list[str]
) -> None:
    refused(invoke("apply", plan, *options), plytix.sandbox, "--dry-run", "--execute")


def test_a_mapping_is_no_plan(plytix: Running, invoke: Invoke, mapping: Path) -> None:
    refused(invoke("apply", mapping, "--execute"), plytix.sandbox, "is not a plan of version 1", UNTOUCHED)


def test_an_age_that_is_none_is_refused(plytix: Running, invoke: Invoke, plan: Path) -> None:
    refused(invoke("apply", plan, "--execute", "--max-age", "0"), plytix.sandbox, "Invalid value")
