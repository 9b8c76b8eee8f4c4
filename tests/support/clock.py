"""The running loop's time, as the client and the sandbox each want it."""

import asyncio
from datetime import UTC, datetime, timedelta

START = datetime(2025, 12, 23, 5, 59, 15, tzinfo=UTC)


class _LoopTime:
    """Time that begins at START, `earlier` seconds into the story."""

    def __init__(self, earlier: float = 0.0) -> None:
        self.earlier = earlier

    def elapsed(self) -> float:
        return self.earlier + asyncio.get_running_loop().time()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class ClientClock(_LoopTime):
    """amazon_plytix's Clock."""

    def now(self) -> datetime:
        return START + timedelta(seconds=self.elapsed())


class SandboxClock(_LoopTime):
    """plytix_sandbox's Clock. Between runs, when no loop turns, it stands still."""

    def time(self) -> float:
        try:
            return START.timestamp() + self.elapsed()
        except RuntimeError:
            return START.timestamp() + self.earlier
