"""From a ledger of any age to one of today, a migration at a time. Never change one that was released: add one."""

from collections.abc import Callable

import sqlalchemy as sql
from sqlalchemy.schema import CreateColumn

from amazon_plytix.ledger import tables


def _make_tables(connection: sql.Connection) -> None:
    """Make all tables."""
    tables.metadata.create_all(connection)


def _add_epochs(connection: sql.Connection) -> None:
    """Give leases an epoch, and calls and pauses the time at which they were counted.

    What these tables hold is over after an hour at most: they are made anew.
    """
    anew = [tables.leases, tables.calls, tables.pauses]
    tables.metadata.drop_all(connection, anew)
    tables.metadata.create_all(connection, anew)


def _add_ends(connection: sql.Connection) -> None:
    """Give runs what is known of their end, and of what their Plans could not do; of older ones that is not known."""
    _add_to_runs(connection, "obstacles", "exit_status", "errors", "stopped")


def _add_options(connection: sql.Connection) -> None:
    """Give runs their options; older ones were about their whole mapping, and might create any number of products."""
    _add_to_runs(connection, "most_creates", "limited", "selection", "product_status")


def _add_to_runs(connection: sql.Connection, *names: str) -> None:
    # A ledger that begins today has them already, since the first migration makes the tables as they are now.
    # In a damaged one the table is missing, which is found once all migrations are made.
    found = sql.inspect(connection).get_multi_columns(filter_names=[tables.runs.name])
    for columns in found.values():
        there = {column["name"] for column in columns}
        for name in names:
            if name not in there:
                column = CreateColumn(tables.runs.c[name]).compile(dialect=connection.dialect)
                connection.execute(sql.text(f"ALTER TABLE {tables.runs.name} ADD COLUMN {column}"))


MIGRATIONS: tuple[Callable[[sql.Connection], None], ...] = (_make_tables, _add_epochs, _add_ends, _add_options)
