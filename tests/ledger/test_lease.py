"""One execute at a time on an account."""

import asyncio
import os
import re
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, closing
from pathlib import Path

import pytest

from amazon_plytix.ledger.lease import AccountBusy, LeaseLost, lease, this_process
from amazon_plytix.ledger.store import LedgerUnusable, Store
from tests.support import ClientClock
from tests.support.clock import START
from tests.support.scripted import run_on_virtual_time

# A lease lives 60 s and is extended every 20.
LIFE = 60.0
ELSEWHERE = "process 1 on another-host"


def hold(store: Store, run: str, *, owner: str = ELSEWHERE, account: str = "acme") -> AbstractAsyncContextManager[None]:
    return lease(store, account, run, ClientClock(), owner)


def play(story: Callable[[], Awaitable[None]]) -> None:
    run_on_virtual_time(story())


def holders(store: Store) -> list[tuple[str, str]]:
    with store.transaction() as connection:
        return [(row.run, row.owner) for row in connection.exec_driver_sql("SELECT run, owner FROM leases")]


def leave_behind(store: Store, owner: str) -> None:
    """The lease of a process that was killed when the story began."""
    expires_at = START.timestamp() + LIFE
    with store.transaction() as connection:
        connection.exec_driver_sql("INSERT INTO leases VALUES ('acme', 'killed', ?, ?)", (owner, expires_at))


def run_out(store: Store) -> None:
    """Let all leases be over, as if their holders had been asleep for longer than they live."""
    with store.transaction() as connection:
        connection.exec_driver_sql("UPDATE leases SET expires_at = 0")


def test_the_second_is_refused_and_told_who_holds_the_account_and_until_when(
    store: Store, open_store: Callable[[], Store]
) -> None:
    async def story() -> None:
        async with hold(store, "run-1"):
            with pytest.raises(AccountBusy) as refused:
                async with hold(open_store(), "run-2", owner="process 2 on this host"):
                    pytest.fail("two at a time")
            for words in ("run-1", "process 1 on another-host", "is writing to this account", "06:00:15 UTC"):
                assert words in str(refused.value)
            assert holders(store) == [("run-1", ELSEWHERE)]

    play(story)


def test_another_account_is_free(store: Store) -> None:
    async def story() -> None:
        async with hold(store, "run-1"), hold(store, "run-2", account="other"):
            assert len(holders(store)) == 2

    play(story)


def test_after_the_end_the_account_is_free_at_once(store: Store) -> None:
    async def story() -> None:
        for run in ("run-1", "run-2"):
            async with hold(store, run):
                assert holders(store) == [(run, ELSEWHERE)]
        assert holders(store) == []

    play(story)


def test_an_error_frees_the_account_too_and_is_raised(store: Store) -> None:
    async def story() -> None:
        with pytest.raises(KeyError):
            async with hold(store, "run-1"):
                raise KeyError
        assert holders(store) == []

    play(story)


def test_a_cancelled_holder_frees_the_account_and_stays_cancelled(store: Store) -> None:
    async def held() -> None:
        async with hold(store, "run-1"):
            await asyncio.sleep(10_000)

    async def story() -> None:
        holder = asyncio.create_task(held())
        await asyncio.sleep(100)
        holder.cancel()
        with pytest.raises(asyncio.CancelledError):
            await holder
        assert holders(store) == []

    play(story)


def test_the_heartbeat_holds_the_account_for_as_long_as_the_block_lasts(store: Store) -> None:
    async def story() -> None:
        async with hold(store, "run-1"):
            for _ in range(50):
                await asyncio.sleep(LIFE * 0.99)
                with pytest.raises(AccountBusy):
                    await hold(store, "run-2").__aenter__()
            assert holders(store) == [("run-1", ELSEWHERE)]

    play(story)


def test_no_heartbeat_is_left_after_the_end(store: Store) -> None:
    async def story() -> None:
        async with hold(store, "run-1"):
            await asyncio.sleep(1)
        await asyncio.sleep(0)
        assert len(asyncio.all_tasks()) == 1

    play(story)


