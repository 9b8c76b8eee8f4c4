"""Link runs in the history: listed, shown, resumed, taken back; and how one ends that is cut short."""

import json
import os
import re
import signal
import sqlite3
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from amazon_plytix.accounts import ledger_path
from amazon_plytix.jobs.interrupt import Interrupt
from amazon_plytix.ledger import store as store_module
from plytix_sandbox import Fault, Running, Sandbox
from plytix_sandbox.faults.foreign import act
from plytix_sandbox.journal import Entry, Journal
from tests.support import write_mapping
from tests.support.commands import GO_ON, UNTOUCHED, Invoke, last_run, writes
from tests.support.trees import child, parent, synced_account
from tests.support.world import is_write

CHILDREN, PARENT = [child(n, 100, n) for n in range(1, 31)], parent(100)
NO = {"do": "answer", "path": "/api/v2/products/*/relationships/*", "status": 403, "body": {"msg": "no"}}


@pytest.fixture
def mapping(plytix: Running, tmp_path: Path) -> Path:
    """Thirty children of a parent, all of them in Plytix and none of them linked: 60 links, 31 calls."""
    path = write_mapping(tmp_path, CHILDREN, [PARENT])
    plytix.sandbox.catalog = Sandbox(synced_account(path, [*CHILDREN, PARENT])).catalog
    return path


@pytest.fixture
def contradiction(plytix: Running, mapping: Path) -> None:
    """BOOT-2 is linked to what is BOOT-1's."""
    link = {"do": "link", "sku": "BOOT-2", "relationship": "Amazon Listings", "to": "AMZN-US-B000000001"}
    act(plytix.sandbox.catalog, link)


def saved(mapping: Path) -> dict[str, Any]:
    return json.loads(mapping.with_suffix(".link_products.json").read_text("utf-8"))


def test_a_link_run_is_listed_with_its_figures(
    plytix: Running, invoke: Invoke, mapping: Path, contradiction: None
) -> None:
    plytix.sandbox.faults.add(Fault(**NO, method="POST", count=2))
    invoke("link", "--mapping", mapping, "--execute", "--prune")
    run = last_run(invoke)
    assert (run["job"], run["state"], run["mapping"]) == ("link", "finished", str(mapping))
    assert (run["linked"] + run["error"], run["unlinked"], run["created"], run["exists"]) == (60, 1, 0, 0)
    head, line, figures = invoke("runs").stdout.splitlines()
    assert (head.split()[:3], line.split()[:3]) == (["RUN", "JOB", "STATE"], [run["run"], "link", "finished"])
    assert figures == f"  {run['linked']} linked, 1 unlinked, {run['error']} errors  {mapping}"


def test_a_dry_run_is_no_run(plytix: Running, invoke: Invoke, mapping: Path) -> None:
    invoke("link", "--mapping", mapping, "--dry-run")
    assert invoke("runs").stdout == "No runs yet.\n"


def test_show_tells_of_every_link(plytix: Running, invoke: Invoke, mapping: Path, contradiction: None) -> None:
    plytix.sandbox.faults.add(Fault(**NO, method="DELETE"))
    invoke("link", "--mapping", mapping, "--execute", "--prune")
    run = last_run(invoke)["run"]
    shown = invoke("runs", "show", run[:13]).stdout
    assert Counter(re.findall(r"\((listings|hierarchy) link\)  (\w+) (\w+)", shown)) == {
        ("listings", "unlink_products", "failed"): 1,
        ("listings", "link_products", "done"): 30,
        ("hierarchy", "link_products", "done"): 30,
    }
    assert "  BOOT-2 to AMZN-US-B000000001 (listings link)  unlink_products failed: not unlinked from BOOT-2: " in shown
    assert "  AMZN-US-B000000100 to AMZN-US-B000000030 (hierarchy link)  link_products done\n" in shown


def test_resume_links_the_same_mapping_again(plytix: Running, invoke: Invoke, mapping: Path) -> None:
    invoke("link", "--mapping", mapping, "--execute")
    result = invoke("resume", last_run(invoke)["run"])
    assert (result.exit_code, len(writes(plytix.sandbox))) == (0, 31)
    assert "Links made:          0\nLinks present:       60\n" in result.stdout


