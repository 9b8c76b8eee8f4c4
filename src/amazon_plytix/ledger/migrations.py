"""From a ledger of any age to one of today, a migration at a time. Never change one that was released: add one."""

from collections.abc import Callable

import sqlalchemy as sql

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


MIGRATIONS: tuple[Callable[[sql.Connection], None], ...] = (_make_tables, _add_epochs)
