"""The time of the running loop, in the two forms that the client and the sandbox ask for."""

import asyncio
from datetime import UTC, datetime, timedelta

START = datetime(2025, 12, 23, 5, 59, 15, tzinfo=UTC)


class _LoopTime:
    """Time that begins at START. ``earlier`` are the seconds that passed before the loop was made."""

    def __init__(self, earlier: float = 0.0) -> None:
        self.earlier = earlier

    def elapsed(self) -> float:
        return self.earlier + asyncio.get_running_loop().time()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class ClientClock(_LoopTime):
    """The Clock of amazon_plytix. ``ahead`` are the seconds by which its time of day is wrong."""

    ahead = 0.0

    def now(self) -> datetime:
        return START + timedelta(seconds=self.elapsed() + self.ahead)


class SetClock:
    """A Clock that a test sets.

    Attributes: ``seconds`` have passed since START, ``ahead`` are the seconds by which the time of day is wrong.
    """

    def __init__(self) -> None:
        self.seconds = self.ahead = 0.0

    def now(self) -> datetime:
        return START + timedelta(seconds=self.seconds + self.ahead)

    def elapsed(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        self.seconds += seconds


class SandboxClock(_LoopTime):
    """The Clock of plytix_sandbox. It stands still between runs, when no loop is running."""

    def time(self) -> float:
        try:
            return START.timestamp() + self.elapsed()
        except RuntimeError:
            return START.timestamp() + self.earlier
