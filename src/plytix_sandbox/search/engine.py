"""Matching, sorting and paging records of any kind."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from plytix_sandbox.refusals import Refusal, bad_schema
from plytix_sandbox.search.operators import TEXTS, BadFilter, Test, condition
from plytix_sandbox.search.query import Filter, Query
from plytix_sandbox.switches import Switches

MOST_SORTED = 10_000
"""Matches; beyond it a sorted search is refused (plytix-api.md 4.2)."""

SORTABLE = ("id", "sku", "created", "modified", "name")
"""The fields that every search can be sorted by (documented, live), even if no record has them."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field that can be searched: its kind (see `operators.LISTED`) and how a record's value is read."""

    kind: str
    read: Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Searched:
    """A kind of record: how a field is found by name, the refusal for an unknown one, whether `order` has an effect."""

    field: Callable[[str], Field | None]
    unknown: Callable[[str], Refusal]
    sortable: bool = True


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of a page, and how many match in all."""

    rows: Sequence[Any]
    count: int


def unknown_product_field(name: str) -> Refusal:
    """Return the 422 for a field that products do not have (live text)."""
    return bad_schema(("filters", f"Field '{name}' doesn't exist"))


def unknown_field(name: str) -> Refusal:
    """Return the 422 for a field that assets and other records do not have (documented)."""
    return bad_schema((name, "unknown field"), ("filters", "Unable to decode filters properly"))


def matcher(query: Query, searched: Searched, switches: Switches, now: float) -> Callable[[Any], bool] | None:
    """Return the test that a record passes if it matches the filters, or None without filters.

    Raises Refusal 422 if a field is unknown, an operator or value wrong, or `or_limit` exceeded.
    """
    _refuse_groups(query, switches)
    groups = [[_test(one, searched, switches, now) for one in group] for group in query.groups]
    if not groups:
        return None
    if len(groups) == 1:
        only = groups[0]
        return lambda record: all(test(record) for test in only)
    return _by_text(query, groups, searched) or (lambda record: _any_holds(groups, record))


def page(
    query: Query,
    records: Iterable[Any],
    searched: Searched,
    switches: Switches,
    shuffle: Random,
) -> Page:
    """Return the page that a query asks for, of records that already match.

    Raises Refusal 428 if more than 10,000 matches are to be sorted (documented), 422 if the sort field is unknown.
    """
    matches = records if isinstance(records, list) else list(records)
    if query.order:
        if len(matches) > MOST_SORTED:
            raise Refusal(428, "Too many results to sort", [("order", f"limit is {MOST_SORTED} results")])
        matches = _sorted(matches, query.order, searched)
    # Whether unsorted pages are stable beyond 10,000 matches is unknown (plytix-api.md 4.2).
    elif len(matches) > MOST_SORTED and switches.unsorted_paging == "shuffled":
        matches = shuffle.sample(matches, len(matches))
    start = (query.page - 1) * query.page_size
    return Page(matches[start : start + query.page_size], len(matches))


def _sorted(matches: list[Any], order: str, searched: Searched) -> list[Any]:
    name = order.removeprefix("-")
    field = searched.field(name)
    if field is None and name in SORTABLE:
        return matches
    if field is None:
        raise searched.unknown(name)
    # Categories keep the order of their tree, whatever order is asked for (plytix-api.md 15.4).
    if not searched.sortable:
        return matches
    return sorted(matches, key=lambda record: _sort_key(field.read(record)), reverse=order.startswith("-"))


def _sort_key(value: Any) -> tuple[int, Any]:
    # Records without a value come first in ascending order.
    if value is None:
        return (0, 0)
    return (1, value) if isinstance(value, str | int | float) else (1, str(value))


def _refuse_groups(query: Query, switches: Switches) -> None:
    limit = switches.or_limit
    if limit != "none" and len(query.groups) > int(limit):
        raise bad_schema(("schema", f"filters limit exceeded, current limit is {limit}"))


def _any_holds(groups: Iterable[list[Test]], record: Any) -> bool:
    return any(all(test(record) for test in group) for group in groups)


def _by_text(query: Query, groups: list[list[Test]], searched: Searched) -> Test | None:
    """Return the test of groups that all ask one text field for a value, or None if they do not.

    The field's value selects the groups to try: a hundred groups then cost one look-up per record.
    """
    asked = [{one.fields[0]: one.value for one in group if one.operator == "eq"} for group in query.groups]
    fields = {name: field for name in asked[0] if (field := searched.field(name)) and field.kind in TEXTS}
    shared = next((name for name in fields if all(name in values for values in asked)), None)
    if shared is None:
        return None
    read = fields[shared].read
    groups_by_value: dict[str, list[list[Test]]] = {}
    for values, group in zip(asked, groups, strict=True):
        groups_by_value.setdefault(values[shared].casefold(), []).append(group)
    return lambda record: (
        isinstance(held := read(record), str) and _any_holds(groups_by_value.get(held.casefold(), ()), record)
    )


def _test(one: Filter, searched: Searched, switches: Switches, now: float) -> Test:
    if one.operator == "text_search":
        return _any_field_contains(one, searched)
    name = one.fields[0]
    field = searched.field(name)
    if field is None:
        raise searched.unknown(name)
    limit = switches.in_limit
    if one.operator == "in" and limit != "none" and isinstance(one.value, list) and len(one.value) > int(limit):
        raise bad_schema((name, f"values limit exceeded, current limit is {limit}"))
    value = one.value
    read = field.read
    # Whether `sku in` ignores case is unknown (plytix-api.md 4.3).
    if name == "sku" and one.operator in ("in", "!in") and switches.sku_in_case == "ignored":
        read, value = _folded(field), _fold(value)
    try:
        test = condition(field.kind, one.operator, value, now=now, by_day=switches.date_filter == "day")
    except BadFilter as problem:
        raise bad_schema((name, str(problem)), ("filters", "Unable to decode filters properly")) from None
    return lambda record: test(read(record))


def _folded(field: Field) -> Callable[[Any], Any]:
    return lambda record: field.read(record).casefold()


def _fold(value: Any) -> Any:
    return [v.casefold() if isinstance(v, str) else v for v in value] if isinstance(value, list) else value


def _any_field_contains(one: Filter, searched: Searched) -> Test:
    if not isinstance(one.value, str):
        raise bad_schema(("filters", "text_search needs a string"))
    wanted = one.value.casefold()
    fields = []
    for name in one.fields:
        field = searched.field(name)
        if field is None:
            raise searched.unknown(name)
        fields.append(field)
    return lambda record: any(
        isinstance(held := field.read(record), str) and wanted in held.casefold() for field in fields
    )
