"""A world in a few lines: an account, a mapping, a seed, what goes wrong, and a sync between them."""

import asyncio
import random
import shutil
import tempfile
import weakref
from collections.abc import Callable, Collection, Coroutine, Sequence
from copy import copy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from unittest.mock import MagicMock

import httpx2

from amazon_plytix.accounts import Account, SchemaNames
from amazon_plytix.applying.events import Events
from amazon_plytix.applying.outcome import LinkOutcome, ProductOutcome
from amazon_plytix.http import Wait
from amazon_plytix.jobs.context import JobContext
from amazon_plytix.jobs.job import Job
from amazon_plytix.jobs.link import MOST_REMOVALS, LinkJob
from amazon_plytix.jobs.running import run_job
from amazon_plytix.jobs.sync import SyncJob
from amazon_plytix.jobs.undo import UndoJob
from amazon_plytix.ledger.owner import Owner
from amazon_plytix.ledger.run import Run
from amazon_plytix.ledger.runs import Runs
from amazon_plytix.ledger.store import Store
from amazon_plytix.planning.estimate import Estimate
from amazon_plytix.planning.header import JobKind
from amazon_plytix.planning.plan import Plan, UndoState
from amazon_plytix.plytix import Credentials, RateLimit
from plytix_sandbox import Fault, Sandbox
from plytix_sandbox.faults import Faults
from tests.support.clock import ClientClock, SandboxClock
from tests.support.loop import VirtualTimeLoop, run_virtually

Result = TypeVar("Result")

_LOOPBACK = "http://127.0.0.1"
Network = Callable[[httpx2.AsyncBaseTransport], httpx2.AsyncBaseTransport]
# A file system in memory, where there is one: worlds are many.
MEMORY = Path("/dev/shm") if Path("/dev/shm").is_dir() else None


@dataclass
class Recorder(Events):
    """Keeps everything that happens in a job."""

    waits: list[Wait] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    settled: list[ProductOutcome] = field(default_factory=list)
    plan: Plan | None = None
    estimate: Estimate | None = None
    links: list[LinkOutcome] = field(default_factory=list)
    progress: list[tuple[int, int]] = field(default_factory=list)

    def waiting(self, wait: Wait) -> None:
        self.waits.append(wait)

    def note(self, text: str) -> None:
        self.notes.append(text)

    def planned(self, plan: Plan, estimate: Estimate) -> None:
        self.plan, self.estimate = plan, estimate

    def product_settled(self, outcome: ProductOutcome) -> None:
        self.settled.append(outcome)

    def linking(self, done: int, total: int) -> None:
        self.progress.append((done, total))

    def links_settled(self, outcomes: Sequence[LinkOutcome]) -> None:
        self.links.extend(outcomes)

    def undoing(self, done: int, total: int) -> None:
        self.progress.append((done, total))


@dataclass(frozen=True)
class Ran:
    """What one run left: its results file's content, its calls, and how long it took in virtual seconds."""

    results: dict[str, Any]
    calls: Sequence[Any]
    seconds: float
    told: Recorder

    def count(self, method: str, ending: str) -> int:
        return sum(call.method == method and call.path.endswith(ending) for call in self.calls)

    @property
    def writes(self) -> list[Any]:
        return [call for call in self.calls if is_write(call)]


def is_write(call: Any) -> bool:
    return call.method != "GET" and not call.path.endswith(("/search", "/get-token"))


