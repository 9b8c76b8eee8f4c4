"""One execute at a time on an account."""

import asyncio
import os
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sql

from amazon_plytix.http import Clock
from amazon_plytix.ledger.store import LedgerUnusable, Store
from amazon_plytix.ledger.tables import leases
from amazon_plytix.refusal import RefusedBeforeWriting

# A lease lives three heartbeats: two may be late before anybody takes it over.
_LIFE = 60.0
_HEARTBEAT = 20.0


class AccountBusy(RefusedBeforeWriting):
    """Another execute holds the account. The text says which one, on which host, and until when."""


class LeaseLost(Exception):
    """The lease expired and another execute has it: this process was suspended for longer than a lease lasts."""


def this_process() -> str:
    """Return the name of this process as the owner of a lease."""
    return f"process {os.getpid()} on {socket.gethostname()}"


@asynccontextmanager
async def lease(store: Store, account: str, run: str, clock: Clock, owner: str) -> AsyncIterator[None]:
    """Hold an account while the block runs.

    Raises AccountBusy if another execute holds it, and LeaseLost, instead of the block's own exception, if it was lost.
    """
    _acquire(store, account, run, owner, clock.now().timestamp())
    holder, lost = asyncio.current_task(), asyncio.Event()
    heartbeat = asyncio.create_task(_keep(store, account, run, clock, holder, lost))
    try:
        yield
    except asyncio.CancelledError:
        if lost.is_set():
            raise LeaseLost(f"run {run} lost its hold of the account: another execute has taken over") from None
        raise
    finally:
        heartbeat.cancel()
        _release(store, run)


def holders(store: Store, now: float) -> frozenset[str]:
    """Return the runs that hold an account at this time (seconds since 1970)."""
    with store.transaction() as connection:
        return frozenset(held.run for held in connection.execute(sql.select(leases)) if _is_held(held, now))


async def _keep(
    store: Store, account: str, run: str, clock: Clock, holder: "asyncio.Task[object] | None", lost: asyncio.Event
) -> None:
    """Extend the lease at every heartbeat. If it is gone, or may be before the next one, end the holder's work."""
    expires_at = clock.now().timestamp() + _LIFE
    while not lost.is_set():
        await clock.sleep(_HEARTBEAT)
        now = clock.now().timestamp()
        try:
            kept = _extend(store, account, run, now)
        except LedgerUnusable:
            kept = now + _HEARTBEAT < expires_at
        else:
            expires_at = now + _LIFE
        if not kept:
            lost.set()
            if holder:
                holder.cancel()


def _extend(store: Store, account: str, run: str, now: float) -> bool:
    mine = sql.update(leases).where(leases.c.account == account, leases.c.run == run)
    with store.transaction() as connection:
        return connection.execute(mine.values(expires_at=now + _LIFE)).rowcount > 0


def _acquire(store: Store, account: str, run: str, owner: str, now: float) -> None:
    with store.transaction() as connection:
        held = connection.execute(sql.select(leases).where(leases.c.account == account)).first()
        if held and _is_held(held, now):
            until = datetime.fromtimestamp(held.expires_at, UTC).strftime("%H:%M:%S UTC")
            raise AccountBusy(
                f"run {held.run} ({held.owner}) is writing to this account; wait for its end, or, if it hangs, "
                f"stop it: its hold ends by itself at {until}"
            )
        connection.execute(sql.delete(leases).where(leases.c.account == account))
        connection.execute(sql.insert(leases).values(account=account, run=run, owner=owner, expires_at=now + _LIFE))


def _release(store: Store, run: str) -> None:
    """Release the account. If that cannot be written, the lease expires by itself."""
    with suppress(LedgerUnusable), store.transaction() as connection:
        connection.execute(sql.delete(leases).where(leases.c.run == run))


def _is_held(held: Any, now: float) -> bool:
    return held.expires_at > now and not _is_dead(held.owner)


def _is_dead(owner: str) -> bool:
    """Return whether the owner was a process of this host that has ended. Only POSIX systems can tell."""
    match = re.fullmatch(r"process (\d+) on (.*)", owner)
    if not match or match[2] != socket.gethostname() or os.name != "posix":
        return False
    try:
        os.kill(int(match[1]), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        pass
    return False
