"""Calls side by side."""

import asyncio

import pytest

from amazon_plytix.http.gather import together
from amazon_plytix.plytix import Unreachable


async def after(turns: int, result: int) -> int:
    for _ in range(turns):
        await asyncio.sleep(0)
    return result


def test_results_come_in_the_order_of_the_calls() -> None:
    assert asyncio.run(together([after(5, 1), after(0, 2), after(2, 3)])) == [1, 2, 3]


def test_no_calls_have_no_results() -> None:
    assert asyncio.run(together([])) == []


def test_the_first_failure_stops_the_others_and_is_raised_as_itself() -> None:
    stopped: list[bool] = []

    async def endless() -> int:
        try:
            await asyncio.Event().wait()
        finally:
            stopped.append(True)
        return 0

    async def failing() -> int:
        await asyncio.sleep(0)
        raise Unreachable("no network")

    with pytest.raises(Unreachable, match="no network"):
        asyncio.run(together([endless(), failing(), endless()]))
    assert stopped == [True, True]
