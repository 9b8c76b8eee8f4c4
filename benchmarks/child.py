"""One measurement in a process of its own, which then prints its figures: python -m benchmarks.child KIND LISTINGS."""

import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import httpx2

from amazon_plytix.plytix import SystemClock
from benchmarks import ours, plain_loop, sandbox
from benchmarks.figures import DryRun, Searches, Sync, peak_memory
from benchmarks.files import write_mapping, write_synced_account
from benchmarks.stage import URL, Stage
from tests.support.clock import ClientClock

PLAIN, OURS = "plain loop", "amazon-plytix"
LATENCIES = (0.05, 0.15, 0.2, 0.6)
_STARTS = 5

Job = Callable[[httpx2.AsyncBaseTransport, float], Coroutine[Any, Any, None]]


def plain(folder: Path, listings: int) -> list[Sync]:
    """The plain loop."""
    mapping = _mapping(folder, listings)
    stage = Stage(mapping, listings)
    return [stage.measure(PLAIN, _looping(mapping))]


def first_and_again(folder: Path, listings: int) -> list[Sync]:
    """Our sync, and an hour later the same once more, with nothing changed."""
    mapping = _mapping(folder, listings)
    stage, job = Stage(mapping, listings), _executing(mapping, folder / "ledger")
    first = stage.measure(OURS, job)
    stage.let_an_hour_pass()
    return [first, replace(stage.measure(f"{OURS} again, nothing changed", job), peak=None)]


def family_in_create(folder: Path, listings: int) -> list[Sync]:
    """Our sync where Plytix honours the family in a create."""
    mapping = _mapping(folder, listings)
    stage = Stage(mapping, listings, family_in_create=True)
    return [stage.measure(f"{OURS}, family in the create", _executing(mapping, folder / "ledger"))]


def dry_run(folder: Path, listings: int) -> list[DryRun]:
    """Our dry run against an account on a socket that has everything already.

    Dry runs of one listing come first: they show what a start costs, and leave nothing to be done for the first time.
    """
    mapping, account = _mapping(folder, listings), folder / "account.json"
    alone = _mapping(folder / "alone", 1)
    write_synced_account(account, listings)
    with sandbox.served(account) as (_, address):
        start = min(_dry_run(alone, address, folder / "ledger")[0] for _ in range(_STARTS))
        before = peak_memory()
        cpu, seconds, calls = _dry_run(mapping, address, folder / "ledger")
    return [DryRun(listings, calls, start, cpu, seconds, before, peak_memory())]


def _dry_run(mapping: Path, address: str, ledger: Path) -> tuple[float, float, int]:
    """Processor seconds, seconds on the wall, and calls of one dry run."""
    began, on_the_wall = time.process_time(), time.perf_counter()
    counted = _Counted(httpx2.AsyncHTTPTransport())
    asyncio.run(ours.sync(mapping, address, ledger, SystemClock(), execute=False, transport=counted))
    return time.process_time() - began, time.perf_counter() - on_the_wall, counted.calls


def latencies(folder: Path, listings: int) -> list[Sync]:
    """The plain loop and ours, by the seconds that an answer takes."""
    mapping = _mapping(folder, listings)
    found = []
    for latency in LATENCIES:
        ledger = folder / f"ledger-{latency}"
        for who, job in ((PLAIN, _looping(mapping)), (OURS, _executing(mapping, ledger))):
            found.append(Stage(mapping, listings, latency=latency).measure(who, job))
    return found


def searches(_: Path, products: int) -> list[Searches]:
    """The sandbox's own figures."""
    return [sandbox.measure(products)]


class _Counted(httpx2.AsyncBaseTransport):
    """A road to Plytix on which calls are counted, the token's not."""

    def __init__(self, transport: httpx2.AsyncBaseTransport) -> None:
        self._transport = transport
        self.calls = 0

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        self.calls += request.url.path.startswith("/api/")
        return await self._transport.handle_async_request(request)

    async def aclose(self) -> None:
        await self._transport.aclose()


def _looping(mapping: Path) -> Job:
    return lambda road, _: plain_loop.sync(mapping, road)


def _executing(mapping: Path, ledger: Path) -> Job:
    return lambda road, earlier: ours.sync(mapping, URL, ledger, ClientClock(earlier), execute=True, transport=road)


def _mapping(folder: Path, listings: int) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / "mapping.json"
    write_mapping(path, listings)
    return path


KINDS: dict[str, Callable[[Path, int], list[Any]]] = {
    "plain": plain,
    "first-and-again": first_and_again,
    "family-in-create": family_in_create,
    "latencies": latencies,
    "dry-run": dry_run,
    "searches": searches,
}


def main() -> None:
    """Measure what the command line says."""
    kind, listings = sys.argv[1], int(sys.argv[2])
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps([asdict(found) for found in KINDS[kind](Path(folder), listings)]))


if __name__ == "__main__":
    main()
