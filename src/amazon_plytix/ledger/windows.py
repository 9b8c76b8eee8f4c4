"""Rate windows that all processes of an account share."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

import sqlalchemy as sql

from amazon_plytix.http import LONGEST_CALL, RECHECK, Clock, RateLimit, Turn
from amazon_plytix.ledger.store import LedgerUnusable, Store
from amazon_plytix.ledger.tables import calls, pauses

_MINE = calls.c.account == sql.bindparam("of_account")
_COUNTED = (_MINE, calls.c.answered_at > sql.bindparam("since"))
_TAKE = sql.insert(calls).returning(calls.c.id)
_ANSWER = (
    sql.update(calls)
    .where(calls.c.id == sql.bindparam("ticket"))
    .values(answered_at=sql.bindparam("at"), in_flight_since=None)
)
_GIVE_BACK = sql.delete(calls).where(calls.c.id == sql.bindparam("ticket"))
_FORGET = sql.delete(calls).where(_MINE, calls.c.answered_at <= sql.bindparam("since"))
_COUNT = sql.select(sql.func.count()).where(*_COUNTED)
_NTH = (
    sql.select(calls.c.answered_at).where(*_COUNTED).order_by(calls.c.answered_at).offset(sql.bindparam("n")).limit(1)
)
# A call on its way was counted in the future if its place was taken there; that it may last is no sign of it.
_COUNTED_AT = sql.func.coalesce(calls.c.in_flight_since, calls.c.answered_at)
_IN_FUTURE = (_MINE, sql.bindparam("now") < calls.c.answered_at, sql.bindparam("now") < _COUNTED_AT)
_LAST_IN_FUTURE = sql.select(sql.func.max(_COUNTED_AT)).where(*_IN_FUTURE)
_BRING_BACK = (
    sql.update(calls)
    .where(*_IN_FUTURE)
    .values(
        answered_at=sql.case(
            (calls.c.in_flight_since.is_(None), sql.bindparam("now")), else_=sql.bindparam("given_up_at")
        ),
        in_flight_since=sql.case((calls.c.in_flight_since.is_(None), None), else_=sql.bindparam("now")),
    )
)
_PAUSE = sql.select(pauses.c.asked_at, pauses.c.until).where(pauses.c.account == sql.bindparam("of_account"))
# Turns taken in advance: at most a tenth of a window, so that other processes find some, too.
_AT_ONCE = 10
# Seconds for which an unused turn is kept, and for which a pause that another process ran into may go unnoticed.
_SPARE_LIFE = 1.0


@dataclass(frozen=True, slots=True)
class _Pause:
    """A pause, in seconds since 1970: when the API asked for it, and its end."""

    asked_at: float
    until: float

    def asked_now(self, now: float) -> "_Pause":
        """Return the same pause as if asked for now."""
        return _Pause(now, now + self.until - self.asked_at)


_NO_PAUSE = _Pause(0.0, 0.0)


def _allow(_: sql.Connection) -> None:
    """Let everybody take turns."""


class SharedWindows:
    """Counts the calls of an account in the ledger, so that several processes together keep its limits.

    Turns are taken a few at a time, and answers are written down with the next few. A turn counts until it is written
    down as answered, so what is written late never lets a call through too many. The clock is read inside of the
    transaction: nobody can have counted anything later, unless a clock was ahead then or has been set back since. What
    was counted in the future counts as made now, and costs one window at most.

    Arguments:
        store: the ledger.
        account: the account's id.
        clock: the time.
        check: is called with every transaction that takes turns; what it raises keeps them from being taken.
    """

    def __init__(
        self, store: Store, account: str, clock: Clock, check: Callable[[sql.Connection], None] = _allow
    ) -> None:
        self._store = store
        self._account = account
        self._clock = clock
        self._check = check
        self._spare: list[int] = []
        # When the spare turns were taken, by the time of day and by the time that never goes back.
        self._spare_since = (0.0, 0.0)
        self._answers: list[dict[str, float]] = []
        # What each limit allowed beyond the spare turns when these were taken.
        self._left: list[int] = []
        self._pause = _NO_PAUSE

    def take(self, limits: Sequence[RateLimit]) -> Turn:
        """Take a turn in every window, or return how long to wait before asking again."""
        ahead = 0.0
        if not self._spare or not self._spare_is_fresh() or self.is_paused():
            turn = self._take_some(limits)
            if turn.wait > 0:
                return turn
            ahead = turn.ahead
        ticket = self._spare.pop()
        return Turn(ticket, 0.0, ahead=ahead, left=tuple(left + len(self._spare) for left in self._left))

    def answered(self, ticket: int) -> None:
        """Record the answer to a call: from now on it counts until each window has passed."""
        self._answers.append({"ticket": ticket, "at": self._now()})

    def pause_for(self, seconds: float) -> None:
        """Give no turn for so many seconds. A shorter pause never shortens a longer one."""
        with self._store.transaction() as connection:
            now = self._now()
            self._read_pause(connection, now)
            if now + seconds > self._pause.until:
                self._keep_pause(connection, _Pause(now, now + seconds))

    def is_paused(self) -> bool:
        """Return whether there is a pause, as far as this process knows."""
        return self._pause.until > self._now()

    def release(self) -> None:
        """Write the last answers down and give back unused turns. If that fails, they expire by themselves."""
        with suppress(LedgerUnusable), self._store.transaction() as connection:
            self._write_answers(connection)
            self._give_back(connection)

    def _take_some(self, limits: Sequence[RateLimit]) -> Turn:
        """Take a few turns in advance; return what a caller without one has to know."""
        with self._store.transaction() as connection:
            self._check(connection)
            self._write_answers(connection)
            self._give_back(connection)
            now = self._now()
            ahead = max(self._read_pause(connection, now), self._bring_back(connection, now))
            if self._pause.until > now:
                return Turn(None, self._pause.until - now, paused=True, ahead=ahead)
            longest = max((limit.seconds for limit in limits), default=0.0)
            connection.execute(_FORGET, {"of_account": self._account, "since": now - longest})
            wait, places, free = 0.0, list[int](), max(1, min([_AT_ONCE, *(limit.calls // 10 for limit in limits)]))
            for limit in limits:
                counted = {"of_account": self._account, "since": now - limit.seconds}
                turns = limit.calls - (connection.scalar(_COUNT, counted) or 0)
                places.append(turns)
                free = min(free, turns)
                wait = max(wait, 0.0 if turns > 0 else self._frees_in(connection, counted, -turns, limit, now))
            if wait <= 0:
                self._take_in_advance(connection, free, now)
                self._left = [turns - free for turns in places]
            return Turn(None, wait, ahead=ahead)

    def _take_in_advance(self, connection: sql.Connection, number: int, now: float) -> None:
        row = {"account": self._account, "answered_at": now + LONGEST_CALL, "in_flight_since": now}
        self._spare.extend(connection.scalars(_TAKE, [row] * number))
        self._spare_since = (now, self._clock.elapsed())

    def _spare_is_fresh(self) -> bool:
        """Return whether the spare turns may be used: neither time alone knows that a process or computer slept."""
        now, elapsed = self._spare_since
        return abs(self._now() - now) < _SPARE_LIFE and self._clock.elapsed() - elapsed < _SPARE_LIFE

    def _give_back(self, connection: sql.Connection) -> None:
        """Give unused turns back. One that was kept for long no longer counts, and must not be used."""
        if self._spare:
            connection.execute(_GIVE_BACK, [{"ticket": ticket} for ticket in self._spare])
            self._spare.clear()

    def _write_answers(self, connection: sql.Connection) -> None:
        if self._answers:
            connection.execute(_ANSWER, self._answers)
            self._answers.clear()

    def _bring_back(self, connection: sql.Connection, now: float) -> float:
        """Let calls that were counted in the future count as made now; return how far ahead the last of them was."""
        mine = {"of_account": self._account, "now": now}
        last = connection.scalar(_LAST_IN_FUTURE, mine)
        if last is None:
            return 0.0
        connection.execute(_BRING_BACK, {**mine, "given_up_at": now + LONGEST_CALL})
        return float(last) - now

    def _read_pause(self, connection: sql.Connection, now: float) -> float:
        """Read the pause that any process was asked for; return how far in the future that was.

        A pause that was asked for in the future lasts as long as was asked, from now on.
        """
        row = connection.execute(_PAUSE, {"of_account": self._account}).first()
        self._pause = _Pause(row.asked_at, row.until) if row else _NO_PAUSE
        ahead = self._pause.asked_at - now
        if ahead > 0:
            self._keep_pause(connection, self._pause.asked_now(now))
        return max(ahead, 0.0)

    def _keep_pause(self, connection: sql.Connection, pause: _Pause) -> None:
        self._pause = pause
        connection.execute(sql.delete(pauses).where(pauses.c.account == self._account))
        row = {"account": self._account, "asked_at": pause.asked_at, "until": pause.until}
        connection.execute(sql.insert(pauses).values(row))

    def _frees_in(
        self, connection: sql.Connection, counted: dict[str, object], surplus: int, limit: RateLimit, now: float
    ) -> float:
        """Return the seconds until a window has a free turn: until the call that must leave it first has left."""
        answered_at = connection.scalar(_NTH, {**counted, "n": surplus}) or now
        return RECHECK if answered_at > now else answered_at + limit.seconds - now

    def _now(self) -> float:
        return self._clock.now().timestamp()
