"""Open a state file: an SQLite database of a sandbox, which one process holds until it ends."""

import sqlite3
from pathlib import Path

_SCHEMA = """
create table if not exists records (kind text, id text, record text, primary key (kind, id));
create table if not exists numbers (name text primary key, value integer);
create table if not exists accounts (name text primary key, id text);
"""
_COLUMNS = {"records": ["kind", "id", "record"], "numbers": ["name", "value"], "accounts": ["name", "id"]}
"""The columns of each table."""
_KEYS = {"records": 2, "numbers": 1, "accounts": 1}
"""How many of them, the first, are the primary key."""
_BUSY_TIMEOUT = 1.0
"""Seconds; a sandbox that is just ending lets go of its file."""


def open_state_file(path: Path) -> sqlite3.Connection:
    """Return a connection that has the file to itself; the file is made if it does not exist.

    Raises ValueError if it cannot be opened, is in use, damaged or something else.
    """
    try:
        # The main thread opens it, and then the server's thread alone uses it. The path is absolute, since SQLite gives
        # names such as `:memory:` a meaning of their own.
        database = sqlite3.connect(path.absolute(), timeout=_BUSY_TIMEOUT, check_same_thread=False)
    except sqlite3.Error as problem:
        raise ValueError(f"{path} cannot be used as a state file: {problem}") from None
    try:
        _take(database)
    except sqlite3.Error as problem:
        database.close()
        # Errors of the Python module itself have no code.
        if getattr(problem, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY:
            raise ValueError(f"{path} is in use: another sandbox keeps its account in it") from None
        raise ValueError(f"{path} cannot be used as a state file: {problem}") from None
    except ValueError as problem:
        database.close()
        raise ValueError(f"{path} cannot be used as a state file: {problem}") from None
    return database


def _take(database: sqlite3.Connection) -> None:
    # SQLite's own lock, kept from the first read on. It ends with the process, however that ends.
    database.execute("pragma locking_mode = exclusive")
    # Nothing is written before it is known that the file is a sandbox's.
    _check(database)
    database.execute("pragma journal_mode = wal")
    database.execute("pragma synchronous = normal")
    database.executescript(_SCHEMA)


def _check(database: sqlite3.Connection) -> None:
    tables = {name for (name,) in database.execute("select name from sqlite_master where type = 'table'")}
    if not tables:
        return
    if not {"records", "numbers"} <= tables <= _COLUMNS.keys():
        raise ValueError("it is the database of something else")
    for table in tables:
        columns = database.execute("select name, pk from pragma_table_info(?) order by cid", (table,)).fetchall()
        keys = [name for name, key in columns if key]
        if [name for name, _ in columns] != _COLUMNS[table] or keys != _COLUMNS[table][: _KEYS[table]]:
            raise ValueError(f"its table {table} has other columns")
    found = database.execute("pragma integrity_check(1)").fetchone()[0]
    if found != "ok":
        raise ValueError(f"it is damaged: {' '.join(str(found).split())}")
