"""The ledger's file: private, brought up to date, shared."""

import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest

from amazon_plytix.ledger.runs import Runs
from amazon_plytix.ledger.store import LedgerUnusable, Store
from tests.support.ledger import NOW, begin


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_file_and_its_directory_are_the_users_own(store: Store, path: Path) -> None:
    begin(store)
    assert mode(path.parent) == 0o700
    assert {each.name: mode(each) for each in path.parent.iterdir()} == {
        "ledger.sqlite": 0o600,
        "ledger.sqlite-wal": 0o600,
        "ledger.sqlite-shm": 0o600,
    }


def test_all_missing_directories_are_made(tmp_path: Path) -> None:
    with closing(Store(tmp_path / "a" / "b" / "c" / "ledger.sqlite")) as store:
        begin(store)
    assert mode(tmp_path / "a" / "b" / "c") == 0o700


def test_an_empty_file_becomes_a_ledger(path: Path) -> None:
    path.parent.mkdir()
    path.touch()
    with closing(Store(path)) as store:
        begin(store)
        assert len(Runs(store).all()) == 1


@pytest.mark.parametrize(
    "name",
    [
        "what?",
        "50%25 off",
        "a#b",
        "a b;c&d=e",
        "grün",
        "'quoted\"",
    ],
)
def test_a_directory_may_be_called_anything(tmp_path: Path, name: str) -> None:
    with closing(Store(tmp_path / name / "ledger.sqlite")) as store:
        begin(store)
    with closing(sqlite3.connect(tmp_path / name / "ledger.sqlite")) as plain:
        assert plain.execute("SELECT count(*) FROM runs").fetchone() == (1,)


def test_what_was_written_is_there_when_it_is_opened_again(path: Path) -> None:
    with closing(Store(path)) as store:
        run = begin(store)
    with closing(Store(path)) as store:
        assert Runs(store).all() == [run]


def test_opening_again_migrates_nothing_twice(path: Path) -> None:
    for _ in range(3):
        with closing(Store(path)), closing(sqlite3.connect(path)) as plain:
            [[made]] = plain.execute("SELECT made FROM version").fetchall()
    assert made >= 1


def test_a_ledger_of_a_newer_version_is_refused_and_left_as_it_is(path: Path) -> None:
    Store(path).close()
    with closing(sqlite3.connect(path)) as plain, plain:
        plain.execute("UPDATE version SET made = 99")
    with pytest.raises(LedgerUnusable, match=r"ledger\.sqlite was written by a newer amazon-plytix; update this one"):
        Store(path)
    with closing(sqlite3.connect(path)) as plain:
        assert plain.execute("SELECT made FROM version").fetchall() == [(99,)]


def test_two_stores_on_one_file_see_what_the_other_wrote(open_store: Callable[[], Store]) -> None:
    one, other = open_store(), open_store()
    runs = {begin(store).id for store in (one, other, one)}
    assert {run.id for run in Runs(one).all()} == {run.id for run in Runs(other).all()} == runs


def test_a_transaction_that_is_left_by_an_error_writes_nothing(store: Store) -> None:
    with suppress(KeyError), store.transaction() as connection:
        connection.exec_driver_sql("INSERT INTO pauses VALUES ('acme', 4.0, 5.0)")
        raise KeyError
    with store.transaction() as connection:
        assert connection.exec_driver_sql("SELECT * FROM pauses").all() == []


def test_closing_one_store_takes_nothing_from_another(open_store: Callable[[], Store], path: Path) -> None:
    store = open_store()
    run = begin(store)
    Store(path).close()
    Runs(store).end(run, run.state, NOW)
    assert Runs(store).named(run.id).ended_at == NOW


# Opens one new ledger after the other, each in the very moment in which the other processes do.
OPENER = """
import sys
from contextlib import closing
from pathlib import Path
from amazon_plytix.ledger.store import LedgerUnusable, Store

folder, me, processes = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
for number in range(20):
    ready = folder / str(number)
    ready.mkdir(exist_ok=True)
    (ready / me).touch()
    while len(list(ready.iterdir())) < processes:
        pass
    try:
        with closing(Store(folder / f"{number}.sqlite")) as store, store.transaction() as connection:
            connection.exec_driver_sql("INSERT INTO pauses VALUES (?, 0.0, 0.0)", (me,))
    except LedgerUnusable as trouble:
        print(trouble, file=sys.stderr)
"""


def test_processes_that_open_a_new_ledger_in_the_same_moment_all_get_it(tmp_path: Path) -> None:
    names = ["one", "two", "three"]
    command = [sys.executable, "-c", OPENER, str(tmp_path)]
    processes = [subprocess.Popen([*command, name, "3"], stderr=subprocess.PIPE, text=True) for name in names]
    assert [process.communicate(timeout=60)[1] for process in processes] == ["", "", ""]
    for number in range(20):
        with closing(sqlite3.connect(tmp_path / f"{number}.sqlite")) as plain:
            assert {name for (name,) in plain.execute("SELECT account FROM pauses")} == {*names}
