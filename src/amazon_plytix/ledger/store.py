"""The ledger's file: opened, checked, brought up to date."""

import logging
import os
import sqlite3
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import sqlalchemy as sql
from sqlalchemy.exc import DBAPIError

from amazon_plytix.ledger import tables
from amazon_plytix.ledger.checked import Damaged
from amazon_plytix.ledger.migrations import MIGRATIONS
from amazon_plytix.refusal import RefusedBeforeWriting

_log = logging.getLogger(__name__)

_BUSY_MILLISECONDS = 10_000
_MOVE_AWAY = (
    "move it away: a sync without it makes no duplicates, it only looks more things up, "
    "and earlier runs can no longer be taken back"
)
# What SQLite, or this module, says of a file that holds something else than a ledger.
_DAMAGE = ("not a database", "malformed", "no such", "has no column", "decode", "lacks", "does not say", "constraint")
# Tables of ledgers from before Steps. Their migrations were numbered from 1, too.
_BEFORE_STEPS = {"listings", "links"}


class LedgerUnusable(RefusedBeforeWriting):
    """The ledger cannot be read or written; the text says which file, why, and what to do."""


class Store:
    """A ledger file, private to its user, in which several processes may write.

    Arguments:
        path: the SQLite file; it and its directory are made if they are missing.

    Raises LedgerUnusable, here and in every transaction.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            # Never opened where it exists: closing it again would drop the locks of other connections to it.
            with suppress(FileExistsError):
                os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        except OSError as error:
            raise self._unusable(error.strerror or str(error)) from None
        address = sql.URL.create("sqlite+pysqlite", database=str(path))
        self._engine = sql.create_engine(address, poolclass=sql.StaticPool)
        sql.event.listen(self._engine, "connect", _prepare)
        sql.event.listen(self._engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
        with self.transaction() as connection:
            self._migrate(connection)
        _log.info("the ledger is %s", path, extra={"event": "ledger_opened"})

    @contextmanager
    def transaction(self) -> Iterator[sql.Connection]:
        """Open a transaction: all of it is written, or nothing."""
        try:
            with self._engine.begin() as connection:
                yield connection
        except DBAPIError as error:
            raise self._unusable(str(error.orig)) from error
        except UnicodeDecodeError as error:
            raise self._unusable("malformed text in it") from error
        except Damaged as error:
            raise self._unusable("malformed values in it") from error

    @contextmanager
    def reading(self) -> Iterator[sql.Connection]:
        """One transaction in which rows become values of ours; rows that cannot are damage."""
        try:
            with self.transaction() as connection:
                yield connection
        except (ValueError, TypeError, OverflowError, OSError, zlib.error) as error:
            raise self._unusable("malformed values in it") from error

    def checked_by(self, check: Callable[[sql.Connection], None]) -> "Store":
        """Return the same ledger, every transaction of which begins with a check that may raise."""
        return _CheckedStore(self, self._path, self._engine, check)

    def close(self) -> None:
        """Close the file."""
        self._engine.dispose()

    def _migrate(self, connection: sql.Connection) -> None:
        before = set(sql.inspect(connection).get_table_names())
        if _BEFORE_STEPS & before:
            raise LedgerUnusable(f"the ledger {self._path} was written by a version before 0.2; {_MOVE_AWAY}")
        tables.version.create(connection, checkfirst=True)
        made = connection.scalar(sql.select(tables.version.c.made)) or 0
        if not made and before - {"version"}:
            raise self._unusable("it does not say of which version it is")
        if made > len(MIGRATIONS):
            raise LedgerUnusable(f"the ledger {self._path} was written by a newer amazon-plytix; update this one")
        for number, migration in enumerate(MIGRATIONS[made:], start=made + 1):
            migration(connection)
            _log.info("the ledger %s was brought to version %d", self._path, number, extra={"event": "ledger_migrated"})
        connection.execute(sql.delete(tables.version))
        connection.execute(sql.insert(tables.version).values(made=len(MIGRATIONS)))
        if missing := tables.metadata.tables.keys() - sql.inspect(connection).get_table_names():
            raise self._unusable(f"it lacks {', '.join(sorted(missing))}")

    def _unusable(self, reason: str) -> LedgerUnusable:
        _log.error("the ledger %s: %s", self._path, reason, extra={"event": "ledger_unusable"})
        return LedgerUnusable(f"the ledger {self._path} cannot be used: {reason}; {_remedy(reason)}")


class _CheckedStore(Store):
    """A ledger that is open already, with a check before everything that is read or written."""

    def __init__(self, store: Store, path: Path, engine: sql.Engine, check: Callable[[sql.Connection], None]) -> None:
        self._store = store
        self._path = path
        self._engine = engine
        self._check = check

    @contextmanager
    def transaction(self) -> Iterator[sql.Connection]:
        """Open a transaction, unless the check raises."""
        with self._store.transaction() as connection:
            self._check(connection)
            yield connection


def _prepare(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={_BUSY_MILLISECONDS}")
    cursor.execute("PRAGMA synchronous=NORMAL")
    _turn_to_wal(cursor)
    cursor.close()


def _turn_to_wal(cursor: sqlite3.Cursor) -> None:
    """Switch to write-ahead logging.

    Several processes may open a new ledger at once, and for this one step SQLite itself does not wait.
    """
    for tries_left in range(_BUSY_MILLISECONDS // 20, -1, -1):
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or not tries_left:
                raise
            time.sleep(0.02)
        else:
            return


def _remedy(reason: str) -> str:
    remedies = {
        "locked": "another program holds it: close that and try again",
        "full": "make room on the disk and try again",
        "Read-only": "make it writable, or name another directory in AMAZON_PLYTIX_STATE_DIR",
        "readonly": "make it writable, or name another directory in AMAZON_PLYTIX_STATE_DIR",
        "Permission": "make it writable, or name another directory in AMAZON_PLYTIX_STATE_DIR",
    }
    otherwise = _MOVE_AWAY if any(sign in reason for sign in _DAMAGE) else f"mend that and try again, or {_MOVE_AWAY}"
    return next((remedy for sign, remedy in remedies.items() if sign in reason), otherwise)
