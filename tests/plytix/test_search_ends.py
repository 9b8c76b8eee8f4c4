"""A search whose pages never end is an error, and not a wait without an end."""

import json
from collections.abc import Callable
from itertools import count, islice
from typing import Any

import httpx2
import pytest

from amazon_plytix.plytix import AnswerLost, ApiError, Columns, Plytix, RateLimit
from tests.support.scripted import Script

Run = Callable[..., Any]
Failure = Callable[..., ApiError]

UNLIMITED = RateLimit(1_000_000, 1.0)


async def two(plytix: Plytix) -> object:
    return await plytix.products.find_by_sku(["A", "B"])


async def prefixed(plytix: Plytix) -> object:
    return await plytix.products.find_by_sku_prefix("S", Columns())


async def families(plytix: Plytix) -> object:
    return await plytix.schema.families()


def pages(says: object = None, *, most: int | None = None) -> Callable[[httpx2.Request], httpx2.Response]:
    """Full pages of new rows, which say that the search has so many; they end after ``most`` rows."""
    numbers = iter(count() if most is None else range(most))

    def page(_: httpx2.Request) -> httpx2.Response:
        rows = [{"id": f"id-{number}", "sku": f"S{number}", "name": "n"} for number in islice(numbers, 100)]
        return httpx2.Response(200, json={"data": rows, "pagination": {"count": says, "total_count": 9}})

    return page


@pytest.mark.parametrize(
    ("job", "says", "calls"),
    [
        (two, 250, 6), (prefixed, 250, 6), (families, 250, 6), (two, 0, 3), (prefixed, 1, 3), (two, -5, 3),
        (two, None, 13), (two, True, 13), (two, "9", 13), (two, 10**30, 13), (prefixed, None, 201),
        (families, 1.5, 201),
    ],
)  # fmt: skip
def test_it_is_ended_after_twice_what_it_says_or_a_number_of_what_was_asked_for(
    failure: Failure, script: Script, job: Callable[[Plytix], Any], says: object, calls: int
) -> None:
    script.otherwise = pages(says)
    error = failure(job, AnswerLost, limits=[UNLIMITED])
    assert str(error).startswith("Plytix does not end its answer to /api/v")
    assert str(error).endswith(f"/search: {calls * 100:,} rows so far")
    assert len(script.calls) == calls


@pytest.mark.parametrize("pagination", [None, [], 5, {}, {"count": None}])
def test_whatever_stands_in_the_place_of_the_count(run: Run, script: Script, pagination: object) -> None:
    rows = [{"id": f"id-{number}", "sku": f"S{number}"} for number in range(100)]
    answers = [httpx2.Response(200, json={"data": part, "pagination": pagination}) for part in (rows, [])]
    script.answers.extend(answers)
    assert len(run(prefixed)) == 100


def test_a_search_that_grows_while_it_is_read_is_read_to_its_end(run: Run, script: Script) -> None:
    script.otherwise = pages(300, most=550)
    assert len(run(prefixed)) == 550


@pytest.mark.parametrize("job", [two, prefixed, families])
def test_pages_that_repeat_the_same_rows_are_noticed(
    failure: Failure, script: Script, job: Callable[[Plytix], Any]
) -> None:
    rows = [{"id": f"id-{number}", "sku": f"S{number}", "name": "n"} for number in range(100)]
    script.otherwise = lambda _: httpx2.Response(200, json={"data": rows})
    assert str(failure(job, AnswerLost)).endswith("/search: 300 rows so far")
    assert [json.loads(call.content)["pagination"]["page"] for call in script.calls] == [1, 2, 3]
