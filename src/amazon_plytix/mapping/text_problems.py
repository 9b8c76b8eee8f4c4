"""What only the text of a JSON file shows, since a parser passes over it: found in a second look, with its place."""

import json
import re
from collections import Counter
from collections.abc import Collection, Iterator

from amazon_plytix.mapping.problems import EntryPosition, Problem

# As many levels of lists and objects as a mapping may have. Real ones have three.
DEEPEST = 64
_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"|[{}\[\],]', re.DOTALL)
# Two halves of one character, one half alone (the group), or any other escape.
_ESCAPE = re.compile(r"\\u[dD][89abAB]..\\u[dD][c-fC-F]..|(\\u[dD][89a-fA-F]..)|\\.", re.DOTALL)
_LONGEST_SHOWN = 40


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """Return the line and the column of a character, from 1."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def too_deep(text: str) -> str:
    """Return a sentence about the place at which a text becomes too deep."""
    depth = 0
    for match in _TOKEN.finditer(text):
        depth += (match[0] in "[{") - (match[0] in "]}")
        if depth > DEEPEST:
            line, column = line_and_column(text, match.start())
            return f"is nested more than {DEEPEST} levels deep at line {line}, column {column}"
    return f"is nested more than {DEEPEST} levels deep"


def text_problems(text: str, keys: Collection[str], lists: Collection[str]) -> Iterator[Problem]:
    """Yield a Problem for every half of a character, and for every key that stands twice if it is looked at.

    Arguments:
        text: a JSON object. Behind the first error in it there may be Problems too few or too many.
        keys: its keys that hold an object.
        lists: its keys that hold a list of entries.
    """
    return _Look(text, keys, lists).problems()


class _Look:
    """One look through a text: which brackets are open, and of which entry and field."""

    def __init__(self, text: str, keys: Collection[str], lists: Collection[str]) -> None:
        self._text = text
        self._lines = 1
        self._line_began = 0
        self._counted_to = 0
        self._keys = keys
        self._lists = lists
        self._open = ""
        self._awaits_key = False
        self._top = ""
        self._numbers: Counter[str] = Counter()
        self._field: str | None = None
        self._top_names: set[str] = set()
        self._names: set[str] = set()

    def problems(self) -> Iterator[Problem]:
        for match in _TOKEN.finditer(self._text):
            if match[0][0] == '"':
                yield from self._string(match[0], match.start())
            elif match[0] == ",":
                self._comma()
            else:
                self._bracket(match[0])

    def _string(self, token: str, offset: int) -> Iterator[Problem]:
        if self._awaits_key:
            self._awaits_key = False
            yield from self._key(_text(token), offset)
        for escape in _ESCAPE.finditer(token):
            if escape[1]:
                place = self._place(offset + escape.start())
                yield self._problem(f"holds {escape[1]}, which is half a character, {place}")

    def _key(self, key: str, offset: int) -> Iterator[Problem]:
        if self._open == "{":
            self._top, self._field = key, None
            if key in self._top_names:
                yield Problem(f"{key!r} stands twice, again {self._place(offset)}; a mapping has one")
            self._top_names |= {key} & {*self._keys, *self._lists}
        elif self._is_in_entry():
            self._field = key
            if key in self._names:
                yield self._problem(f"stands twice, again {self._place(offset)}")
            self._names.add(key)

    def _comma(self) -> None:
        self._awaits_key = self._open.endswith("{")
        if self._open == "{[":
            self._numbers[self._top] += 1
            self._field = None

    def _bracket(self, bracket: str) -> None:
        self._awaits_key = bracket == "{"
        self._open = self._open + bracket if bracket in "{[" else self._open[:-1]
        if bracket == "[" and self._open == "{[":
            self._numbers[self._top] += 1
        elif bracket == "{" and self._is_in_entry():
            self._names = set()

    def _is_in_entry(self) -> bool:
        """Return whether the innermost bracket that is open is that of an entry, or of an object that is looked at."""
        return self._open == ("{[{" if self._top in self._lists else "{{" if self._top in self._keys else None)

    def _place(self, offset: int) -> str:
        """Return the line and column of a character behind the last that was asked for: lines are counted once."""
        if lines := self._text.count("\n", self._counted_to, offset):
            self._lines += lines
            self._line_began = self._text.rfind("\n", self._counted_to, offset) + 1
        self._counted_to = offset
        return f"at line {self._lines}, column {offset - self._line_began + 1}"

    def _problem(self, message: str) -> Problem:
        field = self._field and _shown(self._field)
        if self._top in self._lists and self._open.startswith("{["):
            return Problem(message, EntryPosition(self._top, self._numbers[self._top]), None, field)
        return Problem(f"{_shown(self._top)}{'.' if field else ''}{field or ''}: {message}")


def _text(token: str) -> str:
    """Return what a string of JSON says. If it is none, because the file breaks off behind it, return it as it is."""
    try:
        return str(json.loads(token, strict=False))
    except ValueError:
        return token


def _shown(name: str) -> str:
    """Return a key of a file for a message: not too long, and nothing that would steer a terminal."""
    shown = name if len(name) <= _LONGEST_SHOWN else f"{name[:_LONGEST_SHOWN]}..."
    return shown if shown.isprintable() else ascii(shown)
