"""Searching records other than products: one table of fields for each kind of record, one way to answer."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from plytix_sandbox.api.call import Answer, Call
from plytix_sandbox.api.products import pagination
from plytix_sandbox.search import engine, query
from plytix_sandbox.search.engine import Field, Searched, unknown_field

LARGEST_PAGE = 1_000
"""An attribute search with a page of 1,000 was seen (plytix-api.md 4.2); the others are not known to allow less."""

COMMON_KINDS = {"id": "key", "name": "key", "label": "key", "created": "date", "modified": "date"}
"""The kinds of the fields that most records have."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Resource:
    """A kind of record that can be searched.

    Arguments:
        kinds: the kind of each field that filters know (see `operators.LISTED`).
        all_rows: returns every record as JSON, whole; whatever needs counting is counted once.
        largest_page: the largest page size.
        readers: how fields are read that are not in a row.
        sortable: whether rows are sorted by the `order` of a search; if not, they stay in the order of `all_rows`.
    """

    kinds: dict[str, str]
    all_rows: Callable[[Call], list[Row]]
    largest_page: int = LARGEST_PAGE
    readers: dict[str, Callable[[Row], Any]] = field(default_factory=dict)
    sortable: bool = True


def search(resource: Resource) -> Callable[[Call], Answer]:
    """Return the handler of POST .../search."""
    searched = _searched(resource)

    def handle(call: Call) -> Answer:
        wanted = query.decode(call.optional_object(), resource.largest_page)
        every = resource.all_rows(call)
        switches, now = call.catalog.switches, call.catalog.clock.time()
        test = engine.matcher(wanted, searched, switches, now)
        matches = [row for row in every if test(row)] if test else every
        page = engine.page(wanted, matches, searched, switches, call.shuffle)
        data = [_pick(row, wanted.columns) for row in page.rows]
        return Answer(200, {"data": data, "pagination": pagination(wanted, page.count, len(every))})

    return handle


def _searched(resource: Resource) -> Searched:
    def named(name: str) -> Field | None:
        kind = resource.kinds.get(name)
        return Field(kind, resource.readers.get(name) or (lambda row: row.get(name))) if kind else None

    return Searched(named, unknown_field, resource.sortable)


def _pick(row: Row, columns: tuple[str, ...]) -> Row:
    return {key: value for key, value in row.items() if key in ("id", *columns)} if columns else row
