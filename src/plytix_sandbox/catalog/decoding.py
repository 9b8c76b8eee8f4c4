"""Read a record of a state file, and check that it is one."""

import json
from collections.abc import Callable
from dataclasses import fields
from datetime import datetime
from typing import Any

from plytix_sandbox.catalog import records
from plytix_sandbox.catalog.values import TYPE_CLASSES

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
_MOMENTS = frozenset({"created", "modified", "file_modified", "last_modified"})


class Damaged(ValueError):
    """A record that no sandbox wrote; it says what is wrong."""


def decoded(kind: Any, record_id: Any, text: Any) -> Any:
    """Return the record that a row of a state file holds.

    Raises Damaged if it does not hold one.
    """
    if kind not in _TYPES:
        raise Damaged(f"it holds a record of an unknown kind {kind!r}")
    try:
        values = json.loads(text)
    except (TypeError, ValueError, RecursionError):
        raise Damaged(f"the record {record_id!r} of {kind} is no JSON") from None
    if not isinstance(values, dict) or values.get("id") != record_id:
        raise Damaged(f"the record {record_id!r} of {kind} is another, or no object")
    try:
        return _made(_TYPES[kind], values)
    except Damaged as problem:
        raise Damaged(f"the record {record_id!r} of {kind}: {problem}") from None


def _made(kind: type[Any], values: Any) -> Any:
    known = _FIELDS[kind]
    if not isinstance(values, dict) or values.keys() != known.keys():
        raise Damaged("a field is missing or unknown")
    for name, read in known.items():
        values[name] = read(values[name])
    return kind(**values)


def _of(*types: type[Any]) -> Callable[[Any], Any]:
    """Return a reader of values that have exactly one of these types; a boolean is no number."""
    allowed = frozenset(types)

    def read(value: Any) -> Any:
        if type(value) not in allowed:
            raise Damaged("a field has the wrong type")
        return value

    return read


def _moment(value: Any) -> str:
    try:
        datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise Damaged("a moment is none") from None
    return str(value)


def _type_class(value: Any) -> str:
    if value not in TYPE_CLASSES:
        raise Damaged("the type of an attribute is unknown")
    return str(value)


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise Damaged("a list holds something else than texts")
    return tuple(value)


def _object(read: Callable[[Any], Any]) -> Callable[[Any], dict[str, Any]]:
    def read_object(value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise Damaged("a field is no object")
        return {key: read(item) for key, item in value.items()}

    return read_object


_READERS: dict[Any, Callable[[Any], Any]] = {
    str: _of(str),
    str | None: _of(str, type(None)),
    bool: _of(bool),
    int: _of(int),
    int | None: _of(int, type(None)),
    float: _of(int, float),
    tuple[str, ...]: _texts,
    dict[str, Any]: _object(lambda value: value),
    dict[str, str]: _object(_of(str)),
    dict[str, str | None]: _object(_of(str, type(None))),
    dict[str, dict[str, records.Link]]: _object(_object(lambda value: _made(records.Link, value))),
}
_NAMED = {"type_class": _type_class} | dict.fromkeys(_MOMENTS, _moment)
_FIELDS = {
    kind: {one.name: _NAMED.get(one.name) or _READERS[one.type] for one in fields(kind)}
    for kind in (*_TYPES.values(), records.Link)
}
"""How each field of each kind of record is read."""
