"""A server that counts calls in fixed windows, and callers of it."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import floor

from amazon_plytix.http import Budget, RateLimit


@dataclass(frozen=True)
class Caller:
    """Makes one call.

    Attributes: ``after`` is when it asks for its turn, ``there`` and ``back`` are how long the call takes to the server
    and its answer back, all in seconds; ``process`` is the number of the budget that it uses.
    """

    after: float
    there: float
    back: float
    process: int = 0


@dataclass
class Server:
    """Counts every call in fixed windows. The first of them began ``phase`` seconds before time 0."""

    limits: list[RateLimit]
    phase: float
    counted: Counter[tuple[RateLimit, int]] = field(default_factory=Counter)

    def count(self) -> None:
        # To the microsecond, as exact as the time of day is by which the client counts.
        now = round(asyncio.get_running_loop().time(), 6)
        self.counted.update((limit, floor((now + self.phase) / limit.seconds)) for limit in self.limits)

    @property
    def exceeded(self) -> list[tuple[RateLimit, int]]:
        """The windows with more calls than their limit allows."""
        return [window for window, calls in self.counted.items() if calls > window[0].calls]


async def call_all(server: Server, callers: Sequence[Caller], budgets: Sequence[Budget]) -> list[float]:
    """Let all callers make their call with their process's budget; return when each was sent."""

    async def one(caller: Caller) -> float:
        await asyncio.sleep(caller.after)
        async with budgets[caller.process].call():
            sent = asyncio.get_running_loop().time()
            await asyncio.sleep(caller.there)
            server.count()
            await asyncio.sleep(caller.back)
        return sent

    return await asyncio.gather(*(one(caller) for caller in callers))
