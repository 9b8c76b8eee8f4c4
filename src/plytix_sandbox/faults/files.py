"""Fault files: JSON `{"faults": [...]}`, an object per fault with the fields of `Fault`."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from plytix_sandbox.accounts import AccountError
from plytix_sandbox.accounts.files import read_json
from plytix_sandbox.faults.fault import EFFECTS, Fault
from plytix_sandbox.faults.foreign import problem_of

_COMMON_FIELDS = frozenset({"do", "method", "path", "skip", "count", "probability", "after", "until"})


class FaultError(AccountError):
    """A fault file that cannot be used; it names every mistake."""


def load(path: Path) -> tuple[Fault, ...]:
    """Return the faults of a file.

    Raises AccountError if it cannot be read or is no JSON.
    Raises FaultError, with all mistakes, if its content is wrong.
    """
    return parse(read_json(path), str(path))


def parse(document: Any, source: str) -> tuple[Fault, ...]:
    """Return the faults of a JSON document.

    Raises FaultError, with all mistakes, if its content is wrong.
    """
    listed = document.get("faults") if isinstance(document, dict) else None
    if not isinstance(listed, list):
        raise FaultError(source, ["a fault file is a JSON object with a list `faults`"])
    problems = [f"faults[{n}]: {problem}" for n, record in enumerate(listed) for problem in _problems(record)]
    if problems:
        raise FaultError(source, problems)
    return tuple(_fault(record) for record in listed)


def _fault(record: dict[str, Any]) -> Fault:
    fields = dict(record)
    if fields.get("retry_after") is not None:
        fields["retry_after"] = str(fields["retry_after"])
    if "actions" in fields:
        fields["actions"] = tuple(fields["actions"])
    return Fault(**fields)


def _problems(record: Any) -> list[str]:
    if not isinstance(record, dict):
        return ["not an object"]
    if record.get("do") not in tuple(EFFECTS):
        return [f"do is none of {', '.join(EFFECTS)}"]
    known = _COMMON_FIELDS | EFFECTS[record["do"]]
    problems = [f"{record['do']} has no field {key}" for key in record if key not in known]
    for key, value in record.items():
        if key in _CHECKS and not _CHECKS[key][0](value):
            problems.append(f"{key} is not {_CHECKS[key][1]}")
    if isinstance(record.get("actions"), list):
        problems += [problem for action in record["actions"] if (problem := problem_of(action))]
    return problems or _problem_of_fault(record)


def _problem_of_fault(record: dict[str, Any]) -> list[str]:
    try:
        _fault(record)
    except ValueError as problem:
        return [str(problem)]
    return []


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and _is_number(value)


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


_CHECKS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "method": (lambda v: v is None or _is_text(v), "a method"),
    "path": (_is_text, "a path"),
    "skip": (_is_count, "a number of requests"),
    "count": (lambda v: v is None or _is_count(v), "a number of requests"),
    "probability": (lambda v: _is_number(v) and v <= 1, "between 0 and 1"),
    "after": (_is_number, "a number of seconds"),
    "until": (lambda v: v is None or _is_number(v), "a number of seconds"),
    "status": (lambda v: _is_count(v) and 200 <= v <= 599, "a status from 200 to 599"),
    "headers": (
        lambda v: isinstance(v, dict) and all(map(_is_text, v.values())),
        "an object of texts",
    ),
    "retry_after": (lambda v: v is None or _is_text(v) or _is_number(v), "a number or text"),
    "seconds": (_is_number, "a number of seconds"),
    "actions": (lambda v: isinstance(v, list), "a list"),
    "when": (lambda v: v in ("before", "after"), "before or after"),
    "calls": (_is_count, "a number of calls"),
}
