"""Searches: pages of at most 100 rows, read until they end."""

from collections.abc import AsyncGenerator
from typing import Any

from amazon_plytix.http.errors import AnswerLost
from amazon_plytix.plytix.connection import Connection

# Source: plytix-api.md 4.2, the largest page (documented), and as many values in one `in` (what the UI allows).
PAGE_SIZE = 100


async def rows(
    connection: Connection,
    path: str,
    columns: list[str],
    filters: list[list[dict[str, Any]]] | None = None,
    order: str | None = None,
) -> AsyncGenerator[dict[str, Any]]:
    """Every row of a search, page after page until one is short.

    Arguments: ``order`` is the field to sort by, which keeps pages from overlapping; Plytix refuses it (428) where
    more than 10,000 rows match (plytix-api.md 4.2).

    ``total_count`` is no guide, it counts the whole account whatever the filter (plytix-api.md 4.1, live).
    """
    page = 0
    while True:
        page += 1
        pagination: dict[str, Any] = {"page": page, "page_size": PAGE_SIZE} | ({"order": order} if order else {})
        query = {"filters": filters or [], "attributes": columns, "pagination": pagination}
        found = rows_of(await connection.call("POST", path, query), path)
        for row in found:
            yield row
        if len(found) < PAGE_SIZE:
            return


def rows_of(answer: Any, call: str) -> list[dict[str, Any]]:
    """The rows of an answer's ``data``, which is a list also where it holds one thing.

    Raises AnswerLost where the answer has no such list: to take it for "nothing found" would be a guess.
    """
    data = answer.get("data") if isinstance(answer, dict) else None
    if not isinstance(data, list) or not all(isinstance(row, dict) and "id" in row for row in data):
        raise AnswerLost(f"Plytix answered {call} in a form that cannot be read")
    return data
