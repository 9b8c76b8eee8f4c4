"""Keep a catalog in a file that survives a killed process: SQLite, a row per record, a transaction per request."""

import json
import sqlite3
from dataclasses import asdict
from pathlib import Path

from plytix_sandbox.catalog.catalog import Catalog
from plytix_sandbox.catalog.decoding import Damaged, decoded
from plytix_sandbox.catalog.ids import is_id
from plytix_sandbox.catalog.state_file import open_state_file

_LAST_MOMENT = 253_402_300_799_000
"""The end of the year 9999, the last that a moment can be in."""


class NotSaved(OSError):
    """The state file could not be written; the catalog is as it was after the last save."""


class Store:
    """A state file, which one process at a time can use.

    A write is in the file before its answer is sent: a killed process loses nothing that was answered. Rate windows
    and refused tokens are not kept.

    Arguments:
        path: the file; created if it does not exist.

    Raises ValueError if it cannot be opened, is in use, damaged or something else.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._database = open_state_file(path)

    def restore(self, catalog: Catalog) -> bool:
        """Fill an empty catalog from the file; return whether there was anything in it.

        Raises ValueError if its content is damaged.
        """
        try:
            drawn = self._drawn()
            if drawn is None:
                return False
            self._restore_records(catalog)
            catalog.ids.count = drawn
            catalog.last_moment = self._last_moment()
            catalog.account_id = self._account_id() or catalog.account_id
        except (sqlite3.Error, Damaged) as problem:
            raise ValueError(f"{self._path} is damaged: {problem}") from None
        # What came from the file need not be written to it again.
        catalog.settle()
        return True

    def start(self, catalog: Catalog) -> None:
        """Write what a catalog holds at first, and its account's id.

        Raises NotSaved if the file cannot be written.
        """
        self._write(catalog, catalog.account_id)

    def save(self, catalog: Catalog) -> None:
        """Write what changed since the last call, all or nothing.

        Raises NotSaved if the file cannot be written; the changes are undone then.
        """
        if any(table.changes() for table in catalog.tables().values()):
            self._write(catalog)

    def close(self) -> None:
        """Close the file, which another process can then use."""
        self._database.close()

    def _write(self, catalog: Catalog, account_id: str | None = None) -> None:
        try:
            with self._database:
                for kind, table in catalog.tables().items():
                    self._save(kind, table.changes(), catalog)
                numbers = {"ids": catalog.ids.count, "moment": catalog.last_moment}
                self._database.executemany("insert or replace into numbers values (?, ?)", numbers.items())
                if account_id:
                    self._database.execute("insert or replace into accounts values ('own', ?)", (account_id,))
        except sqlite3.Error as problem:
            catalog.roll_back()
            raise NotSaved(f"{self._path} cannot be written: {problem}") from None
        catalog.settle()

    def _save(self, kind: str, ids: list[str], catalog: Catalog) -> None:
        table = catalog.tables()[kind]
        present = [record for record_id in ids if (record := table.get(record_id)) is not None]
        gone = [(kind, record_id) for record_id in ids if record_id not in table]
        # An upsert keeps the rowid, and so the order in which records were created.
        self._database.executemany(
            "insert into records values (?, ?, ?) on conflict do update set record = excluded.record",
            [(kind, record.id, json.dumps(asdict(record))) for record in present],
        )
        self._database.executemany("delete from records where kind = ? and id = ?", gone)

    def _restore_records(self, catalog: Catalog) -> None:
        tables = catalog.tables()
        for kind, record_id, text in self._database.execute("select kind, id, record from records order by rowid"):
            record = decoded(kind, record_id, text)
            if kind == "products" and catalog.products.with_sku(record.sku):
                raise Damaged(f"two products have the SKU {record.sku!r}")
            tables[kind].put(record)

    def _drawn(self) -> int | None:
        """Return how many ids were drawn, or None if the file is new."""
        drawn = self._number("ids", "the number of ids drawn")
        if drawn is None and self._database.execute("select count(*) from records").fetchone()[0]:
            raise Damaged("it does not say how many ids were drawn")
        return drawn

    def _last_moment(self) -> int:
        """Return when the last write was made, in epoch milliseconds; 0 if an earlier version wrote the file."""
        return self._number("moment", "the moment of the last write", _LAST_MOMENT) or 0

    def _number(self, name: str, meaning: str, most: int | None = None) -> int | None:
        row = self._database.execute("select value from numbers where name = ?", (name,)).fetchone()
        if row is None:
            return None
        if not isinstance(row[0], int) or row[0] < 0 or (most is not None and row[0] > most):
            raise Damaged(f"{meaning} is {row[0]!r}")
        return row[0]

    def _account_id(self) -> str | None:
        # Files of earlier versions have none.
        row = self._database.execute("select id from accounts").fetchone()
        if row is not None and not is_id(row[0]):
            raise Damaged(f"the account's id is {row[0]!r}")
        return str(row[0]) if row else None
