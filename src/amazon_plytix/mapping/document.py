"""A JSON file on disk, read piece by piece; whatever the matter with it, one Problem says so."""

import json
from collections.abc import Iterator
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
                head = file.read(64)
        except OSError as error:
            raise self._refusal(_reason(path, error)) from None
        self._encoding = json.detect_encoding(head)
        if not head.strip():
            raise self._refusal("is empty")
        start = head.decode(self._encoding, "ignore").lstrip()
        self._look_through()
        if not start.startswith("{"):
            raise self._refusal("must hold a JSON object with 'matched' and 'unmatched_amazon', not a list or a value")

    def value(self, key: str, absent: Any) -> Any:
        """The whole value of one key at the top, or ``absent``."""
        return next(self._items(key), absent)

    def entries(self, key: str) -> Iterator[Any]:
        """The entries of one list at the top, one at a time; none where there is no such list."""
        return self._items(f"{key}.item")

    def _look_through(self) -> None:
        """Read the file to its end once, so that nothing is taken from a file that breaks off."""
        for _ in self._items("never a key"):
            pass

    def _items(self, prefix: str) -> Iterator[Any]:
        try:
            with self._path.open(encoding=self._encoding, newline="") as text:
                yield from ijson.items(_Utf8(text), prefix, use_float=True)
        except UnicodeDecodeError as error:
            raise self._refusal(f"is not {error.encoding} text: {error.reason}; save it as UTF-8") from None
        except ijson.JSONError:
            raise self._refusal(self._syntax_error()) from None
        except OSError as error:
            raise self._refusal(_reason(self._path, error)) from None

    def _syntax_error(self) -> str:
        """Where the JSON breaks: the streaming parser does not say, so the file is read once more, whole."""
        try:
            json.loads(self._path.read_text(self._encoding))
        except json.JSONDecodeError as error:
            return f"is not JSON: {error.msg} at line {error.lineno}, column {error.colno}"
        except (RecursionError, UnicodeDecodeError):
            pass
        return "is not JSON"

    def _refusal(self, message: str) -> MappingRefused:
        return MappingRefused(self._path, [Problem(message)])


class _Utf8:
    """A text file as the bytes that ijson wants, whatever its encoding on disk."""

    def __init__(self, text: TextIO) -> None:
        self._text = text

    def read(self, size: int) -> bytes:
        return self._text.read(size).encode()


def _reason(path: Path, error: OSError) -> str:
    if path.is_dir():
        return "is a directory; give the mapping file itself"
    if isinstance(error, FileNotFoundError):
        return "no such file; check the path after --mapping"
    return f"cannot be read: {error.strerror}"
