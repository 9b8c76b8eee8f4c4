"""From a ledger of any age to one of today, a step at a time. Never change a step that was released: add one."""

from collections.abc import Callable

import sqlalchemy as sql

from amazon_plytix.ledger import tables


def _make_tables(connection: sql.Connection) -> None:
    """All tables of today that are not there yet, as they are today."""
    tables.metadata.create_all(connection)


def _tell_jobs_apart(connection: sql.Connection) -> None:
    """Links have a table, and runs say what they did."""
    _make_tables(connection)
    there = {column["name"] for column in sql.inspect(connection).get_columns("runs")}
    for column in (tables.runs.c.job, tables.runs.c.most_removals):
        if column.name not in there:
            definition = sql.schema.CreateColumn(column).compile(dialect=connection.dialect)
            connection.exec_driver_sql(f"ALTER TABLE runs ADD COLUMN {definition}")


MIGRATIONS: tuple[Callable[[sql.Connection], None], ...] = (_make_tables, _tell_jobs_apart)
