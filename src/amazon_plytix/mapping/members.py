"""What a JSON parser says of an object becomes the object's members, one entry of its lists at a time."""

from collections import Counter
from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

import ijson

from amazon_plytix.mapping.text_problems import DEEPEST

# What the parser yields: the kind of an event, and its key or scalar value.
Events = Iterator[tuple[str, Any]]
# A key at the top of the file, the number of an entry in its list or 0, and the value.
Member = tuple[str, int, Any]

# The keys by which an entry names its ASIN: what has one is an entry, wherever it stands.
ASIN_KEYS = ("amazon_asin", "asin")
_STARTS = {"start_map", "start_array"}
_ENDS = {"end_map", "end_array"}
_END_OF_OBJECT = ("end_map", None)
_END_OF_LIST = ("end_array", None)


class TooDeep(Exception):
    """The file is nested more than DEEPEST levels deep."""


class PassedOver(NamedTuple):
    """What a member that is not looked at holds: how many items if it is a list, and how many objects with an ASIN."""

    items: int | None
    entries: int


class Members:
    """The members of the object whose events these are; an object or a list may be so deep that it is TooDeep.

    ``has_repetitions`` says that a key that is looked at stood twice. ``passed_over`` is what the others hold.
    """

    def __init__(self, events: Events, keys: Collection[str], lists: Collection[str]) -> None:
        self._events = events
        self._keys = keys
        self._lists = lists
        self._counts: Counter[str] = Counter()
        self.is_object = False
        self.has_repetitions = False
        self.passed_over: dict[str, PassedOver] = {}

    def __iter__(self) -> Iterator[Member]:
        first = next(self._events)
        self.is_object = first[0] == "start_map"
        if self.is_object:
            yield from self._members()
        else:
            _pass_over(_events_of_value(first, self._events, 0))
        # To the end of the file, so that an error behind the object, or in a file of another kind, is found too.
        _pass_over(self._events)

    def _members(self) -> Iterator[Member]:
        """Yield the members of the object whose start has been read, up to its end."""
        seen: set[str] = set()
        for _, key in iter(self._events.__next__, _END_OF_OBJECT):
            first = next(self._events)
            if key not in self._lists and key not in self._keys:
                self._count(key, first)
                continue
            self.has_repetitions |= key in seen
            seen.add(key)
            if key in self._lists and first[0] == "start_array":
                yield from self._entries(key)
            else:
                yield key, 0, self._value(first, 1)

    def _count(self, key: str, first: tuple[str, Any]) -> None:
        """Count what a member holds that is not looked at. One whose key stands twice goes on counting."""
        items, entries = _sizes(_events_of_value(first, self._events, 1))
        before = self.passed_over.get(key, PassedOver(0, 0))
        is_list = first[0] == "start_array"
        self.passed_over[key] = PassedOver(items + (before.items or 0) if is_list else None, entries + before.entries)

    def _entries(self, key: str) -> Iterator[Member]:
        """Yield the entries of the list whose start has been read. A list whose key stands twice goes on counting."""
        for first in iter(self._events.__next__, _END_OF_LIST):
            self._counts[key] += 1
            yield key, self._counts[key], self._value(first, 2)
        if not self._counts[key]:
            yield key, 0, []

    def _value(self, first: tuple[str, Any], depth: int) -> Any:
        """Return the value that begins with this event, so deep in the file: most often an object of scalars."""
        kind, scalar = first
        if kind not in _STARTS:
            return scalar
        if kind == "start_array":
            return _nested(first, self._events, depth)
        # Written out for speed: ijson's ObjectBuilder takes twice the time.
        values: dict[str, Any] = {}
        for _, key in iter(self._events.__next__, _END_OF_OBJECT):
            if key in values:
                self.has_repetitions = True
            kind, scalar = value = next(self._events)
            values[key] = _nested(value, self._events, depth + 1) if kind in _STARTS else scalar
        return values


def _nested(first: tuple[str, Any], events: Events, depth: int) -> Any:
    """Return the list or object that begins with this event."""
    builder = ijson.ObjectBuilder()
    for kind, value in _events_of_value(first, events, depth):
        builder.event(kind, value)
    return builder.value


def _events_of_value(first: tuple[str, Any], events: Events, outside: int) -> Events:
    """Yield the event that a value begins with, and all others up to its end.

    Arguments:
        first: the event that it begins with.
        events: those that follow.
        outside: how many lists and objects it lies in.

    Raises TooDeep.
    """
    yield first
    depth = outside + (first[0] in _STARTS)
    while depth > outside:
        event = next(events)
        depth += (event[0] in _STARTS) - (event[0] in _ENDS)
        if depth > DEEPEST:
            raise TooDeep
        yield event


def _sizes(events: Events) -> tuple[int, int]:
    """Return how many values a value holds if it is a list, and how many objects with an ASIN lie in it, however deep.

    Arguments:
        events: those of the value.
    """
    items = entries = depth = 0
    counted: set[int] = set()
    for kind, value in events:
        if kind in _ENDS:
            depth -= 1
            continue
        items += depth == 1 and kind != "map_key"
        if kind in _STARTS:
            depth += 1
            counted.discard(depth)
        elif kind == "map_key" and value in ASIN_KEYS and depth not in counted:
            counted.add(depth)
            entries += 1
    return items, entries


def _pass_over(events: Events) -> None:
    for _ in events:
        pass
