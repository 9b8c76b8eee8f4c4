"""What comes out of a ledger's file is what its tables say; anything else is damage."""

from typing import Any, ClassVar

import sqlalchemy as sql
from sqlalchemy.types import TypeDecorator, TypeEngine

# The end of the year 9999, in seconds since 1970: the last time that a calendar knows.
_LAST_TIME = 253_402_300_799
_LARGEST = 2**63


class Damaged(ValueError):
    """A value that no version of this program wrote. SQLite itself keeps anything in any column."""


class _Checked(TypeDecorator[Any]):
    """A type whose values are checked when they are read."""

    impl: TypeEngine[Any] | type[TypeEngine[Any]] = sql.String
    cache_ok = True
    kinds: ClassVar[tuple[type, ...]] = (str,)

    def __init__(self, nullable: bool) -> None:  # noqa: FBT001 the argument is part of SQLAlchemy's cache key
        self.nullable = nullable
        super().__init__()

    def process_result_value(self, value: Any, dialect: object) -> Any:  # noqa: ARG002 the signature is SQLAlchemy's
        """Return the value. Raises Damaged."""
        if self.nullable if value is None else isinstance(value, self.kinds) and self.is_possible(value):
            return value
        raise Damaged

    def is_possible(self, value: Any) -> bool:  # noqa: ARG002 any text is possible
        """Return whether a value of the right kind may be in a ledger."""
        return True


class _Number(_Checked):
    impl = sql.Integer
    cache_ok = True
    kinds = (int,)

    def is_possible(self, value: Any) -> bool:
        return bool(0 <= value < _LARGEST)


class _Time(_Checked):
    impl = sql.Float
    cache_ok = True
    kinds = (int, float)

    def is_possible(self, value: Any) -> bool:
        return bool(0 <= value <= _LAST_TIME)


def check_values(metadata: sql.MetaData) -> None:
    """Let every text, number and time of these tables be checked when it is read."""
    kinds: dict[type[TypeEngine[Any]], type[_Checked]] = {
        sql.String: _Checked,
        sql.Integer: _Number,
        sql.Float: _Time,
    }
    for table in metadata.tables.values():
        for column in table.columns:
            if kind := kinds.get(type(column.type)):
                column.type = kind(bool(column.nullable))