@pytest.mark.parametrize(("after", "free"), [(LIFE - 1, False), (LIFE, True)])
def test_what_a_dead_process_of_another_host_holds_ends_by_itself(store: Store, after: float, free: bool) -> None:
    leave_behind(store, ELSEWHERE)

    async def story() -> None:
        await asyncio.sleep(after)
        if not free:
            with pytest.raises(AccountBusy):
                await hold(store, "run-2").__aenter__()
            return
        async with hold(store, "run-2"):
            assert holders(store) == [("run-2", ELSEWHERE)]

    play(story)


def test_a_dead_process_of_this_host_holds_nothing(store: Store) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    leave_behind(store, f"process {dead.pid} on {socket.gethostname()}")

    async def story() -> None:
        async with hold(store, "run-2"):
            assert holders(store) == [("run-2", ELSEWHERE)]

    play(story)


@pytest.mark.parametrize("owner", ["process {pid} on {host}", "process 99999999 on elsewhere", "a worker"])
def test_a_process_that_lives_or_cannot_be_asked_holds_the_account(store: Store, owner: str) -> None:
    owner = owner.format(pid=os.getpid(), host=socket.gethostname())
    leave_behind(store, owner)

    async def story() -> None:
        with pytest.raises(AccountBusy, match=re.escape(owner)):
            await hold(store, "run-2").__aenter__()

    play(story)


def test_a_process_that_may_not_be_asked_holds_the_account(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "kill", refuse)
    leave_behind(store, f"process 5 on {socket.gethostname()}")

    async def story() -> None:
        with pytest.raises(AccountBusy):
            await hold(store, "run-2").__aenter__()

    play(story)


def test_where_asking_would_kill_nobody_is_asked(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "name", "nt")
    monkeypatch.setattr(os, "kill", pytest.fail)
    leave_behind(store, f"process 5 on {socket.gethostname()}")

    async def story() -> None:
        with pytest.raises(AccountBusy):
            await hold(store, "run-2").__aenter__()

    play(story)


def test_this_process_is_named_by_its_number_and_host() -> None:
    assert this_process() == f"process {os.getpid()} on {socket.gethostname()}"


def test_a_lease_that_was_lost_ends_the_block_with_the_next_heartbeat(
    store: Store, open_store: Callable[[], Store]
) -> None:
    async def robbed() -> None:
        async with hold(store, "run-1"):
            run_out(store)
            async with hold(open_store(), "run-2"):
                await asyncio.sleep(1000)

    async def story() -> None:
        with pytest.raises(LeaseLost, match="run run-1 lost its hold of the account: another execute has taken over"):
            await robbed()
        assert asyncio.get_running_loop().time() <= 20.0 + 1e-5

    play(story)


def test_who_lost_a_lease_does_not_free_that_of_the_other(store: Store, open_store: Callable[[], Store]) -> None:
    async def robbed() -> None:
        async with hold(store, "run-1"):
            await asyncio.sleep(1000)

    async def story() -> None:
        holder = asyncio.create_task(robbed())
        await asyncio.sleep(1)
        run_out(store)
        async with hold(open_store(), "run-2"):
            with pytest.raises(LeaseLost):
                await holder
            assert holders(store) == [("run-2", ELSEWHERE)]
            await asyncio.sleep(1000)

    play(story)


@pytest.mark.usefixtures("impatient")
def test_a_heartbeat_that_finds_the_ledger_locked_once_goes_on_beating(store: Store, path: Path) -> None:
    async def story() -> None:
        async with hold(store, "run-1"):
            with closing(sqlite3.connect(path, isolation_level=None)) as other:
                other.execute("BEGIN IMMEDIATE")
                await asyncio.sleep(21)
            await asyncio.sleep(2 * LIFE)
            with pytest.raises(AccountBusy):
                await hold(store, "run-2").__aenter__()

    play(story)


@pytest.mark.usefixtures("impatient")
def test_a_holder_that_cannot_write_its_heartbeats_ends_before_another_may_begin(store: Store, path: Path) -> None:
    async def locked_out() -> None:
        async with hold(store, "run-1"):
            with closing(sqlite3.connect(path, isolation_level=None)) as other:
                other.execute("BEGIN IMMEDIATE")
                await asyncio.sleep(LIFE - 1)
                other.execute("ROLLBACK")
                await asyncio.sleep(1)

    async def story() -> None:
        with pytest.raises((LeaseLost, LedgerUnusable)):
            await locked_out()
        assert asyncio.get_running_loop().time() <= LIFE

    play(story)
