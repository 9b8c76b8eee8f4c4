"""A decoded search request."""

from dataclasses import dataclass
from typing import Any

from plytix_sandbox.catalog.checks import strings
from plytix_sandbox.refusals import bad_schema

DEFAULT_PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition. `fields` is one name; only `text_search` has several."""

    fields: tuple[str, ...]
    operator: str
    value: Any


@dataclass(frozen=True, slots=True)
class Query:
    """A search: an OR of ANDs, columns, a page of rows, an order (`-` for descending)."""

    groups: tuple[tuple[Filter, ...], ...]
    columns: tuple[str, ...]
    page: int
    page_size: int
    order: str | None


def decode(body: dict[str, Any], largest_page: int) -> Query:
    """Return the query of a request body; every key is optional.

    Raises Refusal 422 if the form is bad, or the page too large (documented).
    """
    pagination = body.get("pagination") or {}
    if not isinstance(pagination, dict):
        raise bad_schema(("pagination", "Invalid input type."))
    order = pagination.get("order") or None
    if order is not None and not isinstance(order, str):
        raise bad_schema(("order", "Not a valid string."))
    return Query(
        groups=_groups(body.get("filters") or []),
        columns=tuple(dict.fromkeys(strings(body.get("attributes") or [], "attributes"))),
        page=_number(pagination.get("page"), "page", 1, 10**12),
        page_size=_number(pagination.get("page_size"), "page_size", DEFAULT_PAGE_SIZE, largest_page),
        order=order,
    )


def _groups(value: Any) -> tuple[tuple[Filter, ...], ...]:
    if not isinstance(value, list) or not all(isinstance(group, list) for group in value):
        raise _undecodable("filters must be a list of lists")
    return tuple(tuple(_filter(item) for item in group) for group in value if group)


def _filter(item: Any) -> Filter:
    if not isinstance(item, dict):
        raise _undecodable("a filter must be an object")
    field, operator = item.get("field"), item.get("operator")
    fields: list[Any] = field if isinstance(field, list) and operator == "text_search" else [field]
    if not isinstance(operator, str) or not fields or not all(isinstance(name, str) for name in fields):
        raise _undecodable("a filter needs field and operator")
    return Filter(tuple(fields), operator, item.get("value"))


def _undecodable(reason: str) -> Exception:
    return bad_schema(("filters", f"Unable to decode filters properly: {reason}"))


def _number(value: Any, field: str, default: int, most: int) -> int:
    if value is None:
        return min(default, most)
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
        raise bad_schema((field, f"Must be between 1 and {most}."))
    return value
