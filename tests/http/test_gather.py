"""Calls that run at the same time."""

import asyncio

import pytest

from amazon_plytix.http import CONCURRENCY, Unreachable, gather_all, run_concurrently


async def after(turns: int, result: int) -> int:
    for _ in range(turns):
        await asyncio.sleep(0)
    return result


def test_results_come_in_the_order_of_the_calls() -> None:
    assert asyncio.run(gather_all([after(5, 1), after(0, 2), after(2, 3)])) == [1, 2, 3]


def test_no_calls_have_no_results() -> None:
    assert asyncio.run(gather_all([])) == []


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
        asyncio.run(gather_all([endless(), failing(), endless()]))
    assert stopped == [True, True]


def test_pieces_of_work_are_begun_in_their_order_and_only_so_many_at_a_time() -> None:
    begun: list[int] = []
    under_way: set[int] = set()
    most: list[int] = []

    async def do(piece: int) -> None:
        begun.append(piece)
        under_way.add(piece)
        most.append(len(under_way))
        await after(piece % 5 + 1, piece)
        under_way.remove(piece)

    asyncio.run(run_concurrently(range(50), do))
    assert begun == list(range(50))
    assert max(most) == CONCURRENCY


def test_a_piece_that_fails_ends_the_work_and_its_error_is_raised_as_itself() -> None:
    begun: list[int] = []

    async def do(piece: int) -> None:
        begun.append(piece)
        await asyncio.sleep(0)
        if piece == 3:
            raise Unreachable("no network")

    with pytest.raises(Unreachable, match="no network"):
        asyncio.run(run_concurrently(range(1000), do))
    assert len(begun) <= 3 * CONCURRENCY