class World:
    """One account that lives through several runs, and one ledger that knows of them.

    Arguments beyond the account and the seed go to the Sandbox. ``catalog`` is what the account holds now.
    """

    def __init__(self, account: Any, *, seed: int = 0, **sandbox: Any) -> None:
        self._clock = SandboxClock()
        self._random = random.Random(seed)
        self._new_ledger()
        self.sandbox = Sandbox(account, clock=self._clock, seed=seed, **({"plan": "unlimited"} | sandbox))
        self.catalog = self.sandbox.catalog
        # What the last job told.
        self.told = Recorder()
        # What stands between the jobs and the sandbox.
        self.network: Network = lambda sandbox: sandbox

    def sync(
        self,
        mapping: Path,
        *,
        execute: bool = True,
        password: str = "sandbox",
        steps: int | None = None,
        interrupted: int | None = None,
        only: frozenset[str] | None = None,
        parent: Run | None = None,
        **names: Any,
    ) -> Ran:
        """Run a sync to its end; whatever it refuses with is raised.

        After so many ``steps`` it is killed, after so many others it is ``interrupted``.
        """
        job = SyncJob(mapping=mapping, only=only, parent=parent)
        return self.run(job, _account(password, **names), execute=execute, steps=steps, interrupted=interrupted)

    def link(
        self,
        mapping: Path,
        *,
        execute: bool = True,
        prune: bool = False,
        most_removals: int = MOST_REMOVALS,
        steps: int | None = None,
        interrupted: int | None = None,
        parent: Run | None = None,
        **names: Any,
    ) -> Ran:
        """Run a link job as ``sync`` runs a sync."""
        job = LinkJob(mapping=mapping, prune=prune, most_removals=most_removals, parent=parent)
        return self.run(job, _account(**names), execute=execute, steps=steps, interrupted=interrupted)

    def run(
        self,
        job: Job,
        account: Account | None = None,
        *,
        execute: bool = True,
        steps: int | None = None,
        interrupted: int | None = None,
    ) -> Ran:
        """Run any job."""
        context = self._context()
        signal = None if interrupted is None else (interrupted, context.interrupt.happen)
        return self._run(self._doing(job, account or _account(), context, execute=execute), steps, signal)

    def run_together(self, *jobs: tuple["World", Job]) -> list[Ran | BaseException]:
        """Execute jobs at the same time, each on a machine of its own; return what each left, or what it raised."""

        async def gather() -> list[Ran | BaseException]:
            doing = [world._doing(job, _account(), world._context(), execute=True) for world, job in jobs]
            return await asyncio.gather(*doing, return_exceptions=True)

        return self._run(gather())

    async def _doing(self, job: Job, account: Account, context: JobContext, *, execute: bool) -> Ran:
        first, told, began = len(self.sandbox.journal), Recorder(), context.clock.elapsed()
        # Also if the job raises: what it has told so far.
        self.told = told
        results = await run_job(job, account, context, told, execute=execute)
        seconds = context.clock.elapsed() - began
        return Ran(results.model_dump(exclude_unset=True), list(self.sandbox.journal)[first:], seconds, told)

    def another_machine(self) -> "World":
        """Return a machine with a ledger of its own on the same account, at the same time."""
        other = copy(self)
        other._new_ledger()
        return other

    @property
    def runs(self) -> list[Run]:
        """All runs so far but those that took others back, the newest first."""
        return [run for run in Runs(self.store).all() if run.job is not JobKind.UNDO]

    def undo(
        self,
        run: Run | None = None,
        *,
        execute: bool = True,
        steps: int | None = None,
        include_unproven: Collection[str] = (),
    ) -> dict[str, tuple[str, str | None]]:
        """Take a run back, or the last; what became of all it made, by SKU (of a link, its target's)."""
        ran = self.run(UndoJob(run or self.runs[0], frozenset(include_unproven)), execute=execute, steps=steps)
        return {row["sku"]: (_undo_state(row["state"]), row["message"]) for row in ran.results["taken_back"]}

    def links(self, relationship: str) -> dict[str, set[str]]:
        """The SKUs that every product is linked to, by its own; products without links are left out."""
        [kind] = [each for each in self.catalog.relationships if each.name == relationship]
        sku_of = {product.id: product.sku for product in self.catalog.products}
        related = {product.sku: self.catalog.related(product, kind.id) for product in self.catalog.products}
        return {sku: {sku_of[target] for target in targets} for sku, targets in related.items() if targets}

    def pass_time(self, seconds: float) -> None:
        """Let nothing happen for a while."""
        self._clock.earlier += seconds

    def go_wrong(self, do: str, **fault: Any) -> None:
        """From now on let this fault strike."""
        self.sandbox.faults.add(Fault(do=do, **fault))

    def calm(self) -> None:
        """From now on nothing goes wrong."""
        self.sandbox.faults = Faults((), self._clock.time(), 0)

    def product(self, sku: str) -> dict[str, Any]:
        """A product as v1's GET shows it, family and links included; {} where there is none."""

        async def look() -> dict[str, Any]:
            transport = httpx2.ASGITransport(self.sandbox.app)
            async with httpx2.AsyncClient(transport=transport, base_url=_LOOPBACK) as client:
                keys = {"api_key": "sandbox", "api_password": "sandbox"}
                token = (await client.post("/auth/api/get-token", json=keys)).json()["data"][0]["access_token"]
                client.headers["Authorization"] = f"Bearer {token}"
                query = {"filters": [[{"field": "sku", "operator": "eq", "value": sku}]], "attributes": ["sku"]}
                rows = (await client.post("/api/v2/products/search", json=query)).json()["data"]
                if not rows:
                    return {}
                answer = await client.get(f"/api/v1/products/{rows[0]['id']}")
                return dict(answer.json()["data"][0])

        return self._run(look())

    def _new_ledger(self) -> None:
        folder = tempfile.mkdtemp(dir=MEMORY)
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        self._ledger = Path(folder) / "ledger.sqlite"
        self.store = Store(self._ledger)

    def _context(self) -> JobContext:
        transport = self.network(httpx2.ASGITransport(self.sandbox.app))
        clock = ClientClock(self._clock.earlier)
        return JobContext(self.store, clock, transport, owner=Owner("this world", "this world"), draw=self._draw)

    def _draw(self, count: int) -> str:
        """So many bytes of the world's own chance, for the ids of its runs."""
        return self._random.randbytes(count).hex()

    def _run(
        self,
        job: Coroutine[Any, Any, Result],
        steps: int | None = None,
        signal: tuple[int, Callable[[], None]] | None = None,
    ) -> Result:
        """Run a job on virtual time, which then stands still until the next."""
        random.seed(self._random.random())
        loop = VirtualTimeLoop(steps, signal)
        try:
            return run_virtually(job, loop, self._cut_off_from_the_ledger)
        finally:
            self._clock.earlier += loop.time()

    def _cut_off_from_the_ledger(self) -> None:
        """A process that was killed writes nothing any more, whatever its tasks still try to."""
        self.store.close()
        self.store.transaction = MagicMock()  # type: ignore[method-assign]
        self.store = Store(self._ledger)


def _undo_state(state: str) -> str:
    """A state of the results: an UndoState, but for what an ending undo did not get to."""
    return state if state == "skipped" else UndoState(state)


def _account(password: str = "sandbox", **names: Any) -> Account:
    credentials = Credentials("sandbox", password)
    return Account(credentials, _LOOPBACK, _LOOPBACK, SchemaNames(**names), (RateLimit(20, 10.0),))
