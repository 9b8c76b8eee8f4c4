"""A ledger that cannot be used says which file, why, and what to do."""

import errno
import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amazon_plytix.ledger import LedgerUnusable, RunLog, Runs, RunState, Store
from amazon_plytix.ledger import runs as runs_module

NOW = datetime(2025, 12, 23, 6, tzinfo=UTC)
MOVE_AWAY = "move it away: a sync without it makes no duplicates, it only looks more things up"
ELSEWHERE = "make it writable, or name another directory in AMAZON_PLYTIX_STATE_DIR"
ROW = {"asin": "B000000001", "status": "skipped", "create": "planned", "family": "", "link": "", "open": False}
NOTHING = {"product_id": None, "canonical_id": None, "message": "m" * 200, "modified": None}


def refusal(path: Path) -> str:
    with pytest.raises(LedgerUnusable) as refused:
        Store(path)
    assert str(path) in str(refused.value)
    return str(refused.value)


def fill(path: Path, listings: int = 300) -> bytes:
    """A ledger of several runs and many listings; its bytes."""
    with closing(Store(path)) as store:
        runs = Runs(store)
        for _ in range(3):
            run = runs.begin("acme", None, "m.json", None, NOW)
            RunLog(store, run, ()).enter({"sku": f"SKU-{n}", **ROW, **NOTHING} for n in range(listings))
            runs.end(run, RunState.FINISHED, NOW)
    return path.read_bytes()


def read_all(path: Path) -> int:
    with closing(Store(path)) as store:
        runs = Runs(store)
        return len(runs.begun("acme")) + sum(len(runs.records(run)) for run in runs.all())


@pytest.mark.parametrize("content", [b"not a ledger\n" * 100, b"\x00" * 4096, b"SQLite format 3\x00" + b"\xff" * 4080])
def test_a_file_that_is_no_ledger_is_to_be_moved_away(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    assert MOVE_AWAY in refusal(path)
    assert path.read_bytes() == content


def test_a_ledger_whose_pages_are_damaged_is_to_be_moved_away(path: Path) -> None:
    whole = fill(path)
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    with pytest.raises(LedgerUnusable, match="malformed") as refused:
        read_all(path)
    assert MOVE_AWAY in str(refused.value)


def test_a_ledger_that_was_cut_short_is_to_be_moved_away(path: Path) -> None:
    whole = fill(path)
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(LedgerUnusable) as refused:
        read_all(path)
    assert MOVE_AWAY in str(refused.value)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A ledger that is the same every time, whose runs have no names by chance."""
    with pytest.MonkeyPatch.context() as patch:
        names = (f"{number:04x}" for number in count())
        patch.setattr(runs_module, "token_hex", lambda _: next(names))
        return fill(tmp_path_factory.mktemp("whole") / "ledger.sqlite", listings=20)


@given(st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=300)), min_size=1, max_size=5))
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_damaged_nothing_but_a_refusal_comes_of_it(
    whole: bytes, path: Path, damages: list[tuple[float, bytes]]
) -> None:
    content = bytearray(whole)
    for place, damage in damages:
        start = int(place * (len(content) - len(damage)))
        content[start : start + len(damage)] = damage
    path.parent.mkdir(exist_ok=True)
    for each in path.parent.iterdir():
        each.unlink()
    path.write_bytes(content)
    with suppress(LedgerUnusable):
        read_all(path)


def test_damage_in_the_text_of_the_schema_is_damage_like_any_other(path: Path) -> None:
    path.write_bytes(fill(path).replace(b"CREATE TABLE runs", b"CREATE \x80ABLE runs"))
    with pytest.raises(LedgerUnusable) as refused:
        read_all(path)
    assert MOVE_AWAY in str(refused.value)


def test_a_directory_below_a_file_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert "Not a directory" in refusal(tmp_path / "file" / "state" / "ledger.sqlite")


def test_a_directory_in_the_ledgers_place_is_no_ledger(path: Path) -> None:
    path.mkdir(parents=True)
    assert "unable to open database file" in refusal(path)


@pytest.mark.parametrize(
    "number",
    [
        pytest.param(errno.EACCES, id="no permission"),
        pytest.param(errno.EROFS, id="read-only file system"),
    ],
)
@pytest.mark.parametrize("what", ["directory", "file"])
def test_where_nothing_may_be_written_another_directory_can_be_named(
    path: Path, monkeypatch: pytest.MonkeyPatch, number: int, what: str
) -> None:
    def refuse(*_: object, **__: object) -> NoReturn:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(Path, "mkdir", refuse) if what == "directory" else monkeypatch.setattr(os, "open", refuse)
    message = refusal(path)
    assert os.strerror(number) in message
    assert ELSEWHERE in message


def test_a_ledger_that_cannot_be_written_any_more_can_be_put_elsewhere(store: Store, path: Path) -> None:
    with store.transaction() as connection:
        connection.exec_driver_sql("PRAGMA query_only = ON")
    with pytest.raises(LedgerUnusable, match="readonly") as refused:
        Runs(store).begin("acme", None, "m.json", None, NOW)
    assert str(path) in str(refused.value)
    assert ELSEWHERE in str(refused.value)


@pytest.mark.usefixtures("impatient")
def test_a_ledger_that_another_program_holds_says_so_and_is_usable_afterwards(
    path: Path, open_store: Callable[[], Store]
) -> None:
    store = open_store()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert "another program holds it: close that and try again" in refusal(path)
        with pytest.raises(LedgerUnusable, match="database is locked; another program holds it"):
            Runs(store).begin("acme", None, "m.json", None, NOW)
    Runs(store).begin("acme", None, "m.json", None, NOW)
    assert len(Runs(open_store()).all()) == 1


@pytest.mark.usefixtures("impatient")
def test_a_ledger_that_another_program_is_just_making_is_waited_for(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        monkeypatch.setattr(time, "sleep", lambda _: other.execute("COMMIT"))
        with closing(Store(path)) as store:
            assert Runs(store).all() == []


@pytest.mark.usefixtures("impatient")
def test_nobody_is_waited_for_who_never_gets_done(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    naps: list[float] = []
    monkeypatch.setattr(time, "sleep", naps.append)
    path.parent.mkdir()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert "another program holds it: close that and try again" in refusal(path)
    assert naps == [0.02]


def test_a_full_disk_is_told_loses_nothing_and_is_usable_once_there_is_room(store: Store) -> None:
    runs = Runs(store)
    run = runs.begin("acme", None, "m.json", None, NOW)
    rows = [{"sku": f"SKU-{n}", **ROW, **NOTHING} for n in range(1000)]
    with store.transaction() as connection:
        most = connection.exec_driver_sql("PRAGMA max_page_count").scalar()
        connection.exec_driver_sql("PRAGMA max_page_count = 1")
    with pytest.raises(LedgerUnusable, match="full; make room on the disk and try again"):
        RunLog(store, run, ()).enter(rows)
    assert (runs.all(), runs.records(run)) == ([run], [])
    with store.transaction() as connection:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {most}")
    RunLog(store, run, ()).enter(rows)
    assert len(runs.records(run)) == 1000


def test_a_disk_that_is_full_at_the_start_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connect = sqlite3.connect

    def tiny(*args: object, **options: object) -> sqlite3.Connection:
        connection = connect(*args, **options)  # type: ignore[arg-type]
        connection.execute("PRAGMA max_page_count = 2").fetchall()
        return connection

    monkeypatch.setattr(sqlite3.dbapi2, "connect", tiny)
    monkeypatch.setattr(sqlite3, "connect", tiny)
    assert "make room on the disk and try again" in refusal(path)
