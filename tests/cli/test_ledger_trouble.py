"""A ledger in trouble: refused before the first write, or a clean stop, and a sentence that says what to do."""

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from amazon_plytix.accounts import ledger_path
from amazon_plytix.ledger import store as store_module
from plytix_sandbox import Running, Sandbox
from plytix_sandbox.journal import Entry, Journal
from tests.support import commands, entry, write_mapping
from tests.support.commands import GO_ON, UNTOUCHED, Invoke, ended, writes
from tests.support.plytix import FAMILY_ID

MOVE_AWAY = "move it away: a sync without it makes no duplicates"
# What nothing can be written into any more, as on a full disk, as soon as five products are made.
FULL = """CREATE TRIGGER full_{table}_{event} BEFORE {event} ON {table}
WHEN (SELECT count(*) FROM steps WHERE stage = 'done') >= 5
BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END"""


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "_BUSY_MILLISECONDS", 20)


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    return write_mapping(tmp_path, [], [entry(n) for n in range(1, 31)])


@pytest.fixture
def ledger(plytix: Running, invoke: Invoke, tmp_path: Path) -> Path:
    """A ledger that an earlier run has left."""
    folder = tmp_path / "earlier"
    folder.mkdir()
    earlier = write_mapping(folder, [], [entry(n) for n in range(100, 130)])
    assert invoke("sync", "--mapping", earlier, "--execute").exit_code == 0
    plytix.sandbox.journal.clear()
    return ledger_path()


def made(sandbox: Sandbox) -> list[str]:
    return [call.body["sku"] for call in sandbox.journal if call.path == "/api/v2/products" and call.status == 201]


def refused(result: Result, sandbox: Sandbox, *words: str) -> None:
    """Exit 2 with these words, not one write, and the claim that there was none."""
    commands.refused(result, sandbox, *words, UNTOUCHED)


def stopped(result: Result, sandbox: Sandbox, mapping: Path, *words: str) -> None:
    """Exit 1 with these words, after some writes, without the claim that there were none, and with true results."""
    assert writes(sandbox) != []
    ended(result, 1, *words, GO_ON)
    for lie in (UNTOUCHED, "a fault of this program"):
        assert lie not in result.output
    results = json.loads(mapping.with_suffix(".sync_products.json").read_text())
    told = Counter(row["status"] for row in results["products"])
    assert (results["total"], told["created"] + told["skipped"]) == (30, 30)
    assert results["created"] == told["created"] < 30
    assert {row["sku"] for row in results["products"] if row["status"] == "created"} <= set(made(sandbox))
    assert all("broke off" in row["message"] for row in results["products"] if row["status"] == "skipped")


def finishes(invoke: Invoke, mapping: Path, sandbox: Sandbox) -> None:
    """Once the trouble is over, the same command does what is left, and makes nothing twice."""
    with closing(sqlite3.connect(ledger_path())) as plain, plain:
        # A lease that could not be given back would be that of a dead process; this one lives on.
        if plain.execute("SELECT name FROM sqlite_schema WHERE name = 'leases'").fetchall():
            plain.execute("DELETE FROM leases")
    result = invoke("sync", "--mapping", mapping, "--execute")
    assert result.exit_code == 0, result.output
    assert sorted(made(sandbox)) == [f"AMZN-US-B0{n:08d}" for n in range(1, 31)]
    families = {product.family_id for product in sandbox.catalog.products if product.sku in made(sandbox)}
    assert families == {FAMILY_ID}


@pytest.mark.parametrize("option", ["--dry-run", "--execute"])
@pytest.mark.parametrize("content", [b"no ledger at all " * 999, b"SQLite format 3\x00" + b"\xff" * 9999])
def test_a_corrupt_ledger(
    plytix: Running, invoke: Invoke, mapping: Path, ledger: Path, option: str, content: bytes
) -> None:
    ledger.write_bytes(content)
    refused(invoke("sync", "--mapping", mapping, option), plytix.sandbox, str(ledger), MOVE_AWAY)
    ledger.unlink()
    assert invoke("sync", "--mapping", mapping, option).exit_code == 0


def test_a_ledger_with_damaged_pages(plytix: Running, invoke: Invoke, mapping: Path, ledger: Path) -> None:
    whole = ledger.read_bytes()
    ledger.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    refused(invoke("sync", "--mapping", mapping, "--execute"), plytix.sandbox, str(ledger), MOVE_AWAY)


def test_a_ledger_of_a_newer_version(plytix: Running, invoke: Invoke, mapping: Path, ledger: Path) -> None:
    with closing(sqlite3.connect(ledger)) as plain, plain:
        plain.execute("UPDATE version SET made = 99")
    refused(invoke("sync", "--mapping", mapping, "--execute"), plytix.sandbox, str(ledger), "newer", "update")