@pytest.mark.parametrize("options", [[], ["--failed"]], ids=["all", "failed"])
def test_resume_sends_the_failed_links_alone(
    plytix: Running, invoke: Invoke, mapping: Path, options: list[str]
) -> None:
    plytix.sandbox.faults.add(Fault(**NO, count=2))
    assert invoke("link", "--mapping", mapping, "--execute").exit_code == 1
    missing = len(saved(mapping)["errors"])
    plytix.sandbox.journal.clear()
    result = invoke("resume", last_run(invoke)["run"], *options)
    assert (result.exit_code, len(writes(plytix.sandbox))) == (0, 2)
    assert f"Links made:          {missing}\nLinks present:       {60 - missing}\n" in result.stdout


@pytest.mark.parametrize(("prune", "state"), [(["--prune"], "removed"), ([], "contradicted")])
def test_what_a_run_may_remove_is_removed_by_its_resume_too(
    plytix: Running, invoke: Invoke, mapping: Path, contradiction: None, prune: list[str], state: str
) -> None:
    plytix.sandbox.faults.add(Fault(**NO, method="DELETE", count=1))
    invoke("link", "--mapping", mapping, "--execute", *prune)
    assert invoke("resume", last_run(invoke)["run"]).exit_code == 0
    assert [row["state"] for row in saved(mapping)["contradicted"]] == [state]


def test_undo_takes_back_the_links_that_the_run_made(plytix: Running, invoke: Invoke, mapping: Path) -> None:
    invoke("link", "--mapping", mapping, "--execute")
    run = last_run(invoke)["run"]
    assert "\n60 would remove\n" in invoke("undo", run, "--dry-run").stdout
    result = invoke("undo", run, "--execute")
    assert result.exit_code == 0
    assert "  BOOT-1 to AMZN-US-B000000001 (listings link)... REMOVED\n" in result.stdout
    undo, undone = json.loads(invoke("runs", "--json").stdout)
    assert (undone["run"], undone["state"], undone["removed"]) == (run, "undone", 60)
    assert (undo["job"], undo["state"], undo["parent"], undo["unlinked"]) == ("undo", "finished", run, 60)
    assert "(listings link)  link_products undone\n" in invoke("runs", "show", run).stdout
    assert "Would link:          60\n" in invoke("link", "--mapping", mapping, "--dry-run").stdout


def test_an_undo_that_is_refused_links_exits_with_1(plytix: Running, invoke: Invoke, mapping: Path) -> None:
    invoke("link", "--mapping", mapping, "--execute")
    plytix.sandbox.faults.add(Fault(**NO, method="DELETE", count=1))
    run = last_run(invoke)["run"]
    result = invoke("undo", run, "--execute")
    assert result.exit_code == 1
    assert "... ERROR: not unlinked from " in result.stdout
    undo, kept = json.loads(invoke("runs", "--json").stdout)
    assert (kept["run"], kept["state"], undo["error"] > 0) == (run, "finished", True)
    assert f"\n  begun to be taken back by run {undo['run']} (finished)\n" in invoke("runs", "show", run).stdout
    assert invoke("undo", run, "--execute").exit_code == 0
    assert [each["state"] for each in json.loads(invoke("runs", "--json").stdout)][-1] == "undone"


class Interfering(Journal):
    """A journal that does something at the fifth link call."""

    def __init__(self, deed: Callable[[], object]) -> None:
        super().__init__()
        self._deed = deed

    def add(self, entry: Entry) -> None:
        super().add(entry)
        if is_write(entry) and sum(map(is_write, self)) == 5:
            self._deed()


def cut_short(result: Result, plytix: Running, mapping: Path, status: int, *words: str) -> None:
    """Ended with these words, after some calls and before all, without a lie, and with true results."""
    assert result.exit_code == status, result.output
    assert [word for word in words if word not in result.stderr] == []
    for lie in (UNTOUCHED, "Traceback", "a fault of this program"):
        assert lie not in result.output
    assert 5 <= len(writes(plytix.sandbox)) < 31
    results = saved(mapping)
    told = Counter(row[relation] for row in results["products"] for relation in ("link", "hierarchy"))
    assert told == +Counter({"made": results["linked"], "skipped": 60 - results["linked"], "none": 2})
    assert (results["skipped"], results["errors"]) == (60 - results["linked"], [])


