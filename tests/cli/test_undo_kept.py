"""What an undo keeps is on the screen and in its results, with the reason and what to do about it."""

import csv
import io
import json
from pathlib import Path

import pytest

from plytix_sandbox import Running
from plytix_sandbox.faults import Fault
from plytix_sandbox.faults.foreign import act
from tests.support.commands import Invoke, last_run

BOOT = "AMZN-US-B09FQ13BDF"


@pytest.fixture
def run(plytix: Running, invoke: Invoke, mapping: Path) -> str:
    """A sync of three listings."""
    assert invoke("sync", "--mapping", mapping, "--execute").exit_code in {0, 1}
    return str(last_run(invoke)["run"])


def test_what_others_changed_is_listed_with_what_to_do(plytix: Running, invoke: Invoke, run: str) -> None:
    act(plytix.sandbox.catalog, {"do": "patch", "sku": BOOT, "body": {"label": "by hand"}})
    result = invoke("undo", run, "--execute")
    undo = last_run(invoke)["run"]
    assert (result.exit_code, "1 kept" in result.stdout) == (1, True)
    assert f"What is left, and why: amazon-plytix runs show {undo} --csv\n" in result.stdout
    rows = csv.DictReader(io.StringIO(invoke("runs", "show", undo, "--csv").stdout))
    [message] = [row["message"] for row in rows if row["state"] == "kept"]
    assert message.startswith("changed by others since")
    assert message.endswith("; if it may go all the same, delete it in Plytix")


def test_an_undo_that_keeps_nothing_says_no_more(plytix: Running, invoke: Invoke, run: str) -> None:
    result = invoke("undo", run, "--execute")
    assert (result.exit_code, "What is left" in result.stdout) == (0, False)


def test_a_product_of_which_nobody_knows_who_made_it_goes_if_it_is_named(
    plytix: Running, invoke: Invoke, mapping: Path
) -> None:
    plytix.sandbox.faults.add(Fault(do="lose_answer", method="POST", path="/api/v2/products", count=1))
    invoke("sync", "--mapping", mapping, "--execute")
    run = last_run(invoke)["run"]
    kept = invoke("undo", run, "--execute")
    assert (kept.exit_code, "--include-unproven" in kept.stdout) == (1, True)
    undo = last_run(invoke)["run"]
    rows = csv.DictReader(io.StringIO(invoke("runs", "show", undo, "--csv").stdout))
    [sku] = [row["sku"] for row in rows if row["state"] == "kept"]
    named = invoke("undo", run, "--execute", "--include-unproven", sku)
    assert (named.exit_code, "1 removed" in named.stdout) == (0, True)
    assert json.loads(invoke("runs", "--json").stdout)[-1]["state"] == "undone"
