"""One execute at a time on an account.

Whoever acquires an account's lease draws its next epoch. All that a run writes into the ledger, and every turn to call,
is checked against it in the same transaction: a process that was suspended while another took over does nothing more.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sql

from amazon_plytix.http import Clock
from amazon_plytix.ledger.owner import Owner
from amazon_plytix.ledger.store import LedgerUnusable, Store
from amazon_plytix.ledger.tables import leases
from amazon_plytix.refusal import RefusedBeforeWriting

_log = logging.getLogger(__name__)

# A lease lives three heartbeats: two may be late before anybody takes it over.
_LIFE = 60.0
_HEARTBEAT = 20.0

# A database with row locks lets nobody take the lease over before the transaction that read it has ended.
_HELD = sql.select(leases).where(leases.c.account == sql.bindparam("of_account")).with_for_update()


class AccountBusy(RefusedBeforeWriting):
    """Another execute holds the account. The text says which one, on which host, and until when."""


class LeaseLost(Exception):
    """The lease expired and another execute has it: this process was suspended for longer than a lease lasts."""


@dataclass(frozen=True, slots=True)
class Lease:
    """An account that a run holds, as the holder of one epoch."""

    account: str
    run: str
    owner: Owner
    epoch: int

    def check(self, connection: sql.Connection) -> None:
        """Raise LeaseLost if another execute has taken the account over."""
        held = connection.execute(_HELD, {"of_account": self.account}).first()
        if held is None or (held.epoch, held.owner) != (self.epoch, self.owner.id):
            raise LeaseLost(f"run {self.run} lost its hold of the account: another execute has taken over")

    def extend(self, store: Store, now: float) -> bool:
        """Let the lease live on; return whether it still was this one's."""
        return self._set_end(store, now + _LIFE)

    def release(self, store: Store) -> None:
        """Release the account. If that cannot be written, the lease expires by itself."""
        with suppress(LedgerUnusable):
            self._set_end(store, 0.0)
            _log.info("the account is released", extra={"event": "lease_released"})

    def _set_end(self, store: Store, expires_at: float) -> bool:
        mine = (leases.c.account == self.account, leases.c.epoch == self.epoch, leases.c.owner == self.owner.id)
        with store.transaction() as connection:
            return connection.execute(sql.update(leases).where(*mine).values(expires_at=expires_at)).rowcount > 0


@asynccontextmanager
async def lease(store: Store, account: str, run: str, clock: Clock, owner: Owner) -> AsyncIterator[Lease]:
    """Hold an account while the block runs.

    Raises AccountBusy if another execute holds it, and LeaseLost, instead of the block's own exception, if it was lost.
    """
    held = _acquire(store, account, run, owner, clock.now().timestamp())
    holder, lost = asyncio.current_task(), asyncio.Event()
    heartbeat = asyncio.create_task(_keep(store, held, clock, holder, lost))
    try:
        yield held
    except asyncio.CancelledError:
        if lost.is_set():
            raise LeaseLost(f"run {run} lost its hold of the account: another execute has taken over") from None
        raise
    finally:
        heartbeat.cancel()
        held.release(store)


def holders(store: Store, now: float) -> frozenset[str]:
    """Return the runs that hold an account at this time (seconds since 1970)."""
    with store.transaction() as connection:
        return frozenset(held.run for held in connection.execute(sql.select(leases)) if _is_held(held, now))


async def _keep(
    store: Store, held: Lease, clock: Clock, holder: "asyncio.Task[object] | None", lost: asyncio.Event
) -> None:
    """Extend the lease at every heartbeat. If it is gone, or may be before the next one, end the holder's work."""
    expires_at = clock.now().timestamp() + _LIFE
    while not lost.is_set():
        await clock.sleep(_HEARTBEAT)
        now = clock.now().timestamp()
        try:
            kept = held.extend(store, now)
        except LedgerUnusable:
            kept = now + _HEARTBEAT < expires_at
            _log.warning("the lease could not be extended", extra={"event": "lease_not_extended"})
        else:
            expires_at = now + _LIFE
        if not kept:
            _log.error("the account is lost: its lease was taken over", extra={"event": "lease_lost"})
            lost.set()
            if holder:
                holder.cancel()


def _acquire(store: Store, account: str, run: str, owner: Owner, now: float) -> Lease:
    """Acquire an account's next epoch. Raises AccountBusy."""
    with store.transaction() as connection:
        held = connection.execute(_HELD, {"of_account": account}).first()
        if not held or not _is_held(held, now):
            mine = Lease(account, run, owner, held.epoch + 1 if held else 1)
            _write(connection, mine, now + _LIFE)
            taken_over = f", taken over from run {held.run}" if held and held.expires_at > now else ""
            _log.info("holding the account, epoch %d%s", mine.epoch, taken_over, extra={"event": "lease"})
            return mine
        # Nobody's hold ends later: a lease that does was written by a clock that was ahead.
        until = min(held.expires_at, now + _LIFE)
        connection.execute(sql.update(leases).where(leases.c.account == account).values(expires_at=until))
    raise AccountBusy(
        f"run {held.run} ({held.owner_name}) is writing to this account; wait for its end, or, if it hangs, "
        f"stop it: its hold ends by itself at {datetime.fromtimestamp(until, UTC):%H:%M:%S UTC}"
    )


def _write(connection: sql.Connection, mine: Lease, expires_at: float) -> None:
    row = {
        "account": mine.account,
        "epoch": mine.epoch,
        "run": mine.run,
        "owner": mine.owner.id,
        "owner_name": mine.owner.name,
        "pid_namespace": mine.owner.pid_namespace,
        "pid": mine.owner.pid,
        "expires_at": expires_at,
    }
    known = sql.update(leases).where(leases.c.account == mine.account)
    if not connection.execute(known.values(row)).rowcount:
        connection.execute(sql.insert(leases).values(row))


def _is_held(held: Any, now: float) -> bool:
    owner = Owner(held.owner, held.owner_name, held.pid_namespace, held.pid)
    return bool(held.expires_at > now and not owner.is_dead())
