"""From a ledger of any age to one of today, a migration at a time. Never change one that was released: add one."""

from collections.abc import Callable

import sqlalchemy as sql

from amazon_plytix.ledger import tables


def _make_tables(connection: sql.Connection) -> None:
    """Make all tables."""
    tables.metadata.create_all(connection)


MIGRATIONS: tuple[Callable[[sql.Connection], None], ...] = (_make_tables,)
