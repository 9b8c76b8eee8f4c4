"""A Plan as a JSON document, and back without loss.

Every dataclass becomes an object that names its class under "type" and has a key a field; fields that hold their
default are left out. The document ends with a SHA-256 of all that stands before.

Two lone surrogates that make a pair are the one case that JSON cannot tell from another, the character they stand for.
They cannot come from a mapping file or from Plytix, which are JSON themselves.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from hashlib import sha256
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from amazon_plytix.planning.plan import Plan

VERSION = 1
# No field of a Plan has this name.
_TYPE = "type"

Data = TypeVar("Data")
Reader = Callable[[Any], Any]


class PlanDamaged(ValueError):
    """A document that is not a Plan, is one of another version, or was changed after it was written."""


def to_json(plan: Plan) -> Iterator[str]:
    """Return the Plan as JSON, piece by piece: a Plan of 100,000 listings is never in memory twice."""
    digest = sha256()
    for piece in _body(plan, plan.calls):
        digest.update(piece.encode())
        yield piece
    yield f', "digest": "{digest.hexdigest()}"}}'


def digest_of(plan: Plan, calls: int | None = None) -> str:
    """Return the SHA-256 over everything that the Plan says, in hexadecimal digits.

    Arguments:
        plan: the Plan.
        calls: the cost that its document states, if that is not what it costs by this version.
    """
    digest = sha256()
    for piece in _body(plan, plan.calls if calls is None else calls):
        digest.update(piece.encode())
    return digest.hexdigest()


def from_json(text: str) -> Plan:
    """Return the Plan of a document.

    Raises PlanDamaged if it is not a whole and unchanged Plan of this version.
    """
    try:
        document = _checked(dict, json.loads(text))
    except (TypeError, ValueError, RecursionError) as error:
        raise PlanDamaged(f"is not a JSON object: {error}") from None
    version, calls, digest = (document.pop(key, None) for key in ("version", "calls", "digest"))
    # True and 1.0 equal 1.
    if type(version) is not int or version != VERSION:
        raise PlanDamaged(f"is not a plan of version {VERSION}")
    try:
        plan: Plan = _reader(Plan)(document)
    except (LookupError, TypeError, ValueError) as error:
        raise PlanDamaged(f"is not a plan: {error}") from None
    # The cost is derived: an earlier version may have reckoned it in another way. True and 1.0 equal 1.
    if type(calls) is not int or digest != digest_of(plan, calls):
        raise PlanDamaged("was changed after it was written: its digest does not fit")
    return plan


def _body(plan: Plan, calls: int) -> Iterator[str]:
    """Return the document without its digest: a line for every listing, link and Step."""
    yield f'{{"{_TYPE}": "{type(plan).__name__}", "version": {VERSION}, "calls": {calls}'
    for name, value in _kept(plan):
        yield f', "{name}": '
        if isinstance(value, tuple):
            for number, item in enumerate(value):
                yield f"{',' if number else '['}\n{_ENCODER.encode(item)}"
            yield "\n]"
        else:
            yield _ENCODER.encode(value)


def _kept(value: object) -> Iterator[tuple[str, object]]:
    """Return name and value of every field of a dataclass that does not hold its default."""
    kind: Any = type(value)
    return ((name, held) for name, default in _defaults(kind) if (held := getattr(value, name)) != default)


def _data(value: object) -> dict[str, object]:
    """Return a dataclass as JSON knows it; it knows tuples and StrEnums itself."""
    return {_TYPE: type(value).__name__, **dict(_kept(value))}


_ENCODER = json.JSONEncoder(sort_keys=True, default=_data)


@cache
def _defaults(kind: type) -> tuple[tuple[str, object], ...]:
    """Return name and default of every field; MISSING, which no field holds, if it has no default."""
    return tuple((each.name, each.default) for each in fields(kind))


@cache
def _reader(hint: Any) -> Reader:
    """Return the function that reads values of one type from what JSON says; the types of a Plan are few.

    It raises LookupError, TypeError or ValueError if they cannot be read.
    """
    arguments = get_args(hint)
    if get_origin(hint) is tuple:
        read_item = _reader(arguments[0])
        return lambda data: tuple(read_item(item) for item in _checked(list, data))
    if get_origin(hint) is dict:
        read_held = _reader(arguments[1])
        return lambda data: {key: read_held(held) for key, held in _checked(dict, data).items()}
    if isinstance(hint, UnionType):
        readers = {_name_of_hint(each): _reader(each) for each in arguments}
        return lambda data: readers[_name_of_data(data)](data)
    if is_dataclass(hint):
        return _dataclass_reader(hint)
    if issubclass(hint, Enum):
        return lambda data: hint(_checked(str, data))
    return lambda data: _checked(hint, data)


def _dataclass_reader(kind: Any) -> Reader:
    readers = {name: _reader(hint) for name, hint in get_type_hints(kind).items()}

    def read(data: Any) -> Any:
        held = dict(_checked(dict, data))
        if held.pop(_TYPE, None) != kind.__name__:
            raise TypeError(f"an object is no {kind.__name__}")
        return kind(**{name: readers[name](value) for name, value in held.items()})

    return read


def _name_of_hint(hint: Any) -> str:
    """Return the name of one type of a union, as ``_name_of_data`` gives it."""
    return "str" if issubclass(hint, Enum) else str(hint.__name__)


def _name_of_data(data: Any) -> Any:
    """Return which type of a union ``data`` is of."""
    return data.get(_TYPE) if isinstance(data, dict) else type(data).__name__


def _checked(kind: type[Data], data: object) -> Data:
    """Return ``data`` if it is of exactly this type, since True would pass for a number. Raises TypeError."""
    if type(data) is not kind:
        raise TypeError(f"{type(data).__name__} instead of {kind.__name__}")
    return data
