"""Searching records other than products: one table of fields for each sort, one way to answer."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from plytix_sandbox.api.call import Answer, Call
from plytix_sandbox.api.products import pagination
from plytix_sandbox.search import engine, query
from plytix_sandbox.search.engine import Field, Searched, unknown_field

LARGEST_PAGE = 1_000
"""Attribute searches were seen with a page of 1,000 (fixture); the others are not known to allow less."""


@dataclass(frozen=True, slots=True)
class Resource:
    """A sort of records.

    Arguments:
        kinds: the kind of each field that filters know (see `operators.LISTED`).
        table: its records.
        tell: returns what tells a record as JSON, whole; whatever needs counting is counted once.
        largest_page: the largest page size.
        readers: how fields are read that are not in what `tell` returns.
    """

    kinds: dict[str, str]
    table: Callable[[Call], Iterable[Any]]
    tell: Callable[[Call], Callable[[Any], dict[str, Any]]]
    largest_page: int = LARGEST_PAGE
    readers: dict[str, Callable[[dict[str, Any]], Any]] = field(default_factory=dict)


def search(resource: Resource) -> Callable[[Call], Answer]:
    """Return the handler of POST .../search."""

    def handle(call: Call) -> Answer:
        wanted = query.decode(call.optional_object(), resource.largest_page)
        told = list(map(resource.tell(call), resource.table(call)))
        searched = _searched(resource)
        catalog = call.catalog
        test = engine.matcher(wanted, searched, catalog.switches, catalog.clock.time())
        matches = [row for row in told if test(row)] if test else told
        page = engine.page(wanted, matches, searched, catalog.switches, call.shuffle)
        data = [_pick(row, wanted.columns) for row in page.rows]
        return Answer(200, {"data": data, "pagination": pagination(wanted, page.count, len(told))})

    return handle


def _searched(resource: Resource) -> Searched:
    def named(name: str) -> Field | None:
        kind = resource.kinds.get(name)
        return Field(kind, resource.readers.get(name) or (lambda row: row.get(name))) if kind else None

    return Searched(named, unknown_field)


def _pick(row: dict[str, Any], columns: tuple[str, ...]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key in ("id", *columns)} if columns else row
