"""Searches: pages of at most 100 rows, read until they end."""

from collections.abc import AsyncGenerator
from itertools import count
from typing import Any

from amazon_plytix.http import AnswerLost
from amazon_plytix.plytix.connection import Connection
from amazon_plytix.plytix.ids import is_usable_id

# Source: plytix-api.md 4.2, the largest page, and as many values in one `in` as the UI allows.
PAGE_SIZE = 100
# Rows after which a search is taken for one that never ends: twice what a sorted one may match (plytix-api.md 4.2), and
# far more than an account has families, relationships or attributes.
MOST_ROWS = 20_000


async def search_rows(
    connection: Connection,
    path: str,
    columns: list[str],
    filters: list[list[dict[str, Any]]] | None = None,
    order: str | None = None,
    links: list[list[dict[str, Any]]] | None = None,
    most_rows: int = MOST_ROWS,
) -> AsyncGenerator[dict[str, Any]]:
    """Yield every row of a search, page after page.

    Arguments:
        connection: makes the calls.
        path: the path of the search.
        columns: the fields that the rows show.
        filters: the rows to find; the inner lists are AND, the outer list is OR. None finds all.
        order: the field to sort by, which keeps pages from overlapping. Plytix refuses it (428) if more than 10,000
            rows match (plytix-api.md 4.2).
        links: the links that the rows must have, in lists as ``filters`` (plytix-api.md 4.1). None if any.
        most_rows: the number of rows after which the search is taken for one that never ends, if it does not itself
            say that there are fewer.

    Raises AnswerLost if the pages do not end, or a row has no usable id.
    """
    progress = _Progress(path, most_rows)
    query: dict[str, Any] = {"filters": filters or [], "attributes": columns}
    query |= {"relationship_filters": links} if links else {}
    for page in count(1):
        pagination = {"page": page, "page_size": PAGE_SIZE} | ({"order": order} if order else {})
        answer = await connection.call("POST", path, query | {"pagination": pagination})
        found = rows_of(answer, path)
        progress.check(found, answer)
        for row in found:
            yield row
        # A short page is the last. total_count does not say so: it counts the whole account, whatever the filter
        # (plytix-api.md 4.1).
        if len(found) < PAGE_SIZE:
            return


class _Progress:
    """Notices that the pages of a search do not end."""

    def __init__(self, path: str, most_rows: int) -> None:
        self._path = path
        self._most_rows = most_rows
        self._rows = 0
        self._ids: set[str] = set()
        self._repeated = False

    def check(self, rows: list[dict[str, Any]], answer: dict[str, Any]) -> None:
        """Count the rows of one more page. Raises AnswerLost if they show that there is no end."""
        if self._rows == 0:
            self._most_rows = min(self._most_rows, 2 * max(PAGE_SIZE, _count(answer, self._most_rows)))
        self._rows += len(rows)
        known = len(self._ids)
        self._ids.update(row["id"] for row in rows)
        # One page may repeat another: the order of an unsorted search is not known to be kept (plytix-api.md 4.2).
        repeated = bool(rows) and len(self._ids) == known
        if self._rows > self._most_rows or (repeated and self._repeated):
            raise AnswerLost(f"Plytix does not end its answer to {self._path}: {self._rows:,} rows so far")
        self._repeated = repeated


def rows_of(answer: object, call: str) -> list[dict[str, Any]]:
    """Return the rows of an answer's ``data``, which is a list also if it holds one thing (plytix-api.md 11.2).

    Raises AnswerLost if the answer has no such list: to take it for "nothing found" would be a guess.
    """
    data = answer.get("data") if isinstance(answer, dict) else None
    if not isinstance(data, list) or not all(isinstance(row, dict) and is_usable_id(row.get("id")) for row in data):
        raise AnswerLost(f"Plytix answered {call} in a form that cannot be read")
    return data


def _count(answer: dict[str, Any], otherwise: int) -> int:
    """Return how many rows an answer says that the search has."""
    pagination = answer.get("pagination")
    stated = pagination.get("count") if isinstance(pagination, dict) else None
    return stated if type(stated) is int else otherwise
