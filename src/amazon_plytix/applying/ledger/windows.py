"""Rate windows that all processes of an account share."""

from collections.abc import Sequence

import sqlalchemy as sql

from amazon_plytix.applying.ledger.store import Store
from amazon_plytix.applying.ledger.tables import calls, pauses
from amazon_plytix.plytix import RateLimit
from amazon_plytix.plytix.windows import LONGEST_CALL, RECHECK, Turn


class SharedWindows:
    """Counts the calls of an account in the ledger, so that several processes together keep its limits."""

    def __init__(self, store: Store, account: str) -> None:
        self._store = store
        self._account = account

    def take(self, limits: Sequence[RateLimit], now: float) -> Turn:
        """Take a place in every window, or say how long to wait before asking again."""
        with self._store.transaction() as connection:
            self._forget(connection, limits, now)
            wait = max(
                [self._closed_until(connection) - now, 0.0, *(self._wait(connection, limit, now) for limit in limits)]
            )
            if wait > 0:
                return Turn(None, wait)
            given_up = sql.insert(calls).values(account=self._account, answered_at=now + LONGEST_CALL)
            return Turn(connection.execute(given_up.returning(calls.c.id)).scalar_one(), 0.0)

    def answered(self, ticket: int, now: float) -> None:
        """The call of this ticket has its answer: it counts until each window has passed from now on."""
        with self._store.transaction() as connection:
            connection.execute(sql.update(calls).where(calls.c.id == ticket).values(answered_at=now))

    def close(self, until: float) -> None:
        """Give no turn before this time; an earlier one never shortens a later one."""
        with self._store.transaction() as connection:
            known = connection.scalar(sql.select(pauses.c.until).where(pauses.c.account == self._account))
            if known is None:
                connection.execute(sql.insert(pauses).values(account=self._account, until=until))
            elif known < until:
                connection.execute(sql.update(pauses).where(pauses.c.account == self._account).values(until=until))

    def closed_until(self) -> float:
        """The time before which no turn is given."""
        with self._store.transaction() as connection:
            return self._closed_until(connection)

    def _forget(self, connection: sql.Connection, limits: Sequence[RateLimit], now: float) -> None:
        longest = max((limit.seconds for limit in limits), default=0.0)
        mine = calls.c.account == self._account
        connection.execute(sql.delete(calls).where(mine, calls.c.answered_at <= now - longest))

    def _closed_until(self, connection: sql.Connection) -> float:
        return connection.scalar(sql.select(pauses.c.until).where(pauses.c.account == self._account)) or 0.0

    def _wait(self, connection: sql.Connection, limit: RateLimit, now: float) -> float:
        """Seconds until the window has a place: that of the call which must be forgotten first."""
        counted = (calls.c.account == self._account, calls.c.answered_at > now - limit.seconds)
        surplus = (connection.scalar(sql.select(sql.func.count()).where(*counted)) or 0) - limit.calls
        if surplus < 0:
            return 0.0
        last = sql.select(calls.c.answered_at).where(*counted).order_by(calls.c.answered_at).offset(surplus).limit(1)
        answered_at = connection.scalar(last) or now
        return RECHECK if answered_at > now else answered_at + limit.seconds - now
