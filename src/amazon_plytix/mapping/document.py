"""A JSON object in a file, read in one pass and never in memory as a whole."""

import json
import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import BinaryIO

import ijson

from amazon_plytix.mapping.file_text import FileText
from amazon_plytix.mapping.members import Events, Member, Members, PassedOver, TooDeep
from amazon_plytix.mapping.problems import MappingRefused, Problem
from amazon_plytix.mapping.source import Unreadable, Version, opened, version_of
from amazon_plytix.mapping.text_problems import line_and_column, text_problems, too_deep

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

    Once ``members`` has come to its end, ``digest`` is the SHA-256 of the file's bytes in hexadecimal digits,
    ``problems`` is what is wrong with the text though it is JSON, and ``passed_over`` are the members not looked at.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.digest = ""
        self.problems: tuple[Problem, ...] = ()
        self.passed_over: dict[str, PassedOver] = {}

    def members(self, keys: Collection[str], lists: Collection[str]) -> Iterator[Member]:
        """Open and read the file once, and yield its members as they come: (key, number, value).

        The entries of a list of ``lists`` come one at a time, numbered from 1. An empty list, a value of ``lists``
        that is not a list, and a value of ``keys`` come as a whole, with the number 0. Other members are passed over.

        Raises MappingRefused if the file cannot be read to its end, is not a JSON object, or is written to meanwhile.
        What has come from it until then must not be used.
        """
        try:
            with opened(self._path) as file:
                before = version_of(file)
                try:
                    yield from self._parsed(FileText(file), keys, lists)
                except MappingRefused:
                    # Whatever is wrong with what was read, the file as a whole has perhaps never been so.
                    self._refuse_change(file, before)
                    raise
                self._refuse_change(file, before)
        except OSError as error:
            raise self._refusal(_reason(error)) from None
        except Unreadable as error:
            raise self._refusal(str(error)) from None

    def _parsed(self, text: FileText, keys: Collection[str], lists: Collection[str]) -> Iterator[Member]:
        events: Events = ijson.basic_parse(ijson.from_iter(text.chunks()), use_float=True)
        members = Members(events, keys, lists)
        try:
            yield from members
        except UnicodeDecodeError as error:
            raise self._refusal_of_text(text, error, keys, lists) from None
        except TooDeep:
            raise self._refusal(too_deep(text.again("replace"))) from None
        except (ijson.JSONError, ValueError):
            raise self._refusal("is empty" if text.is_blank else _syntax_error(text)) from None
        if not members.is_object:
            raise self._refusal("must hold a JSON object with 'matched' and 'unmatched_amazon', not a list or a value")
        if members.has_repetitions or text.may_hold_halves:
            self.problems = tuple(text_problems(text.again(), keys, lists))
        self.passed_over = members.passed_over
        self.digest = text.digest

    def _refusal_of_text(
        self, text: FileText, error: UnicodeDecodeError, keys: Collection[str], lists: Collection[str]
    ) -> MappingRefused:
        """Return the refusal of a file that is not text, or one of whose escapes stands for none."""
        try:
            halves = list(text_problems(text.again(), keys, lists)) if text.may_hold_halves else []
        except UnicodeDecodeError as first:
            return self._refusal(_not_text(first))
        return MappingRefused(self._path, halves) if halves else self._refusal(_not_text(error))

    def _refuse_change(self, file: BinaryIO, before: Version | None) -> None:
        if version_of(file) != before:
            raise self._refusal("changed while it was read; run the same again once it is complete")

    def _refusal(self, message: str) -> MappingRefused:
        return MappingRefused(self._path, [Problem(message)])


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
        line, column = line_and_column(whole, no_number.start(1))
        return f"is not JSON: {no_number[1]} is no JSON value (null is) at line {line}, column {column}"
    return "is not JSON: a number is too large"


def _not_text(error: UnicodeDecodeError) -> str:
    return f"is not {error.encoding} text: {error.reason}; save it as UTF-8"


def _reason(error: OSError) -> str:
    if isinstance(error, IsADirectoryError):
        return "is a directory; give the mapping file itself"
    if isinstance(error, FileNotFoundError):
        return "no such file; check the path after --mapping"
    return f"cannot be read: {error.strerror or error}"
