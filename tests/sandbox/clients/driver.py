"""Both forms of the client behind one face, so that a scenario is written once."""

import asyncio
import inspect
from collections.abc import Callable, Iterable
from typing import Any

from plytix_pim_client.dtos.filters import OperatorEnum, SearchFilter
from plytix_pim_client.dtos.pagination import Pagination

from plytix_sandbox import ManualClock, Sandbox

NOWHERE = "5c483ee8eb9139000154dd5e"
"""An id that is well formed and names nothing."""

NO_ID = "non-existing-id"


class Face:
    """A client, or a part of one; a call returns what the client returns, awaited and collected."""

    def __init__(self, part: Any, runner: asyncio.Runner) -> None:
        self._part = part
        self._runner = runner

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._part, name)
        return self._calling(found) if inspect.ismethod(found) else Face(found, self._runner)

    def _calling(self, method: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            result = method(*args, **kwargs)
            if inspect.iscoroutine(result):
                return self._runner.run(result)
            if inspect.isasyncgen(result):
                return self._runner.run(_collected(result))
            return list(result) if inspect.isgenerator(result) else result

        return call


class Plytix(Face):
    """A client of a sandbox that is being served."""

    def __init__(self, client: Any, runner: asyncio.Runner, sandbox: Sandbox, clock: ManualClock) -> None:
        super().__init__(client, runner)
        self.sandbox = sandbox
        self.clock = clock

    def requests(self) -> list[tuple[str, str, int]]:
        """Return every request so far as (method, path, status)."""
        return [(line.method, line.path, line.status) for line in self.sandbox.journal]


OpenPlytix = Callable[..., Plytix]
"""Open a client of a new sandbox: `open_plytix({...account...}, plan=..., faults=..., switch="value")`."""


class Sleeps:
    """What the client slept: it lets other threads run, and moves a clock if it is given one."""

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self.clock: ManualClock | None = None

    def take(self, seconds: float) -> None:
        self.seconds.append(seconds)
        if self.clock:
            self.clock.advance(seconds)


def where(*conditions: Any) -> list[list[SearchFilter]]:
    """Return filters that must all hold: (field, operator) or (field, operator, value)."""
    return [[SearchFilter(field=field, operator=OperatorEnum(operator), value=value[0] if value else None)
             for field, operator, *value in conditions]]  # fmt: skip


def page(order: str = "name", **more: Any) -> Pagination:
    """Return the first page in an order, by default."""
    return Pagination(sort_by_attribute=order, **more)


def ids(things: Iterable[Any]) -> list[str]:
    """Return the ids of what the client returned."""
    return [thing.id for thing in things]


async def _collected(pages: Any) -> list[Any]:
    return [one async for one in pages]
