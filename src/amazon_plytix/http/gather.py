"""Run many calls at the same time."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from typing import Any, TypeVar

Result = TypeVar("Result")
Work = TypeVar("Work")

# How many requests are under way, and pieces of work are done, at the same time. If an answer takes a second these are
# up to 80 calls in 10 s, more than usual rate limits allow: more at a time would not make a job faster.
CONCURRENCY = 8


async def gather_all(calls: Iterable[Coroutine[Any, Any, Result]]) -> list[Result]:
    """Run all calls at the same time and return their results in the order given.

    The first failure cancels the other calls, and is raised as itself.
    """
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(call) for call in calls]
    except BaseExceptionGroup as failures:
        # Callers handle one ApiError; a group would hide its type from their except clauses.
        raise failures.exceptions[0] from None
    return [task.result() for task in tasks]


async def run_concurrently(pieces: Iterable[Work], do: Callable[[Work], Awaitable[None]]) -> None:
    """Do all pieces of work, begun in their order, ``CONCURRENCY`` at the same time.

    The first failure cancels the other pieces, and is raised as itself.
    """
    waiting = iter(pieces)

    async def work() -> None:
        # All workers take from one iterator: thousands of pieces need no task each.
        for piece in waiting:
            await do(piece)

    await gather_all(work() for _ in range(CONCURRENCY))
