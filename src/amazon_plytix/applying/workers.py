"""Work done side by side, without a task for every piece of it."""

from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

from amazon_plytix.http.gather import together

Work = TypeVar("Work")

_WORKERS = 8


async def side_by_side(pieces: Iterable[Work], do: Callable[[Work], Awaitable[None]]) -> None:
    """Do all pieces, a few at a time, begun in their order."""
    waiting = iter(pieces)

    async def work() -> None:
        for piece in waiting:
            await do(piece)

    await together(work() for _ in range(_WORKERS))
