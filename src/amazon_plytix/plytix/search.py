"""Searches: pages of at most 100 rows, read until they end."""

from collections.abc import AsyncGenerator
from typing import Any

from amazon_plytix.http import AnswerLost
from amazon_plytix.plytix.connection import Connection

# Source: plytix-api.md 4.2, the largest page, and as many values in one `in` as the UI allows.
PAGE_SIZE = 100


async def search_rows(
    connection: Connection,
    path: str,
    columns: list[str],
    filters: list[list[dict[str, Any]]] | None = None,
    order: str | None = None,
    links: list[list[dict[str, Any]]] | None = None,
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
    """
    page = 0
    while True:
        page += 1
        pagination: dict[str, Any] = {"page": page, "page_size": PAGE_SIZE} | ({"order": order} if order else {})
        query = {"filters": filters or [], "attributes": columns, "pagination": pagination}
        if links:
            query["relationship_filters"] = links
        found = rows_of(await connection.call("POST", path, query), path)
        for row in found:
            yield row
        # A short page is the last. total_count does not say so: it counts the whole account, whatever the filter
        # (plytix-api.md 4.1).
        if len(found) < PAGE_SIZE:
            return


def rows_of(answer: object, call: str) -> list[dict[str, Any]]:
    """Return the rows of an answer's ``data``, which is a list also if it holds one thing (plytix-api.md 11.2).

    Raises AnswerLost if the answer has no such list: to take it for "nothing found" would be a guess.
    """
    data = answer.get("data") if isinstance(answer, dict) else None
    if not isinstance(data, list) or not all(isinstance(row, dict) and "id" in row for row in data):
        raise AnswerLost(f"Plytix answered {call} in a form that cannot be read")
    return data
