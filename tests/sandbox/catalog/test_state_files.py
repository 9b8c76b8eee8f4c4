"""State files that are in use, damaged or something else."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from plytix_sandbox import Sandbox, accounts
from plytix_sandbox.cli import app
from plytix_sandbox.server import listen
from tests.sandbox.api_client import SCHEMA
from tests.sandbox.command import Serve


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A state file of an account with records of every kind but jobs."""
    path = tmp_path_factory.mktemp("state") / "s"
    products = [{"sku": f"S{n}", "label": "long " * 50} for n in range(200)]
    document = {**SCHEMA, "attribute_groups": [{"name": "G"}], "file_categories": [{"name": "F"}]}
    Sandbox(accounts.parse({**document, "products": products}, "test"), state=path).close()
    return path.read_bytes()


@pytest.fixture
def port() -> Iterator[str]:
    """A port that is taken, so that a start that should have been refused ends all the same."""
    with listen(0) as bound:
        yield str(bound.getsockname()[1])


@pytest.fixture
def state(content: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "s"
    path.write_bytes(content)
    return path


def edit(path: Path, *statements: str) -> None:
    database = sqlite3.connect(path)
    with database:
        for statement in statements:
            database.execute(statement)
    database.close()


def record(kind: str, change: Callable[[dict[str, Any]], Any]) -> Callable[[Path], None]:
    """Return what changes the first record of a kind."""

    def damage(path: Path) -> None:
        database = sqlite3.connect(path)
        query = "select rowid, record from records where kind = ? order by rowid"
        row, text = database.execute(query, (kind,)).fetchone()
        changed = json.dumps(change(json.loads(text)))
        with database:
            database.execute("update records set record = ? where rowid = ?", (changed, row))
        database.close()

    return damage


def sql(*statements: str) -> Callable[[Path], None]:
    return lambda path: edit(path, *statements)


def zeroed(page: int) -> Callable[[Path], None]:
    def damage(path: Path) -> None:
        content = bytearray(path.read_bytes())
        content[page * 4096 : (page + 1) * 4096] = bytes(4096)
        path.write_bytes(content)

    return damage


DAMAGES: dict[str, Callable[[Path], None]] = {
    "zeroed first page": zeroed(0),
    "zeroed page": zeroed(1),
    "another zeroed page": zeroed(12),
    "cut short": lambda path: path.write_bytes(path.read_bytes()[:10_000]),
    "unknown kind": sql("insert into records values ('ghosts', 'x', '{}')"),
    "null kind": sql("insert into records values (null, 'x', '{}')"),
    "missing field": record("products", lambda values: {k: v for k, v in values.items() if k != "sku"}),
    "missing field with a default": record("products", lambda values: {k: v for k, v in values.items() if k != "gtin"}),
    "extra field": record("products", lambda values: {**values, "more": 1}),
    "null record": sql("update records set record = null where kind = 'families'"),
    "record that is null": record("products", lambda _: None),
    "record that is no object": record("products", lambda _: [1]),
    "record that is no JSON": sql("update records set record = '{' where kind = 'assets'"),
    "record of another id": sql("update records set id = 'x' where kind = 'groups'"),
    "text for a number": record("assets", lambda values: {**values, "size": "big"}),
    "number for a text": record("products", lambda values: {**values, "sku": 5}),
    "list for an object": record("products", lambda values: {**values, "links": []}),
    "link that is none": record("products", lambda values: {**values, "links": {"r": {"p": {"quantity": 1}}}}),
    "level that is a number": record("families", lambda values: {**values, "levels": {"a": 1}}),
    "list that holds a number": record("attributes", lambda values: {**values, "options": [1]}),
    "unknown type of an attribute": record("attributes", lambda values: {**values, "type_class": "Magic"}),
    "moment that is none": record("products", lambda values: {**values, "modified": "yesterday"}),
    "two products of one SKU": record("products", lambda values: {**values, "sku": "S1"}),
    "text for the number of ids": sql("update numbers set value = 'many'"),
    "negative number of ids": sql("update numbers set value = -1"),
    "text for the last moment": sql("update numbers set value = 'late' where name = 'moment'"),
    "last moment after all years": sql("update numbers set value = 253402300799001 where name = 'moment'"),
    "no number of ids": sql("delete from numbers"),
    "account's id that is none": sql("update accounts set id = 'me'"),
    "other columns": sql("drop table records", "create table records (a, b)"),
    "other keys": sql("drop table records", "create table records (kind text, id text, record text)"),
    "table that is missing": sql("drop table records"),
    "table of something else": sql("create table runs (id)"),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_state_file_ends_with_a_sentence_and_status_2(
    damage: Callable[[Path], None], state: Path, port: str
) -> None:
    damage(state)
    before = state.read_bytes()
    result = CliRunner().invoke(app, ["serve", "--port", port, "--state", str(state)])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"plytix-sandbox: {state} ")
    assert result.stderr.count("\n") == 1
    assert state.read_bytes() == before


@given(flips=st.lists(st.tuples(st.integers(0, 1 << 30), st.integers(0, 255)), min_size=1, max_size=5))
@settings(max_examples=60)
def test_random_damage_is_a_value_error_or_unseen(
    content: bytes, tmp_path_factory: pytest.TempPathFactory, flips: list[tuple[int, int]]
) -> None:
    damaged = bytearray(content)
    for place, value in flips:
        damaged[place % len(damaged)] = value
    path = tmp_path_factory.getbasetemp() / "flipped"
    for left in path.parent.glob("flipped*"):
        left.unlink()
    path.write_bytes(damaged)
    with suppress(ValueError):
        Sandbox(state=path).close()


def test_the_database_of_something_else_is_left_alone(tmp_path: Path) -> None:
    edit(tmp_path / "ledger", "create table runs (id)")
    before = (tmp_path / "ledger").read_bytes()
    with pytest.raises(ValueError, match="the database of something else"):
        Sandbox(state=tmp_path / "ledger")
    assert (tmp_path / "ledger").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["ledger"]


def test_a_second_server_on_a_state_file_is_refused(serve: Serve, tmp_path: Path, port: str) -> None:
    state, other_name = tmp_path / "s", tmp_path / "other"
    first = serve("--empty", "--state", state)
    other_name.symlink_to(state)
    for name in (state, other_name):
        result = CliRunner().invoke(app, ["serve", "--port", port, "--state", str(name)])
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr == f"plytix-sandbox: {name} is in use: another sandbox keeps its account in it\n"
    assert first.client.post("/api/v2/products", json={"sku": "A"}).status_code == 201
    first.process.kill()
    first.process.communicate()
    first.client.close()
    # The lock ended with the process.
    sandbox = Sandbox(state=state)
    assert [product.sku for product in sandbox.catalog.products] == ["A"]
    sandbox.close()


def test_a_state_file_is_free_after_a_start_that_failed(state: Path) -> None:
    DAMAGES["extra field"](state)
    with pytest.raises(ValueError, match="damaged"):
        Sandbox(state=state)
    edit(state, "delete from records where kind = 'products'")
    Sandbox(state=state).close()


def test_an_empty_account_is_kept_too(tmp_path: Path) -> None:
    Sandbox(accounts.empty(), state=tmp_path / "s").close()
    sandbox = Sandbox(accounts.example(), state=tmp_path / "s")
    assert len(sandbox.catalog.products) == 0
    sandbox.close()


@pytest.mark.parametrize("name", [".", "none/s", "x" * 300])
def test_a_state_file_that_cannot_be_opened_is_a_value_error(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match="cannot be used as a state file"):
        Sandbox(state=Path(name))


def test_a_name_that_sqlite_knows_is_a_file_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Sandbox(state=Path(":memory:")).close()
    assert (tmp_path / ":memory:").stat().st_size
