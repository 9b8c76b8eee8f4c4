"""A JSON object in a file, read in one pass and never in memory as a whole."""

import json
import re
from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import ijson

from amazon_plytix.mapping.file_text import FileText
from amazon_plytix.mapping.problems import MappingRefused, Problem

# What the parser yields: the kind of an event, and its key or scalar value.
_Events = Iterator[tuple[str, Any]]
# A key at the top of the file, the number of an entry in its list or 0, and the value.
_Member = tuple[str, int, Any]

_STARTS = {"start_map", "start_array"}
_ENDS = {"end_map", "end_array"}
_END_OF_OBJECT = ("end_map", None)
_END_OF_LIST = ("end_array", None)
_TYPE_NAMES = {
    int: "a number",
    float: "a number",
    bool: "true or false",
    str: "text",
    list: "a list",
    dict: "an object",
}
# What Python's and pandas' writers put for values that JSON cannot express.
_NO_NUMBER = re.compile(r"[\[:,]\s*(NaN|-?Infinity)\b")


def type_name(value: object) -> str:
    """Return the type of a JSON value in words."""
    return _TYPE_NAMES.get(type(value), "null")


class Document:
    """A JSON object in a file: UTF-8, or with a byte order mark UTF-16 or UTF-32.

    ``digest`` is the SHA-256 of the file's bytes in hexadecimal digits, once ``members`` has come to its end.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.digest = ""

    def members(self, keys: Collection[str], lists: Collection[str]) -> Iterator[_Member]:
        """Open and read the file once, and yield its members as they come: (key, number, value).

        The entries of a list of ``lists`` come one at a time, numbered from 1. An empty list, a value of ``lists``
        that is not a list, and a value of ``keys`` come as a whole, with the number 0. Other members are passed over.

        Raises MappingRefused if the file cannot be read to its end or is not a JSON object. What has come from it
        until then must not be used.
        """
        try:
            with self._path.open("rb") as file:
                text = FileText(file)
                yield from self._parsed(text, keys, lists)
                self.digest = text.digest
        except OSError as error:
            raise self._refusal(_reason(error)) from None

    def _parsed(self, text: FileText, keys: Collection[str], lists: Collection[str]) -> Iterator[_Member]:
        try:
            events: _Events = ijson.basic_parse(ijson.from_iter(text.chunks()), use_float=True)
            is_object = next(events)[0] == "start_map"
            if is_object:
                yield from _members(events, keys, lists)
            # To the end of the file, so that an error behind the object, or in a file of another kind, is found too.
            _pass_over(events)
        except UnicodeDecodeError as error:
            raise self._refusal(_not_text(error)) from None
        except (ijson.JSONError, ValueError):
            raise self._refusal("is empty" if text.is_blank else _syntax_error(text)) from None
        if not is_object:
            raise self._refusal("must hold a JSON object with 'matched' and 'unmatched_amazon', not a list or a value")

    def _refusal(self, message: str) -> MappingRefused:
        return MappingRefused(self._path, [Problem(message)])


def _members(events: _Events, keys: Collection[str], lists: Collection[str]) -> Iterator[_Member]:
    """Yield the members of the object whose start has been read, up to its end."""
    counts: Counter[str] = Counter()
    for _, key in iter(events.__next__, _END_OF_OBJECT):
        first = next(events)
        if key in lists and first[0] == "start_array":
            yield from _entries(key, events, counts)
        elif key in lists or key in keys:
            yield key, 0, _value(first, events)
        else:
            _pass_over(_events_of_value(first, events))


def _entries(key: str, events: _Events, counts: Counter[str]) -> Iterator[_Member]:
    """Yield the entries of the list whose start has been read. A list whose key stands twice goes on counting."""
    for first in iter(events.__next__, _END_OF_LIST):
        counts[key] += 1
        yield key, counts[key], _value(first, events)
    if not counts[key]:
        yield key, 0, []


def _value(first: tuple[str, Any], events: _Events) -> Any:
    """Return the value that begins with this event: most often an object of nothing but scalars."""
    kind, scalar = first
    if kind not in _STARTS:
        return scalar
    if kind == "start_array":
        return _nested(first, events)
    # Written out for speed: ijson's ObjectBuilder takes twice the time.
    values = {}
    for _, key in iter(events.__next__, _END_OF_OBJECT):
        kind, scalar = value = next(events)
        values[key] = _nested(value, events) if kind in _STARTS else scalar
    return values


def _nested(first: tuple[str, Any], events: _Events) -> Any:
    """Return the list or object that begins with this event, however deeply it is nested."""
    builder = ijson.ObjectBuilder()
    for kind, value in _events_of_value(first, events):
        builder.event(kind, value)
    return builder.value


def _events_of_value(first: tuple[str, Any], events: _Events) -> _Events:
    """Yield the event that a value begins with, and all others up to its end."""
    yield first
    depth = int(first[0] in _STARTS)
    while depth:
        event = next(events)
        depth += (event[0] in _STARTS) - (event[0] in _ENDS)
        yield event


def _pass_over(events: _Events) -> None:
    for _ in events:
        pass


def _syntax_error(text: FileText) -> str:
    """Return a sentence with the line and column of the first error.

    The streaming parser does not give them, so the file is read a second time, as a whole.
    """
    try:
        whole = text.again()
    except UnicodeDecodeError as error:
        return _not_text(error)
    try:
        json.loads(whole)
    except json.JSONDecodeError as error:
        return f"is not JSON: {error.msg} at line {error.lineno}, column {error.colno}"
    except (RecursionError, ValueError):
        return "is not JSON: a number is too long, or it is nested too deeply"
    if no_number := _NO_NUMBER.search(whole):
        line, column = _line_and_column(whole, no_number.start(1))
        return f"is not JSON: {no_number[1]} is no JSON value (null is) at line {line}, column {column}"
    return "is not JSON: a number is too large"


def _line_and_column(text: str, offset: int) -> tuple[int, int]:
    """Return the line and the column of a character, from 1."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _not_text(error: UnicodeDecodeError) -> str:
    return f"is not {error.encoding} text: {error.reason}; save it as UTF-8"


def _reason(error: OSError) -> str:
    if isinstance(error, IsADirectoryError):
        return "is a directory; give the mapping file itself"
    if isinstance(error, FileNotFoundError):
        return "no such file; check the path after --mapping"
    return f"cannot be read: {error.strerror or error}"
