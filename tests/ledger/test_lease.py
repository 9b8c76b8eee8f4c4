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
from dataclasses import replace
from pathlib import Path

import pytest

from amazon_plytix.ledger import owner as owner_module
from amazon_plytix.ledger import tables
from amazon_plytix.ledger.lease import AccountBusy, Lease, LeaseLost, lease
from amazon_plytix.ledger.owner import Owner, this_process
from amazon_plytix.ledger.run import RunState
from amazon_plytix.ledger.runs import Runs
from amazon_plytix.ledger.store import LedgerUnusable, Store
from amazon_plytix.planning.steps import Stage
from tests.support import ClientClock
from tests.support.clock import START
from tests.support.ledger import NOW, begin, creates, log_of, sync_plan
from tests.support.scripted import run_on_virtual_time

# A lease lives 60 s and is extended every 20.
LIFE = 60.0
ELSEWHERE = Owner("5e1f", "process 1 on another-host")


def hold(
    store: Store, run: str, *, owner: Owner = ELSEWHERE, account: str = "acme", clock: ClientClock | None = None
) -> AbstractAsyncContextManager[Lease]:
    return lease(store, account, run, clock or ClientClock(), owner)


def play(story: Callable[[], Awaitable[None]]) -> None:
    run_on_virtual_time(story())


def holders(store: Store) -> list[tuple[str, str]]:
    with store.transaction() as connection:
        rows = connection.exec_driver_sql("SELECT run, owner_name FROM leases WHERE expires_at > 0")
        return [(row.run, row.owner_name) for row in rows]


