"""One account under all of its keys and all spellings of its address: one lease, one set of windows, one history."""

import asyncio
import random
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amazon_plytix.accounts import Account, AccountUnusable, SchemaNames
from amazon_plytix.jobs.context import JobContext
from amazon_plytix.jobs.job import Session, Work
from amazon_plytix.jobs.running import run_job
from amazon_plytix.jobs.sync import SyncJob
from amazon_plytix.jobs.undo import UndoJob
from amazon_plytix.ledger.lease import AccountBusy
from amazon_plytix.ledger.owner import Owner
from amazon_plytix.ledger.store import Store
from amazon_plytix.plytix import Credentials, RateLimit
from amazon_plytix.reporting.results import Results
from plytix_sandbox import Sandbox, accounts
from tests.support import VirtualTimeLoop, World, entry, matched, write_mapping
from tests.support.clock import ClientClock, SandboxClock
from tests.support.loop import run_virtually
from tests.support.two_keys import AnyKey
from tests.support.world import Recorder

URLS = [
    "http://127.0.0.1",
    "http://127.0.0.1/",
    "http://localhost",
    "http://[::1]:80",
    "http://LOCALHOST:80//",
]


class KeyWorld(World):
    """A world in which every key signs in to the one account."""

    def _context(self) -> JobContext:
        return replace(super()._context(), transport=AnyKey(self.sandbox.app))


def account(key: str = "sandbox", url: str = URLS[0]) -> Account:
    return Account(Credentials(key, "sandbox"), url, url, SchemaNames(), (RateLimit(20, 10.0),))


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    return write_mapping(tmp_path, [matched(n) for n in range(1, 4)], [entry(4)])


@pytest.fixture
def world(mapping: Path) -> KeyWorld:
    return KeyWorld(accounts.for_mapping(mapping))


@pytest.mark.parametrize("url", URLS[1:])
def test_a_run_is_taken_back_by_another_key_under_another_spelling(world: KeyWorld, mapping: Path, url: str) -> None:
    world.run(SyncJob(mapping=mapping), account("one"))
    [run] = world.runs
    undone = world.run(UndoJob(run), account("other", url)).results["undone"]
    assert undone == {"removed": 4}


def test_what_one_key_began_to_create_is_known_to_the_other(world: KeyWorld, mapping: Path) -> None:
    create = {"method": "POST", "path": "/api/v2/products"}
    world.go_wrong("lose_answer", **create, count=1)
    world.go_wrong("answer", path="/api/v2/products/search", status=503, skip=3)
    world.run(SyncJob(mapping=mapping), account("one"))
    world.calm()
    again = world.run(SyncJob(mapping=mapping, parent=world.runs[0]), account("other", URLS[2]))
    assert (again.results["created"], again.results["exists"], again.results["errors"]) == (1, 3, [])


@pytest.mark.parametrize("execute", [True, False])
def test_a_run_of_another_account_is_neither_taken_back_nor_gone_on_with(
    world: KeyWorld, mapping: Path, execute: bool
) -> None:
    world.run(SyncJob(mapping=mapping), account())
    [run] = world.runs
    world.sandbox = Sandbox(accounts.for_mapping(mapping), clock=world._clock, seed=9, plan="unlimited")
    for job in (UndoJob(run), SyncJob(mapping=mapping, parent=run)):
        with pytest.raises(AccountUnusable, match=f"run {run.id} was made on another account"):
            world.run(job, account(), execute=execute)
    assert [call.path for call in world.sandbox.journal] == ["/auth/api/get-token"] * 2
    assert world.runs == [run]


class Slow(SyncJob):
    """A sync that dawdles between its Plan and its first write."""

    async def apply(self, session: Session, work: Work) -> None:
        await session.context.clock.sleep(30.0)
        await SyncJob.apply(self, session, work)


def test_one_account_under_five_spellings_has_one_lease(mapping: Path, tmp_path: Path) -> None:
    """Five processes with a key each, all at once (defect 8)."""
    clock = SandboxClock()
    sandbox = Sandbox(accounts.for_mapping(mapping), clock=clock, plan="unlimited")

    async def all_at_once() -> list[Any]:
        runs = [
            run_in_process(tmp_path, sandbox, Slow(mapping=mapping), account(f"key-{number}", url), execute=True)
            for number, url in enumerate(URLS)
        ]
        return await asyncio.gather(*runs, return_exceptions=True)

    ends = run_virtually(all_at_once(), VirtualTimeLoop())
    assert [type(end) for end in ends].count(AccountBusy) == 4
    assert [end.created for end in ends if isinstance(end, Results)] == [4]


async def run_in_process(
    folder: Path, sandbox: Sandbox, job: SyncJob, with_account: Account, *, execute: bool
) -> Results:
    """Run a job as a process of its own would: with a connection to the ledger, an owner and a client of its own."""
    with closing(Store(folder / "ledger.sqlite")) as store:
        owner = Owner(with_account.credentials.key, f"the process of {with_account.credentials.key}")
        context = JobContext(store, ClientClock(), AnyKey(sandbox.app), owner=owner)
        return await run_job(job, with_account, context, Recorder(), execute=execute)


@given(st.integers(1, 2), st.integers(0, 2**16), st.sampled_from(["clock", "first_call"]), st.sampled_from([0.05, 0.4]))
@settings(max_examples=6, deadline=None)
def test_two_keys_of_one_account_together_never_exceed_its_windows(
    tmp_path_factory: pytest.TempPathFactory, hours: int, seed: int, anchor: str, latency: float
) -> None:
    """Two processes with a key each, one of which writes, against a server that counts in windows of its own."""
    folder = tmp_path_factory.mktemp("two")
    one = write_mapping(folder, [matched(n) for n in range(1, 40 * hours)])
    (folder / "other").mkdir()
    other = write_mapping(folder / "other", [matched(n) for n in range(1, 400)])
    clock = SandboxClock(seed / 97)
    sandbox = Sandbox(
        accounts.for_mapping(one), clock=clock, plan="9+100", latency=latency, switches={"window_anchor": anchor}
    )

    async def both() -> None:
        await asyncio.gather(
            run_in_process(folder, sandbox, SyncJob(mapping=one), account("one"), execute=True),
            *(
                run_in_process(folder, sandbox, SyncJob(mapping=other), account("other", url), execute=False)
                for url in URLS[2:4]
            ),
        )

    random.seed(seed)
    run_virtually(both(), VirtualTimeLoop())
    assert 429 not in {call.status for call in sandbox.journal}
    assert len(sandbox.journal) > 40 * hours


def test_signing_in_costs_no_call_that_counts(world: KeyWorld, mapping: Path) -> None:
    ran = world.run(SyncJob(mapping=mapping), account(), execute=False)
    assert ran.calls[0].path == "/auth/api/get-token"
    assert ran.count("POST", "/get-token") == 1
