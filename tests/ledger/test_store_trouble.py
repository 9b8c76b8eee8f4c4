"""A ledger that cannot be used says which file, why, and what to do."""

import errno
import os
import sqlite3
import time
import zlib
from collections.abc import Callable
from contextlib import closing, suppress
from itertools import count
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amazon_plytix.ledger.history import counts, last_modified
from amazon_plytix.ledger.run import RunState
from amazon_plytix.ledger.runs import Runs
from amazon_plytix.ledger.store import LedgerUnusable, Store
from amazon_plytix.planning.steps import Step, StepKind
from tests.support.ledger import ACME, NOW, begin, log_of, request, sync_plan

MOVE_AWAY = "move it away: a sync without it makes no duplicates, it only looks more things up"
ELSEWHERE = "make it writable, or name another directory in AMAZON_PLYTIX_STATE_DIR"


def refusal(path: Path) -> str:
    with pytest.raises(LedgerUnusable) as refused:
        Store(path)
    assert str(path) in str(refused.value)
    return str(refused.value)


def many_steps(number: int) -> list[Step]:
    return [Step(n, StepKind.CREATE, f"SKU-{n}", message="m" * 200) for n in range(number)]


def fill(path: Path, listings: int = 300) -> bytes:
    """A ledger of several runs with their Plans and many Steps; its bytes. They are the same every time."""
    names = (f"{number:04x}" for number in count())
    with closing(Store(path)) as store:
        runs = Runs(store, lambda _: next(names))
        for _ in range(3):
            run = runs.begin(request(), ACME, NOW)
            log_of(store, run, *many_steps(listings))
            runs.keep_plan(run, sync_plan(missing=range(1, 20)))
            runs.end(run, RunState.FINISHED, NOW)
    return path.read_bytes()


def read_all(path: Path) -> int:
    with closing(Store(path)) as store:
        runs = Runs(store)
        plans = [runs.plan_of(run) for run in runs.all()]
        counts(store)
        last_modified(store, "acme")
        return len(runs.begun("acme")) + len(plans) + sum(len(runs.steps(run)) for run in runs.all())


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
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("whole") / "ledger.sqlite"
    fill(path, listings=20)
    return path


@given(st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=300)), min_size=1, max_size=5))
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_damaged_nothing_but_a_refusal_comes_of_it(
    whole: Path, path: Path, damages: list[tuple[float, bytes]]
) -> None:
    content = bytearray(whole.read_bytes())
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
        begin(store)
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
            begin(store)
    begin(store)
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
    run = begin(store)
    with store.transaction() as connection:
        most = connection.exec_driver_sql("PRAGMA max_page_count").scalar()
        connection.exec_driver_sql("PRAGMA max_page_count = 1")
    with pytest.raises(LedgerUnusable, match="full; make room on the disk and try again"):
        log_of(store, run, *many_steps(1000))
    assert (runs.all(), runs.steps(run)) == ([run], [])
    with store.transaction() as connection:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {most}")
    log_of(store, run, *many_steps(1000))
    assert runs.steps(run) == many_steps(1000)


def test_a_disk_that_is_full_at_the_start_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connect = sqlite3.connect

    def tiny(*args: object, **options: object) -> sqlite3.Connection:
        connection = connect(*args, **options)  # type: ignore[arg-type]
        connection.execute("PRAGMA max_page_count = 2").fetchall()
        return connection

    monkeypatch.setattr(sqlite3.dbapi2, "connect", tiny)
    monkeypatch.setattr(sqlite3, "connect", tiny)
    assert "make room on the disk and try again" in refusal(path)


DAMAGES = {
    "a job that there is not": "UPDATE runs SET job = 'sink'",
    "a state that there is not": "UPDATE runs SET state = 'fine'",
    "a time that is none": "UPDATE runs SET began_at = 'soon'",
    "a time beyond all calendars": "UPDATE runs SET ended_at = 1e300",
    "a kind of Step that there is not": "UPDATE steps SET kind = 'dance'",
    "a stage that there is not": "UPDATE steps SET stage = 'almost'",
    "a Plan that is not compressed": "UPDATE plans SET document = x'00'",
    "a Plan that is text": "UPDATE plans SET document = 'create them all'",
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_ledger_that_holds_what_no_version_wrote_is_to_be_moved_away(path: Path, damage: str) -> None:
    fill(path, listings=3)
    with closing(sqlite3.connect(path)) as plain, plain:
        plain.execute(damage)
    with pytest.raises(LedgerUnusable, match="malformed") as refused:
        read_all(path)
    assert MOVE_AWAY in str(refused.value)


def test_a_plan_that_was_changed_after_it_was_kept_is_damage(path: Path) -> None:
    fill(path, listings=3)
    with closing(sqlite3.connect(path)) as plain, plain:
        for run, document in plain.execute("SELECT run, document FROM plans").fetchall():
            changed = zlib.compress(zlib.decompress(document).replace(b"BOOT-1", b"BOOT-7"))
            plain.execute("UPDATE plans SET document = ? WHERE run = ?", (changed, run))
    with pytest.raises(LedgerUnusable, match="malformed"):
        read_all(path)
