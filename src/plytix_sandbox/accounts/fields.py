"""Read the fields of an account file's records; a Mistake says what is wrong with its record."""

from datetime import UTC, datetime
from typing import Any

from plytix_sandbox.catalog import Catalog
from plytix_sandbox.catalog.ids import is_id
from plytix_sandbox.catalog.tables import Table

Record = dict[str, Any]


class Mistake(Exception):
    """What is wrong with a record."""


def refuse_unknown(record: Any, known: frozenset[str]) -> None:
    """Check that a record is an object without unknown keys.

    Raises Mistake if it is not.
    """
    if not isinstance(record, dict):
        raise Mistake("not an object")
    unknown = sorted(record.keys() - known)
    if unknown:
        raise Mistake(f"unknown keys {', '.join(unknown)}")


def id_of(catalog: Catalog, record: Record, table: Table[Any]) -> str:
    """Return the id that a record gives, or a new one.

    Raises Mistake if it is no id, or was given before.
    """
    if record.get("id") is None:
        return catalog.ids.draw()
    if not is_id(record["id"]):
        raise Mistake(f"id {record['id']!r} is not 24 lower-case hex digits")
    if record["id"] in table:
        raise Mistake(f"id {record['id']} is given twice")
    return str(record["id"])


def text(record: Record, key: str) -> str:
    """Return a text that must be there.

    Raises Mistake if it is not there, or is no text.
    """
    value = record.get(key)
    if not isinstance(value, str) or not value:
        raise Mistake(f"{key} is missing or no text")
    return value


def typed(record: Record, key: str, wanted: type[Any], default: Any) -> Any:
    """Return a value of a type, or the default if there is none.

    Raises Mistake if it is of another type.
    """
    value = record.get(key)
    if value is not None and type(value) is not wanted:
        raise Mistake(f"{key} is no {'text' if wanted is str else 'whole number'}")
    return default if value is None else value


def moment(record: Record, key: str, default: str) -> str:
    """Return a moment as records keep it, or the default.

    Raises Mistake if it is no moment.
    """
    if record.get(key) is None:
        return default
    try:
        given = datetime.fromisoformat(record[key])
        utc = given.astimezone(UTC) if given.tzinfo else given
    except (TypeError, ValueError, OverflowError):
        raise Mistake(f"{key} is no moment such as 2025-01-27T19:21:18") from None
    return utc.replace(tzinfo=None).isoformat(timespec="microseconds")


def items(record: Record, key: str) -> list[Any]:
    """Return a list, empty if there is none.

    Raises Mistake if it is no list.
    """
    value = record.get(key) or []
    if not isinstance(value, list):
        raise Mistake(f"{key} is no list")
    return value


def labels(catalog: Catalog, record: Record, key: str) -> tuple[str, ...]:
    """Return a list of labels of attributes.

    Raises Mistake if an attribute does not exist.
    """
    given = items(record, key)
    unknown = [str(label) for label in given if catalog.attributes.labelled(label) is None]
    if unknown:
        raise Mistake(f"{key} names unknown attributes {', '.join(unknown)}")
    return tuple(given)


def named(table: Table[Any], reference: Any, what: str) -> str | None:
    """Return the id of the record that an id or a name refers to; None for None.

    Raises Mistake if there is no such record.
    """
    if reference is None:
        return None
    for record in table:
        if reference in (record.id, record.name):
            return str(record.id)
    raise Mistake(f"names a {what} {reference!r} that the file does not hold")
