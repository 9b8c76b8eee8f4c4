"""Filter operators by the kind of a field (documented by Plytix's filter discovery, plytix-api.md 4.3)."""

import math
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

Test = Callable[[Any], bool]

_PRESENCE = ("exists", "!exists")
_ORDER = ("gt", "gte", "lt", "lte")

LISTED: dict[str, tuple[str, ...]] = {
    "text": (*_PRESENCE, "like", "eq", "!eq"),
    "key": (*_PRESENCE, "like", "eq", "!eq"),
    "number": (*_PRESENCE, "eq", "!eq", *_ORDER),
    "dropdown": (*_PRESENCE, "eq", "!eq", "in", "!in"),
    "multiselect": (*_PRESENCE, "in", "!in"),
    "media": _PRESENCE,
    "date": (*_PRESENCE, "eq", *_ORDER),
    "boolean": (*_PRESENCE, "eq"),
    "status": ("eq", "in", "!in"),
    "flag": ("eq",),
    "lists": ("in",),
}
"""The operators that filter discovery lists for each kind."""

UNLISTED: dict[str, tuple[str, ...]] = {
    "text": ("!like",),
    "key": ("!like", "in", "!in"),
    "number": ("bte",),
    "date": ("bte", "last_days"),
    "boolean": ("!eq",),
    "status": ("!eq",),
}
"""Operators that work though discovery does not list them (`sku in` live; the others inferred from error texts)."""

TEXTS = ("text", "key", "dropdown", "status")
"""The kinds whose `eq` compares texts, ignoring letter case (plytix-api.md 4.3)."""


class BadFilter(Exception):
    """A filter that cannot be decoded."""


def operators_of(kind: str) -> tuple[str, ...]:
    """Return all operators that work on a kind."""
    return LISTED[kind] + UNLISTED.get(kind, ())


def condition(kind: str, operator: str, value: Any, *, now: float, by_day: bool = False) -> Test:
    """Return the test of a field's value.

    Arguments:
        kind: the field's kind, a key of LISTED.
        operator: one of `operators_of(kind)`; a leading `!` negates.
        value: the filter's value as JSON.
        now: epoch seconds, for `last_days`.
        by_day: compare dates without their time.

    Raises BadFilter if the operator does not exist for the kind, or the value is wrong for the operator.
    """
    if operator not in operators_of(kind):
        raise BadFilter(f"'{operator}' is not a valid operator, valid operators are {list(operators_of(kind))}")
    if operator.startswith("!"):
        positive = _positive(kind, operator[1:], value, now, by_day)
        return lambda held: not positive(held)
    return _positive(kind, operator, value, now, by_day)


def _positive(kind: str, operator: str, value: Any, now: float, by_day: bool) -> Test:  # noqa: FBT001 - internal
    if operator == "exists":
        return _is_there
    if operator == "in":
        return _is_in(kind, value)
    if kind == "date":
        return _date_test(operator, value, now, by_day)
    if kind == "number":
        return _number_test(operator, value)
    if kind in ("boolean", "flag"):
        return _boolean_test(value)
    return _text_test(operator, value)


def _is_there(held: Any) -> bool:
    return held is not None and held not in ("", [], ())


def _is_in(kind: str, value: Any) -> Test:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise BadFilter("value must be a list of strings")
    wanted = frozenset(value)
    # `in` respects letter case, unlike `eq` and `like` (plytix-api.md 4.3).
    if kind in ("multiselect", "lists"):
        return lambda held: held is not None and not wanted.isdisjoint(held)
    return lambda held: held in wanted


def _text_test(operator: str, value: Any) -> Test:
    if not isinstance(value, str):
        raise BadFilter("value must be a string")
    wanted = value.casefold()
    # A substring; `%` is no wildcard (plytix-api.md 4.3).
    if operator == "like":
        return lambda held: isinstance(held, str) and wanted in held.casefold()
    return lambda held: isinstance(held, str) and held.casefold() == wanted


def _boolean_test(value: Any) -> Test:
    if not isinstance(value, bool):
        raise BadFilter("value must be a boolean")
    return lambda held: held is value


def _number_test(operator: str, value: Any) -> Test:
    low, high = _range(operator, value, _number)
    return lambda held: held is not None and _compare(operator, held, low, high)


def _number(value: Any) -> float:
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float)
        or (isinstance(value, float) and not math.isfinite(value))
    ):
        raise BadFilter("value must be a number")
    return value


def _date_test(operator: str, value: Any, now: float, by_day: bool) -> Test:  # noqa: FBT001 - internal
    if operator == "last_days":
        low, high, operator = _days_before(value, now), "", "gte"
    else:
        low, high = _range(operator, value, _moment)
    # A day without a time equals every moment of that day.
    size = 10 if by_day or (operator == "eq" and "T" not in str(value)) else None
    return lambda held: held is not None and _compare(operator, _moment(held)[:size], low[:size], high[:size])


def _moment(value: Any) -> str:
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise BadFilter("value must be a date") from None
    try:
        naive = moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
    except OverflowError:
        raise BadFilter("value must be a date") from None
    return naive.isoformat(timespec="microseconds")


def _days_before(value: Any, now: float) -> str:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 36_500:
        raise BadFilter("value must be a number of days")
    return (datetime.fromtimestamp(now, UTC) - timedelta(days=value)).replace(tzinfo=None).isoformat()


def _range(operator: str, value: Any, read: Callable[[Any], Any]) -> tuple[Any, Any]:
    if operator != "bte":
        return read(value), read(value)
    if not isinstance(value, list) or len(value) != 2:
        raise BadFilter("value must be a list of two")
    return read(value[0]), read(value[1])


def _compare(operator: str, held: Any, low: Any, high: Any) -> bool:
    match operator:
        case "gt":
            return bool(held > low)
        case "gte":
            return bool(held >= low)
        case "lt":
            return bool(held < low)
        case "lte":
            return bool(held <= low)
        case "bte":
            return bool(low <= held <= high)
    return bool(held == low)
