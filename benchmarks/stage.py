"""The stage that both syncs play on: the same Plytix, on virtual time, its calls and its processor time counted."""

import time
from collections.abc import Awaitable, Callable, Coroutine, Generator
from pathlib import Path
from typing import Any

import httpx2
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from benchmarks.figures import HOUR_SECONDS, LATENCY, PLAN, Sync, peak_memory
from plytix_sandbox import Sandbox, accounts
from tests.support.clock import SandboxClock
from tests.support.loop import VirtualTimeLoop, run_virtually

URL = "http://127.0.0.1"
TOKEN_PATH = "/auth/api/get-token"  # noqa: S105 - a path


class Stage:
    """A Plytix account that holds the canonical products of a mapping, and lives through one sync or several.

    Arguments: ``family_in_create`` says whether it honours a family in a create, which real accounts may or may not.
    """

    def __init__(
        self, mapping: Path, listings: int, *, latency: float = LATENCY, family_in_create: bool = False
    ) -> None:
        self._listings = listings
        self._latency = latency
        self._clock = SandboxClock()
        switches = {"family_in_v2_body": "honoured" if family_in_create else "ignored"}
        account = accounts.for_mapping(mapping)
        self._sandbox = Sandbox(
            account, plan=PLAN, latency=latency, switches=switches, clock=self._clock, remember=False
        )

    def measure(self, who: str, job: Callable[[httpx2.AsyncBaseTransport, float], Coroutine[Any, Any, None]]) -> Sync:
        """Run a sync to its end, given its road to Plytix and the seconds that passed before; then see what it made."""
        metered, loop = Metered(self._sandbox.app), VirtualTimeLoop()
        began, on_the_wall = time.process_time(), time.perf_counter()
        run_virtually(job(httpx2.ASGITransport(metered), self._clock.earlier), loop)
        cpu, wall = time.process_time() - began, time.perf_counter() - on_the_wall
        self._clock.earlier += loop.time()
        peak = peak_memory()
        self._see_what_was_made(who)
        return Sync(
            who=who,
            listings=self._listings,
            calls=metered.calls,
            refused=metered.refused,
            seconds=loop.time(),
            cpu=cpu,
            sandbox=metered.seconds / wall,
            peak=peak,
            latency=self._latency,
        )

    def let_an_hour_pass(self) -> None:
        """Let all rate windows empty."""
        self._clock.earlier += HOUR_SECONDS

    def _see_what_was_made(self, who: str) -> None:
        catalog = self._sandbox.catalog
        relationship = next(each.id for each in catalog.relationships if each.name == "Amazon Listings")
        in_family = sum(product.family_id is not None for product in catalog.products)
        links = sum(len(catalog.related(product, relationship)) for product in catalog.products)
        if not self._listings == in_family == links:
            raise SystemExit(f"{who}: of {self._listings} listings {in_family} have a family, {links} a link")


class Metered:
    """An ASGI application, with its calls counted, and the seconds it worked, waits left out."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.calls = 0
        self.refused = 0
        self.seconds = 0.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start" and scope["path"] != TOKEN_PATH:
                self._count(message["status"])
            await send(message)

        await _Steps(self._app(scope, receive, counted), self._spent)

    def _count(self, status: int) -> None:
        if status == 429:
            self.refused += 1
        else:
            self.calls += 1

    def _spent(self, seconds: float) -> None:
        self.seconds += seconds


class _Steps:
    """Work that tells what every step of it took.

    On the wall's clock: asking for processor time would cost more than many a step. Neither a step nor anything else
    here waits, so its share of the wall's time is its share of the processor's.
    """

    def __init__(self, work: Awaitable[None], spent: Callable[[float], None]) -> None:
        self._work = work
        self._spent = spent

    def __await__(self) -> Generator[Any, None, None]:
        steps = self._work.__await__()
        while True:
            began = time.perf_counter()
            try:
                waits_for = next(steps)
            except StopIteration:
                return
            finally:
                self._spent(time.perf_counter() - began)
            yield waits_for
