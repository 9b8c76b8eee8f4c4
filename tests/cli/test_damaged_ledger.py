"""A ledger that lost a table, holds nonsense or has flipped bits: a sentence with the remedy, and exit status 2."""

import json
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sql
from typer.testing import Result

from amazon_plytix.accounts import ledger_path
from amazon_plytix.ledger import tables
from plytix_sandbox import Running
from tests.support import entry, write_mapping
from tests.support.commands import UNTOUCHED, Invoke
from tests.support.thoroughness import sampled

MOVE_AWAY = "move it away: a sync without it makes no duplicates, it only looks more things up, and earlier runs"
TABLES = sorted(tables.metadata.tables)
# A value of every kind that is wrong, or odd, in most columns; as SQLite writes them.
NONSENSE = ["'x'", "x'00ff'", "1e300", "-5", "''"]
ENUMS = [("runs", "job"), ("runs", "state"), ("steps", "kind"), ("steps", "stage"), ("steps", "relation")]
# Times and numbers: text in them is damage.
NUMBERS = [
    (table.name, column.name)
    for table in tables.metadata.sorted_tables
    for column in table.columns
    if not issubclass(column.type._type_affinity or sql.String, sql.String | sql.LargeBinary)
]

Commands = dict[str, tuple[Any, ...]]


class Damage:
    """A ledger with a run in it, which is damaged again and again, and the commands that meet it."""

    def __init__(self, invoke: Invoke, mapping: Path) -> None:
        self._invoke = invoke
        assert invoke("sync", "--mapping", mapping, "--execute").exit_code == 0
        run = json.loads(invoke("runs", "--json").stdout)[0]["run"]
        self.path = ledger_path()
        self.run("INSERT INTO pauses SELECT account, 1.0, 1.0 FROM runs")
        self.run(
            "INSERT OR REPLACE INTO leases SELECT account, 1, id, 'o', 'process 1 on nowhere', 'n', 1, 1.0 FROM runs"
        )
        self.whole = self.path.read_bytes()
        self.commands: Commands = {
            "runs": ("runs",),
            "runs --json": ("runs", "--json"),
            "runs show": ("runs", "show", run),
            "undo": ("undo", run, "--dry-run"),
            "resume": ("resume", run),
            "resume --failed": ("resume", run, "--failed"),
            "sync": ("sync", "--mapping", mapping, "--dry-run"),
            "sync --execute": ("sync", "--mapping", mapping, "--execute"),
        }

    def run(self, statement: str) -> None:
        with closing(sqlite3.connect(self.path)) as plain, plain:
            plain.execute(statement)

    def restore(self, content: bytes | None = None) -> None:
        for each in self.path.parent.glob("ledger.sqlite*"):
            each.unlink()
        self.path.write_bytes(content or self.whole)

    def results(self) -> Iterator[tuple[str, Result]]:
        """What every command makes of the ledger as it is now."""
        content = self.path.read_bytes()
        for name, arguments in self.commands.items():
            self.restore(content)
            yield name, self._invoke(*arguments)


@pytest.fixture
def damage(plytix: Running, invoke: Invoke, tmp_path: Path) -> Damage:
    return Damage(invoke, write_mapping(tmp_path, [], [entry(n) for n in range(1, 4)]))


def is_in_order(result: Result) -> bool:
    """Return whether a command ended well, or refused in a sentence before anything was written."""
    if "fault of this program" in result.output or "Traceback" in result.output:
        return False
    # An undo whose dry run shows something to keep ends with 1.
    return result.exit_code in {0, 1} if "Error:" not in result.stderr else result.exit_code == 2


@pytest.mark.parametrize("table", TABLES)
def test_a_ledger_that_lost_a_table_is_to_be_moved_away(damage: Damage, table: str) -> None:
    damage.run(f"DROP TABLE {table}")
    for name, result in damage.results():
        assert (name, result.exit_code) == (name, 2)
        assert MOVE_AWAY in result.stderr
        assert UNTOUCHED in result.stderr
        assert "fault of this program" not in result.output


def test_moved_away_it_costs_no_more_than_it_says(damage: Damage, plytix: Running) -> None:
    damage.run("DROP TABLE steps")
    shutil.move(damage.path, damage.path.with_name("older.sqlite"))
    made = len(plytix.sandbox.catalog.products)
    assert damage._invoke(*damage.commands["sync --execute"]).exit_code == 0
    assert len(plytix.sandbox.catalog.products) == made


@pytest.mark.parametrize(("table", "column"), ENUMS)
def test_a_word_that_no_version_wrote_is_damage(damage: Damage, table: str, column: str) -> None:
    damage.run(f"UPDATE {table} SET {column} = 'dance'")
    for name in ("runs", "runs show", "undo"):
        if name == "runs" and column == "relation":
            continue
        result = damage._invoke(*damage.commands[name])
        assert (name, result.exit_code, MOVE_AWAY in result.stderr) == (name, 2, True)


@pytest.mark.slow
@pytest.mark.parametrize(("table", "column"), sampled(NUMBERS, 3))
def test_a_number_that_is_none_is_damage_or_does_not_matter(damage: Damage, table: str, column: str) -> None:
    for value in NONSENSE:
        damage.restore()
        try:
            damage.run(f"UPDATE {table} SET {column} = {value}")
        except sqlite3.Error:
            # SQLite itself keeps some nonsense out.
            continue
        for name, result in damage.results():
            assert is_in_order(result), (value, name, result.output)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_whatever_bits_flip_nothing_but_a_sentence_comes_of_it(
    damage: Damage, seed: int, record_property: Callable[[str, object], None]
) -> None:
    chance, refused = random.Random(seed), 0
    for number in range(12):
        content = bytearray(damage.whole)
        for _ in range(chance.choice([1, 5, 50])):
            place = chance.randrange(len(content) * 8)
            content[place // 8] ^= 1 << place % 8
        damage.restore(bytes(content))
        for name, result in damage.results():
            assert is_in_order(result), (number, name, result.output)
            refused += result.exit_code == 2
    record_property("refused", refused)
