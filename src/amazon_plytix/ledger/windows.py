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
# Turns taken in advance: at most a tenth of a window, so that other processes find some, too.
_AT_ONCE = 10
# Seconds for which an unused turn is kept, and for which a pause that another process ran into may go unnoticed.
_SPARE_LIFE = 1.0


class SharedWindows:
    """Counts the calls of an account in the ledger, so that several processes together keep its limits.

    Turns are taken a few at a time, and answers are written down with the next few. A turn counts until it is written
    down as answered, so what is written late never lets a call through too many.
    """

    def __init__(self, store: Store, account: str) -> None:
        self._store = store
        self._account = account
        self._spare: list[int] = []
        self._spare_until = 0.0
        self._answers: list[dict[str, float]] = []
        self._paused_until = 0.0

    def take(self, limits: Sequence[RateLimit], now: float) -> Turn:
        """Take a turn in every window, or return how long to wait before asking again."""
        if not self._spare or now >= self._spare_until or now < self._paused_until:
            wait = self._take_some(limits, now)
            if wait > 0:
                return Turn(None, wait)
        return Turn(self._spare.pop(), 0.0)

    def answered(self, ticket: int, now: float) -> None:
        """Note that a call has its answer: from now on it counts until each window has passed."""
        self._answers.append({"ticket": ticket, "at": now})

    def pause_until(self, until: float) -> None:
        """Give no turn before this time. An earlier time never shortens a later one."""
        with self._store.transaction() as connection:
            known = connection.scalar(_PAUSE, {"account": self._account})
            self._paused_until = max(until, known or 0.0)
            connection.execute(sql.delete(pauses).where(pauses.c.account == self._account))
            connection.execute(sql.insert(pauses).values(account=self._account, until=self._paused_until))

    def paused_until(self) -> float:
        """Return the time before which no turn is given, as far as this process knows."""
        return self._paused_until

    def release(self) -> None:
        """Write the last answers down and give back unused turns. If that fails, they expire by themselves."""
        with suppress(LedgerUnusable), self._store.transaction() as connection:
            self._write_answers(connection)
            self._give_back(connection)

    def _take_some(self, limits: Sequence[RateLimit], now: float) -> float:
        """Take a few turns in advance; return 0, or the seconds to wait if there is none."""
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
                turns = limit.calls - (connection.scalar(_COUNT, counted) or 0)
                free = min(free, turns)
                wait = max(wait, 0.0 if turns > 0 else self._frees_in(connection, counted, -turns, limit, now))
            if wait <= 0:
                row = {"account": self._account, "answered_at": now + LONGEST_CALL}
                self._spare.extend(connection.scalars(_TAKE, [row] * free))
                self._spare_until = now + _SPARE_LIFE
            return wait

    def _give_back(self, connection: sql.Connection) -> None:
        """Give unused turns back. One that was kept for long no longer counts, and must not be used."""
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
        """Return the seconds until a window has a free turn: until the call that must leave it first has left."""
        answered_at = connection.scalar(_NTH, {**counted, "n": surplus}) or now
        return RECHECK if answered_at > now else answered_at + limit.seconds - now
