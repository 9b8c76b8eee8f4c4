"""Keep a catalog in a file that survives a killed process: SQLite, a row per record, a transaction per request."""

import json
import sqlite3
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from plytix_sandbox.catalog import records
from plytix_sandbox.catalog.catalog import Catalog

_TYPES: dict[str, type[Any]] = {
    "products": records.Product,
    "attributes": records.Attribute,
    "groups": records.AttributeGroup,
    "families": records.Family,
    "relationships": records.Relationship,
    "assets": records.Asset,
    "product_categories": records.Category,
    "file_categories": records.Category,
    "jobs": records.Job,
}

_SCHEMA = """
create table if not exists records (kind text, id text, record text, primary key (kind, id));
create table if not exists numbers (name text primary key, value integer);
"""


class Store:
    """A state file.

    A write is in the file before its answer is sent: a killed process loses nothing that was answered. Rate windows
    and refused tokens are not kept.

    Arguments:
        path: the file; created if it does not exist.

    Raises ValueError if it cannot be opened, or is something else.
    """

    def __init__(self, path: Path) -> None:
        try:
            # The main thread opens it, and then the server's thread alone uses it.
            self._database = sqlite3.connect(path, check_same_thread=False)
            self._database.execute("pragma journal_mode = wal")
            self._database.execute("pragma synchronous = normal")
            self._database.executescript(_SCHEMA)
        except sqlite3.Error as problem:
            raise ValueError(f"{path} cannot be used as a state file: {problem}") from None

    def restore(self, catalog: Catalog) -> bool:
        """Fill an empty catalog from the file; return whether there was anything in it."""
        drawn = self._database.execute("select value from numbers where name = 'ids'").fetchone()
        if drawn is None:
            return False
        tables = catalog.tables()
        query = "select kind, record from records order by rowid"
        for kind, record in self._database.execute(query):
            tables[kind].put(_decoded(_TYPES[kind], json.loads(record)))
        catalog.ids.count = drawn[0]
        # What came from the file need not be written to it again.
        for table in tables.values():
            table.changes()
        return True

    def save(self, catalog: Catalog) -> None:
        """Write what changed since the last call, all or nothing."""
        changes = {kind: ids for kind, table in catalog.tables().items() if (ids := table.changes())}
        if not changes:
            return
        with self._database:
            for kind, ids in changes.items():
                self._save(kind, ids, catalog)
            self._database.execute(
                "insert into numbers values ('ids', ?) on conflict do update set value = excluded.value",
                (catalog.ids.count,),
            )

    def close(self) -> None:
        """Close the file."""
        self._database.close()

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


def _decoded(kind: type[Any], values: dict[str, Any]) -> Any:
    # JSON knows neither tuples nor Links, and a record must equal what it was.
    for one in fields(kind):
        if isinstance(values.get(one.name), list) and one.default == ():
            values[one.name] = tuple(values[one.name])
    if kind is records.Product:
        values["links"] = {
            relationship: {other: records.Link(**link) for other, link in links.items()}
            for relationship, links in values["links"].items()
        }
    return kind(**values)
