"""A server that counts calls as Plytix does, and callers who come and go."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import floor

from amazon_plytix.http.budget import Budget
from amazon_plytix.plytix import RateLimit


@dataclass(frozen=True)
class Caller:
    """Comes ``after`` so many seconds; the call takes so long to arrive, and its answer so long to come back."""

    after: float
    there: float
    back: float
    process: int = 0


@dataclass
class Server:
    """Counts every call in fixed windows, the first of which began ``phase`` seconds before the story."""

    limits: list[RateLimit]
    phase: float
    counted: Counter[tuple[RateLimit, int]] = field(default_factory=Counter)

    def count(self) -> None:
        # To the microsecond, as exact as a time of day is.
        now = round(asyncio.get_running_loop().time(), 6)
        self.counted.update((limit, floor((now + self.phase) / limit.seconds)) for limit in self.limits)

    @property
    def exceeded(self) -> list[tuple[RateLimit, int]]:
        return [window for window, calls in self.counted.items() if calls > window[0].calls]


async def call_all(server: Server, callers: Sequence[Caller], budgets: Sequence[Budget]) -> list[float]:
    """Let all callers make their call with their process's budget; when each was sent."""

    async def one(caller: Caller) -> float:
        await asyncio.sleep(caller.after)
        async with budgets[caller.process].call():
            sent = asyncio.get_running_loop().time()
            await asyncio.sleep(caller.there)
            server.count()
            await asyncio.sleep(caller.back)
        return sent

    return await asyncio.gather(*(one(caller) for caller in callers))
