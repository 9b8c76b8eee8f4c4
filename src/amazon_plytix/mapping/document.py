"""A JSON file on disk, read piece by piece; whatever the matter with it, one Problem says so."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TextIO

import ijson

from amazon_plytix.mapping.problems import MappingRefused, Problem

_TYPE_NAMES = {
    int: "a number",
    float: "a number",
    bool: "true or false",
    str: "text",
    list: "a list",
    dict: "an object",
}
# What Python's and pandas' writers put where JSON has no word for it.
_NO_NUMBER = re.compile(r"[\[:,]\s*(NaN|-?Infinity)\b")


def type_name(value: object) -> str:
    """What a JSON value is, in words."""
    return _TYPE_NAMES.get(type(value), "null")


class Document:
    """A JSON object in a file: UTF-8 with or without BOM, or UTF-16 or UTF-32 with one.

    Raises MappingRefused where there is no such file, or it is not a JSON object.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            with path.open("rb") as file:
                self._encoding = json.detect_encoding(file.read(4))
        except OSError as error:
            raise self._refusal(_reason(error)) from None
        start = self._first_character()
        if not start:
            raise self._refusal("is empty")
        self._look_through()
        if start != "{":
            raise self._refusal("must hold a JSON object with 'matched' and 'unmatched_amazon', not a list or a value")

    def value(self, key: str, absent: Any) -> Any:
        """The whole value of one key at the top, or ``absent``."""
        return next(self._events(ijson.items, key), absent)

    def entries(self, key: str) -> Iterator[Any]:
        """The entries of one list at the top, one at a time; none where there is no such list."""
        if next(self._events(ijson.kvitems, key), None) is not None:
            return iter(())
        return self._events(ijson.items, f"{key}.item")

    def _first_character(self) -> str:
        try:
            with self._path.open(encoding=self._encoding) as text:
                while chunk := text.read(4096):
                    if stripped := chunk.lstrip():
                        return stripped[0]
        except UnicodeDecodeError as error:
            raise self._refusal(_not_text(error)) from None
        return ""

    def _look_through(self) -> None:
        """Read the file to its end once, so that nothing is taken from a file that breaks off."""
        for _ in self._events(ijson.items, "never a key"):
            pass

    def _events(self, kind: Callable[..., Iterator[Any]], prefix: str) -> Iterator[Any]:
        try:
            with self._path.open(encoding=self._encoding, newline="") as text:
                yield from kind(_Utf8(text), prefix, use_float=True)
        except UnicodeDecodeError as error:
            raise self._refusal(_not_text(error)) from None
        except (ijson.JSONError, ValueError):
            raise self._refusal(self._syntax_error()) from None
        except OSError as error:
            raise self._refusal(_reason(error)) from None

    def _syntax_error(self) -> str:
        """Where the JSON breaks: the streaming parser does not say, so the file is read once more, whole."""
        text = self._path.read_text(self._encoding)
        try:
            json.loads(text)
        except json.JSONDecodeError as error:
            return f"is not JSON: {error.msg} at line {error.lineno}, column {error.colno}"
        except (RecursionError, ValueError):
            return "is not JSON: a number is too long, or it is nested too deeply"
        if no_number := _NO_NUMBER.search(text):
            line, column = _position(text, no_number.start(1))
            return f"is not JSON: {no_number[1]} is no JSON value (null is) at line {line}, column {column}"
        return "is not JSON: a number is too large"

    def _refusal(self, message: str) -> MappingRefused:
        return MappingRefused(self._path, [Problem(message)])


class _Utf8:
    """A text file as the bytes that ijson wants, whatever its encoding on disk."""

    def __init__(self, text: TextIO) -> None:
        self._text = text

    def read(self, size: int) -> bytes:
        return self._text.read(size).encode()


def _position(text: str, offset: int) -> tuple[int, int]:
    """Line and column of a character, from 1."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _not_text(error: UnicodeDecodeError) -> str:
    return f"is not {error.encoding} text: {error.reason}; save it as UTF-8"


def _reason(error: OSError) -> str:
    if isinstance(error, IsADirectoryError):
        return "is a directory; give the mapping file itself"
    if isinstance(error, FileNotFoundError):
        return "no such file; check the path after --mapping"
    return f"cannot be read: {error.strerror}"