def leave_behind(store: Store, owner: Owner, lasting: float = LIFE) -> None:
    """The lease of a process that was killed when the story began."""
    row = ("acme", 7, "killed", owner.id, owner.name, owner.pid_namespace, owner.pid, START.timestamp() + lasting)
    with store.transaction() as connection:
        connection.exec_driver_sql("INSERT INTO leases VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)


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
                async with hold(open_store(), "run-2", owner=Owner("2", "process 2 on this host")):
                    pytest.fail("two at a time")
            for words in ("run-1", "process 1 on another-host", "is writing to this account", "06:00:15 UTC"):
                assert words in str(refused.value)
            assert holders(store) == [("run-1", ELSEWHERE.name)]

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
                assert holders(store) == [(run, ELSEWHERE.name)]
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
            assert holders(store) == [("run-1", ELSEWHERE.name)]

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
            assert holders(store) == [("run-2", ELSEWHERE.name)]

    play(story)


def dead_process() -> int:
    """The number of a process that has ended."""
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    return dead.pid


def test_a_dead_process_of_this_computer_holds_nothing(store: Store) -> None:
    leave_behind(store, replace(this_process(), pid=dead_process()))

    async def story() -> None:
        async with hold(store, "run-2"):
            assert holders(store) == [("run-2", ELSEWHERE.name)]

    play(story)


# Each is a process that lives, or of which this one cannot know whether it does.
CANNOT_BE_JUDGED = {
    "this very process": this_process(),
    "a container with the same host name, where the number is another's": replace(
        this_process(), pid=99_999_999, pid_namespace="the-same-boot pid:[1]"
    ),
    "a system without namespaces": replace(this_process(), pid=99_999_999, pid_namespace=None),
    "no process": Owner("5", "a worker"),
}


@pytest.mark.parametrize("owner", CANNOT_BE_JUDGED.values(), ids=CANNOT_BE_JUDGED)
def test_a_process_that_lives_or_cannot_be_judged_holds_the_account(store: Store, owner: Owner) -> None:
    leave_behind(store, owner)

    async def story() -> None:
        with pytest.raises(AccountBusy, match=re.escape(owner.name)):
            await hold(store, "run-2").__aenter__()

    play(story)


def test_where_namespaces_cannot_be_read_nobody_is_dead(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    dead = replace(this_process(), pid=dead_process())
    assert dead.is_dead()
    monkeypatch.setattr(owner_module, "_BOOT", tmp_path / "boot_id")
    assert not dead.is_dead()
    assert this_process().pid_namespace is None
    assert not replace(dead, pid_namespace=None).is_dead()


def test_a_process_that_may_not_be_asked_holds_the_account(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "kill", refuse)
    leave_behind(store, this_process())

    async def story() -> None:
        with pytest.raises(AccountBusy):
            await hold(store, "run-2").__aenter__()

    play(story)


def test_this_process_has_an_id_of_its_own_and_a_name_for_people() -> None:
    one, other = this_process(), this_process()
    assert one.name == other.name == f"process {os.getpid()} on {socket.gethostname()}"
    assert one.id != other.id


def test_every_hold_of_an_account_has_a_later_epoch(store: Store) -> None:
    leave_behind(store, ELSEWHERE, lasting=0.0)
    epochs: list[int] = []

    async def story() -> None:
        for number in range(3):
            async with hold(store, f"run-{number}") as held:
                epochs.append(held.epoch)

    play(story)
    assert epochs == [8, 9, 10]


def test_a_hold_that_a_clock_far_ahead_has_left_behind_ends_after_one_life(store: Store) -> None:
    leave_behind(store, ELSEWHERE, lasting=86_400.0)

    async def story() -> None:
        with pytest.raises(AccountBusy, match="06:00:15 UTC"):
            await hold(store, "run-2").__aenter__()
        await asyncio.sleep(LIFE)
        async with hold(store, "run-2"):
            assert holders(store) == [("run-2", ELSEWHERE.name)]

    play(story)


def test_what_an_earlier_holder_still_writes_is_refused_and_nothing_of_it_is_kept(
    store: Store, open_store: Callable[[], Store]
) -> None:
    """A run is suspended for longer than its lease, another takes over, and the first wakes up (defect 5)."""
    steps, plan = creates("A", "B", "C"), sync_plan(missing=[1])
    run, later = begin(store), begin(store, seconds=100)
    log_of(store, run, *steps)

    async def story() -> None:
        async with hold(store, run.id) as held:
            mine = store.checked_by(held.check)
            log = log_of(mine, run)
            log.create_sent(steps[0])
            run_out(store)
            async with hold(open_store(), later.id) as theirs:
                before = content(store)
                writes: list[Callable[[], object]] = [
                    lambda: log.create_sent(steps[1]),
                    lambda: log.product_made(steps[0], "p1", None),
                    lambda: log.product_finished(steps[0], "p1", None),
                    lambda: log.not_created(steps[2], Stage.FAILED, "lost", may_be_there=True),
                    lambda: log.undone(run.id, [0]),
                    lambda: log.enter([replace(steps[0], number=9)]),
                    lambda: Runs(mine).keep_plan(run, plan),
                    lambda: Runs(mine).end(run, RunState.FINISHED, NOW),
                    lambda: Runs(mine).mark_undone(run.id),
                ]
                for write in writes:
                    with pytest.raises(LeaseLost, match=f"run {run.id} lost its hold of the account"):
                        write()
                held.release(store)
                assert not held.extend(store, START.timestamp())
                assert content(store) == before
                log_of(store.checked_by(theirs.check), later, *creates("D"))

    play(story)


def content(store: Store) -> list[object]:
    """Everything that the ledger holds."""
    with store.transaction() as connection:
        return [connection.execute(table.select()).all() for table in tables.metadata.sorted_tables]


@pytest.mark.parametrize("lost", ["DELETE FROM leases", "UPDATE leases SET owner = 'somebody'"])
def test_a_hold_is_lost_with_its_row_or_its_owner(store: Store, lost: str) -> None:
    async def story() -> None:
        async with hold(store, "run-1") as held:
            with store.transaction() as connection:
                held.check(connection)
                connection.exec_driver_sql(lost)
            with pytest.raises(LeaseLost), store.transaction() as connection:
                held.check(connection)

    play(story)


def test_a_hold_that_ran_out_and_that_nobody_took_goes_on(store: Store) -> None:
    async def story() -> None:
        async with hold(store, "run-1") as held:
            run_out(store)
            with store.transaction() as connection:
                held.check(connection)
            await asyncio.sleep(21)
            with pytest.raises(AccountBusy):
                await hold(store, "run-2").__aenter__()

    play(story)


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
            assert holders(store) == [("run-2", ELSEWHERE.name)]
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