def finishes(plytix: Running, invoke: Invoke, mapping: Path) -> None:
    """The same command does what is left, and only that."""
    plytix.sandbox.journal = Journal()
    result = invoke("link", "--mapping", mapping, "--execute")
    assert result.exit_code == 0, result.output
    assert (saved(mapping)["linked"] + saved(mapping)["present"], len(writes(plytix.sandbox)) < 31) == (60, True)


@pytest.fixture
def press_ctrl_c(monkeypatch: pytest.MonkeyPatch) -> Callable[[], object]:
    """Presses Ctrl-C, and lets Plytix answer nothing before that is noticed."""
    noticed, happen = threading.Event(), Interrupt.happen
    monkeypatch.setattr(Interrupt, "happen", lambda interrupt: (happen(interrupt), noticed.set()))
    return lambda: (os.kill(os.getpid(), signal.SIGINT), noticed.wait(60))


def test_ctrl_c_ends_it_in_good_order_and_it_goes_on_when_run_again(
    plytix: Running, invoke: Invoke, mapping: Path, press_ctrl_c: Callable[[], object]
) -> None:
    plytix.sandbox.journal = Interfering(press_ctrl_c)
    result = invoke("link", "--mapping", mapping, "--execute")
    cut_short(result, plytix, mapping, 130, "Once more to stop at once", "run the same command again")
    assert last_run(invoke)["state"] == "interrupted"
    finishes(plytix, invoke, mapping)


def test_a_disk_that_gets_full_in_the_middle(plytix: Running, invoke: Invoke, mapping: Path) -> None:
    invoke("runs")
    with closing(sqlite3.connect(ledger_path())) as plain, plain:
        plain.execute("""CREATE TRIGGER full BEFORE UPDATE ON steps
            WHEN (SELECT count(*) FROM steps WHERE stage = 'sent' AND relation = 'listings') >= 15
            BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END""")
    result = invoke("link", "--mapping", mapping, "--execute")
    cut_short(result, plytix, mapping, 1, str(ledger_path()), "full", "make room", GO_ON)
    with closing(sqlite3.connect(ledger_path())) as plain, plain:
        plain.execute("DROP TRIGGER full")
    finishes(plytix, invoke, mapping)


def test_a_ledger_that_is_locked_in_the_middle(
    plytix: Running, invoke: Invoke, mapping: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "_BUSY_MILLISECONDS", 20)
    invoke("runs")
    with closing(sqlite3.connect(ledger_path(), isolation_level=None, check_same_thread=False)) as other:
        plytix.sandbox.journal = Interfering(lambda: other.execute("BEGIN IMMEDIATE"))
        result = invoke("link", "--mapping", mapping, "--execute")
        cut_short(result, plytix, mapping, 1, str(ledger_path()), "locked", "close that", GO_ON)
        other.execute("DELETE FROM leases")
        other.execute("COMMIT")
    finishes(plytix, invoke, mapping)


def test_a_run_with_more_removals_allowed_is_resumed_with_as_many(
    plytix: Running, invoke: Invoke, tmp_path: Path
) -> None:
    listings = [child(n, 100, n) for n in range(1, 53)]
    mapping = write_mapping(tmp_path, listings, [PARENT])
    plytix.sandbox.catalog = Sandbox(synced_account(mapping, [*listings, PARENT])).catalog
    for n in range(1, 52):
        wrong = {"do": "link", "sku": "BOOT-52", "relationship": "Amazon Listings", "to": f"AMZN-US-B0{n:08d}"}
        act(plytix.sandbox.catalog, wrong)
    plytix.sandbox.faults.add(Fault(**NO, method="DELETE", count=1))
    invoke("link", "--mapping", mapping, "--execute", "--prune", "--max-removals", "51")
    assert invoke("resume", last_run(invoke)["run"]).exit_code == 0


def test_an_interrupted_run_is_taken_back(
    plytix: Running, invoke: Invoke, mapping: Path, press_ctrl_c: Callable[[], object]
) -> None:
    plytix.sandbox.journal = Interfering(press_ctrl_c)
    invoke("link", "--mapping", mapping, "--execute")
    assert "did nothing" not in invoke("undo", last_run(invoke)["run"], "--execute").stdout