@pytest.mark.parametrize("option", ["--dry-run", "--execute"])
def test_a_locked_ledger(plytix: Running, invoke: Invoke, mapping: Path, ledger: Path, option: str) -> None:
    with closing(sqlite3.connect(ledger, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        refused(invoke("sync", "--mapping", mapping, option), plytix.sandbox, str(ledger), "locked", "close that")
    assert invoke("sync", "--mapping", mapping, option).exit_code == 0


@pytest.mark.parametrize("option", ["--dry-run", "--execute"])
def test_a_state_directory_that_cannot_be_made(
    plytix: Running, invoke: Invoke, mapping: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, option: str
) -> None:
    monkeypatch.setenv("AMAZON_PLYTIX_STATE_DIR", str(mapping / "state"))
    refused(invoke("sync", "--mapping", mapping, option), plytix.sandbox, str(mapping / "state"), "Not a directory")


def test_a_state_directory_that_is_read_only(
    plytix: Running, invoke: Invoke, mapping: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    really_open = os.open

    def refuse(path: Any, *more: Any, **options: Any) -> int:
        if "ledger" in str(path):
            raise PermissionError(13, "Permission denied")
        return really_open(path, *more, **options)

    monkeypatch.setattr(os, "open", refuse)
    result = invoke("sync", "--mapping", mapping, "--execute")
    refused(result, plytix.sandbox, "ledger.sqlite", "make it writable", "AMAZON_PLYTIX_STATE_DIR")


def limit_pages(monkeypatch: pytest.MonkeyPatch, pages: int) -> None:
    """Let the ledger grow to so many pages, and then find the disk full."""
    prepare = store_module._prepare

    def prepared(connection: Any, record: object) -> None:
        prepare(connection, record)
        connection.execute(f"PRAGMA max_page_count = {pages}").fetchall()

    monkeypatch.setattr(store_module, "_prepare", prepared)


@pytest.mark.parametrize("option", ["--dry-run", "--execute"])
def test_a_disk_that_is_full_from_the_start(
    plytix: Running, invoke: Invoke, mapping: Path, monkeypatch: pytest.MonkeyPatch, option: str
) -> None:
    limit_pages(monkeypatch, 2)
    refused(invoke("sync", "--mapping", mapping, option), plytix.sandbox, "ledger.sqlite", "full", "make room")


def test_a_disk_with_no_room_for_the_intents(
    plytix: Running, invoke: Invoke, tmp_path: Path, ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit_pages(monkeypatch, 1)
    many = write_mapping(tmp_path, [], [entry(n) for n in range(1, 301)])
    refused(invoke("sync", "--mapping", many, "--execute"), plytix.sandbox, "ledger.sqlite", "full", "make room")


def test_a_disk_that_gets_full_in_the_middle(plytix: Running, invoke: Invoke, mapping: Path, ledger: Path) -> None:
    triggers = [
        (table, event)
        for table in ("steps", "calls", "leases", "runs", "pauses")
        for event in ("INSERT", "UPDATE", "DELETE")
    ]
    with closing(sqlite3.connect(ledger)) as plain, plain:
        plain.execute("DELETE FROM steps")
        for table, event in triggers:
            plain.execute(FULL.format(table=table, event=event))
    stopped(
        invoke("sync", "--mapping", mapping, "--execute"), plytix.sandbox, mapping, str(ledger), "full", "make room"
    )
    assert 5 <= len(made(plytix.sandbox)) < 30
    with closing(sqlite3.connect(ledger)) as plain, plain:
        for table, event in triggers:
            plain.execute(f"DROP TRIGGER full_{table}_{event}")
    finishes(invoke, mapping, plytix.sandbox)


class Thief(Journal):
    """A journal that locks the ledger at the fifth create."""

    def __init__(self, ledger: Path) -> None:
        super().__init__()
        self.other = sqlite3.connect(ledger, isolation_level=None, check_same_thread=False, timeout=60)

    def add(self, entry: Entry) -> None:
        super().add(entry)
        if entry.path == "/api/v2/products" and sum(call.path == entry.path for call in self) == 5:
            self.other.execute("BEGIN IMMEDIATE")


def test_a_ledger_that_is_locked_in_the_middle(plytix: Running, invoke: Invoke, mapping: Path, ledger: Path) -> None:
    thief = plytix.sandbox.journal = Thief(ledger)
    stopped(
        invoke("sync", "--mapping", mapping, "--execute"), plytix.sandbox, mapping, str(ledger), "locked", "close that"
    )
    thief.other.close()
    assert 5 <= len(made(plytix.sandbox)) < 30
    finishes(invoke, mapping, plytix.sandbox)


def test_a_ledger_that_is_deleted_makes_no_duplicates(
    plytix: Running, invoke: Invoke, mapping: Path, ledger: Path
) -> None:
    assert invoke("sync", "--mapping", mapping, "--execute").exit_code == 0
    for each in ledger.parent.glob("ledger.sqlite*"):
        each.unlink()
    finishes(invoke, mapping, plytix.sandbox)


@pytest.mark.slow
def test_the_second_of_two_executes_is_refused_and_told_who_holds_the_account(
    plytix: Running, invoke: Invoke, mapping: Path
) -> None:
    plytix.sandbox.latency = 0.05
    command = [sys.executable, "-m", "amazon_plytix", "sync", "--mapping", str(mapping), "--execute"]
    first = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    wait_for_a_product(plytix.sandbox)
    second = invoke("sync", "--mapping", mapping, "--execute")
    dry = invoke("sync", "--mapping", mapping, "--dry-run")
    writing = first.poll() is None
    _, stderr = first.communicate(timeout=60)
    assert writing
    assert (first.returncode, stderr) == (0, "")
    assert second.exit_code == 2
    for words in ("run 20", f"process {first.pid} on ", "is writing to this account", "wait for its end", UNTOUCHED):
        assert words in second.stderr
    assert "Traceback" not in second.output
    assert dry.exit_code == 0
    finishes(invoke, mapping, plytix.sandbox)


def wait_for_a_product(sandbox: Sandbox) -> None:
    for _ in range(3000):
        if made(sandbox):
            return
        time.sleep(0.01)
    pytest.fail("the first execute made no product in 30 s")
