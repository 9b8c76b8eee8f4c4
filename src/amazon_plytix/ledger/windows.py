"""Rate windows that all processes of an account share."""

from collections.abc import Sequence
from contextlib import suppress

import sqlalchemy as sql

from amazon_plytix.http import LONGEST_CALL, RECHECK, RateLimit, Turn
from amazon_plytix.ledger.store import LedgerUnusable, Store
from amazon_plytix.ledger.tables import calls, pauses

_MINE = calls.c.account == sql.bindparam("account")
_COUNTED = (_MINE, calls.c.answered_at > sql.bindparam("since"))
_TAKE = sql.insert(calls).returning(calls.c.id)
_ANSWER = sql.update(calls).where(calls.c.id == sql.bindparam("ticket")).values(answered_at=sql.bindparam("at"))
_GIVE_BACK = sql.delete(calls).where(calls.c.id == sql.bindparam("ticket"))
_FORGET = sql.delete(calls).where(_MINE, calls.c.answered_at <= sql.bindparam("since"))
_COUNT = sql.select(sql.func.count()).where(*_COUNTED)
_NTH = (
    sql.select(calls.c.answered_at).where(*_COUNTED).order_by(calls.c.answered_at).offset(sql.bindparam("n")).limit(1)
)
_PAUSE = sql.select(pauses.c.until).where(pauses.c.account == sql.bindparam("account"))
# Places taken together: no more than a tenth of a window, so that others find some too.
_AT_ONCE = 10
# Seconds for which a place is kept without being used, and a pause that another process was told of goes unheard.
_SPARE_LIFE = 1.0


class SharedWindows:
    """Counts the calls of an account in the ledger, so that several processes together keep its limits.

    Places are taken a few at a time, and answers written down with the next taking: a place counts as long as
    nobody has written that it is free, so what is written late is never too much.
    """

    def __init__(self, store: Store, account: str) -> None:
        self._store = store
        self._account = account
        self._spare: list[int] = []
        self._spare_until = 0.0
        self._answers: list[dict[str, float]] = []
        self._paused_until = 0.0

    def take(self, limits: Sequence[RateLimit], now: float) -> Turn:
        """Take a place in every window, or say how long to wait before asking again."""
        if not self._spare or now >= self._spare_until or now < self._paused_until:
            wait = self._take_some(limits, now)
            if wait > 0:
                return Turn(None, wait)
        return Turn(self._spare.pop(), 0.0)

    def answered(self, ticket: int, now: float) -> None:
        """The call of this ticket has its answer: it counts until each window has passed from now on."""
        self._answers.append({"ticket": ticket, "at": now})

    def pause_until(self, until: float) -> None:
        """Give no turn before this time; an earlier one never shortens a later one."""
        with self._store.transaction() as connection:
            known = connection.scalar(_PAUSE, {"account": self._account})
            self._paused_until = max(until, known or 0.0)
            connection.execute(sql.delete(pauses).where(pauses.c.account == self._account))
            connection.execute(sql.insert(pauses).values(account=self._account, until=self._paused_until))

    def paused_until(self) -> float:
        """The time before which no turn is given, as far as this process has heard."""
        return self._paused_until

    def release(self) -> None:
        """Write the last answers down and give back what was not used; where that fails, time will do it."""
        with suppress(LedgerUnusable), self._store.transaction() as connection:
            self._write_answers(connection)
            self._give_back(connection)

    def _take_some(self, limits: Sequence[RateLimit], now: float) -> float:
        """Take places to have some at hand; 0, or the seconds to wait where there is none."""
        with self._store.transaction() as connection:
            self._write_answers(connection)
            self._give_back(connection)
            self._paused_until = connection.scalar(_PAUSE, {"account": self._account}) or 0.0
            longest = max((limit.seconds for limit in limits), default=0.0)
            connection.execute(_FORGET, {"account": self._account, "since": now - longest})
            wait = self._paused_until - now
            free = max(1, min([_AT_ONCE, *(limit.calls // 10 for limit in limits)]))
            for limit in limits:
                counted = {"account": self._account, "since": now - limit.seconds}
                places = limit.calls - (connection.scalar(_COUNT, counted) or 0)
                free = min(free, places)
                wait = max(wait, 0.0 if places > 0 else self._frees_in(connection, counted, -places, limit, now))
            if wait <= 0:
                row = {"account": self._account, "answered_at": now + LONGEST_CALL}
                self._spare.extend(connection.scalars(_TAKE, [row] * free))
                self._spare_until = now + _SPARE_LIFE
            return wait

    def _give_back(self, connection: sql.Connection) -> None:
        """A place that lay about for long no longer counts, and must not be used."""
        if self._spare:
            connection.execute(_GIVE_BACK, [{"ticket": ticket} for ticket in self._spare])
            self._spare.clear()

    def _write_answers(self, connection: sql.Connection) -> None:
        if self._answers:
            connection.execute(_ANSWER, self._answers)
            self._answers.clear()

    def _frees_in(
        self, connection: sql.Connection, counted: dict[str, object], surplus: int, limit: RateLimit, now: float
    ) -> float:
        """Seconds until the window has a place: that of the call which must be forgotten first."""
        answered_at = connection.scalar(_NTH, {**counted, "n": surplus}) or now
        return RECHECK if answered_at > now else answered_at + limit.seconds - now
