"""Rate windows in the ledger: shared, given back, and free again after a kill."""

from collections.abc import Callable
from itertools import count

import pytest

from amazon_plytix.http import LONGEST_CALL, RECHECK, RateLimit, Turn
from amazon_plytix.ledger.store import Store
from amazon_plytix.ledger.windows import SharedWindows
from tests.support.clock import START, SetClock

TWO = [RateLimit(2, 10.0)]
THIRTY = [RateLimit(30, 10.0)]
T = START.timestamp()


class Process:
    """The windows of one process, told the time."""

    def __init__(self, store: Store, account: str = "acme") -> None:
        self.clock = SetClock()
        self._windows = SharedWindows(store, account, self.clock)

    def take(self, limits: list[RateLimit], now: float) -> Turn:
        self.clock.seconds = now - T
        return self._windows.take(limits)

    def answered(self, ticket: int, now: float) -> None:
        self.clock.seconds = now - T
        self._windows.answered(ticket)

    def pause(self, seconds: float, now: float = T) -> None:
        self.clock.seconds = now - T
        self._windows.pause_for(seconds)

    def is_paused(self, now: float) -> bool:
        self.clock.seconds = now - T
        return self._windows.is_paused()

    def release(self) -> None:
        self._windows.release()


Join = Callable[[], Process]


@pytest.fixture
def join(open_store: Callable[[], Store]) -> Join:
    """The windows of one more process."""
    return lambda: Process(open_store())


def call(windows: Process, limits: list[RateLimit], sent: float, answered: float | None = None) -> None:
    """Make a call that must get its turn at once."""
    turn = windows.take(limits, sent)
    assert (turn.ticket is None, turn.wait) == (False, 0.0)
    windows.answered(turn.ticket or 0, sent if answered is None else answered)


def use_up(windows: Process, limits: list[RateLimit], at: float) -> int:
    """Make calls, answered at once, until there is no turn; how many."""
    for number in count():
        turn = windows.take(limits, at)
        if turn.ticket is None:
            return number
        windows.answered(turn.ticket, at)
    raise AssertionError


def test_places_that_one_process_took_are_not_there_for_the_other(join: Join) -> None:
    one, other = join(), join()
    call(one, TWO, T)
    call(other, TWO, T + 1)
    assert one.take(TWO, T + 2).wait == pytest.approx(8.0)
    assert other.take(TWO, T + 2).wait == pytest.approx(8.0)
    call(one, TWO, T + 10)
    assert other.take(TWO, T + 10).wait == pytest.approx(1.0)


def test_a_place_is_free_one_window_after_the_answer(join: Join) -> None:
    one, other = join(), join()
    ticket = one.take([RateLimit(1, 10.0)], T).ticket
    one.answered(ticket or 0, T + 5)
    one.release()
    assert other.take([RateLimit(1, 10.0)], T + 14.9).wait == pytest.approx(0.1)
    assert other.take([RateLimit(1, 10.0)], T + 15).ticket is not None


def test_each_account_has_windows_of_its_own(join: Join, open_store: Callable[[], Store]) -> None:
    other = Process(open_store(), "other")
    assert use_up(join(), TWO, T) == use_up(other, TWO, T) == 2
    other.pause(500)
    assert use_up(join(), TWO, T + 10) == 2


def test_all_windows_hold_at_once(join: Join) -> None:
    limits = [RateLimit(2, 10.0), RateLimit(3, 100.0)]
    one, other = join(), join()
    assert use_up(one, limits, T) == 2
    assert use_up(other, limits, T + 10) == 1
    assert other.take(limits, T + 20).wait == pytest.approx(80.0)


def test_without_limits_everybody_may_call(join: Join) -> None:
    windows = join()
    for _ in range(25):
        call(windows, [], T)


@pytest.mark.parametrize("calls", [1, 9, 19, 20, 50, 150])
def test_two_that_take_turns_get_as_many_calls_as_one_alone(join: Join, calls: int) -> None:
    limits, one, other = [RateLimit(calls, 10.0)], join(), join()
    done = {one: 0, other: 0}
    for windows in [one, other] * calls:
        turn = windows.take(limits, T)
        if turn.ticket is not None:
            windows.answered(turn.ticket, T)
            done[windows] += 1
    assert sum(done.values()) == calls
    assert min(done.values()) >= calls // 3


def test_no_process_takes_more_than_a_tenth_of_a_window_in_advance(join: Join) -> None:
    one, other = join(), join()
    call(one, THIRTY, T)
    assert use_up(other, THIRTY, T) >= 27


def test_releasing_gives_back_what_was_not_used_and_tells_the_last_answers(join: Join) -> None:
    one, other = join(), join()
    call(one, THIRTY, T)
    one.release()
    assert use_up(other, THIRTY, T) == 29
    assert other.take(THIRTY, T + 10).ticket is not None


def test_releasing_without_having_called_changes_nothing(join: Join) -> None:
    join().release()
    assert use_up(join(), THIRTY, T) == 30


def test_the_pause_that_one_is_told_of_holds_for_all(join: Join) -> None:
    one, other, third = join(), join(), join()
    one.pause(1089.5)
    assert other.take(TWO, T).wait == pytest.approx(1089.5)
    assert [other.is_paused(T + 1089.4), other.is_paused(T + 1089.5)] == [True, False]
    third.pause(5)
    assert [third.is_paused(T + 1089.4), third.is_paused(T + 1089.5)] == [True, False]
    assert [each.take(TWO, T + 1089.4).ticket for each in (one, other, third, join())] == [None] * 4
    call(third, TWO, T + 1089.5)


def test_a_longer_pause_replaces_a_shorter_one(join: Join) -> None:
    one, other = join(), join()
    one.pause(5)
    other.pause(50)
    assert one.take(TWO, T + 5).wait == pytest.approx(45.0)


def test_a_pause_outlives_the_process_that_was_told_of_it(join: Join) -> None:
    one = join()
    one.pause(1800)
    one.release()
    assert join().take(TWO, T + 1000).wait == pytest.approx(800.0)


def test_the_places_of_a_killed_process_are_free_when_its_calls_would_have_been_given_up(join: Join) -> None:
    killed, other = join(), join()
    for _ in range(2):
        assert killed.take(TWO, T).ticket is not None
    assert other.take(TWO, T + LONGEST_CALL - 0.01).wait == RECHECK
    assert other.take(TWO, T + LONGEST_CALL).wait == pytest.approx(10.0)
    assert use_up(other, TWO, T + LONGEST_CALL + 9.9) == 0
    assert use_up(other, TWO, T + LONGEST_CALL + 10) == 2


def test_the_ledger_keeps_no_calls_that_count_no_more(join: Join, store: Store) -> None:
    windows = join()
    for hour in range(5):
        use_up(windows, [RateLimit(50, 3600.0)], T + hour * 3600)
    with store.transaction() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM calls").scalar() == 50


# What was taken in advance must not be used once it no longer counts.


def test_places_taken_in_advance_do_not_outlive_a_pause(join: Join) -> None:
    one, other = join(), join()
    call(one, THIRTY, T)
    one.pause(2497.5)
    after = T + 2500
    tickets = [one.take(THIRTY, after).ticket for _ in range(2)]
    assert None not in tickets
    assert use_up(other, THIRTY, after) <= 28


def test_places_taken_in_advance_do_not_outlive_an_idle_time(join: Join) -> None:
    one, other = join(), join()
    call(one, THIRTY, T)
    later = T + LONGEST_CALL + 10
    assert use_up(other, THIRTY, later) == 30
    assert one.take(THIRTY, later).ticket is None


def test_a_call_counts_from_its_answer_though_its_place_was_taken_long_before(join: Join) -> None:
    one, other = join(), join()
    call(one, THIRTY, T)
    sent = T + LONGEST_CALL - 1
    call(one, THIRTY, sent, answered=sent + 10)
    assert use_up(other, THIRTY, sent + 12) <= 29


def test_places_taken_in_advance_are_not_used_in_a_pause_that_another_is_told_of(join: Join) -> None:
    one, other = join(), join()
    call(one, THIRTY, T)
    other.pause(1800)
    assert one.take(THIRTY, T + 1).ticket is None


# A clock that is wrong.

YEARS = 5 * 365 * 86_400.0


def test_calls_counted_by_a_clock_that_was_ahead_count_as_answered_when_it_is_right_again(join: Join) -> None:
    one, other = join(), join()
    assert use_up(one, THIRTY, T + 86_400) == 30
    one.release()
    told = other.take(THIRTY, T)
    assert (told.ticket, told.wait, told.ahead) == (None, pytest.approx(10.0), pytest.approx(86_400.0))
    assert other.take(THIRTY, T + 9.9).ahead == 0.0
    assert use_up(other, THIRTY, T + 10) == 30


def test_calls_on_their_way_when_the_clock_was_put_right_are_given_up_in_time(join: Join) -> None:
    killed, other = join(), join()
    for _ in range(2):
        assert killed.take(TWO, T + YEARS).ticket is not None
    assert other.take(TWO, T).wait == RECHECK
    assert other.take(TWO, T + LONGEST_CALL).wait == pytest.approx(10.0)
    assert use_up(other, TWO, T + LONGEST_CALL + 10) == 2


def test_an_answer_that_comes_after_the_clock_was_put_right_counts_from_then(join: Join) -> None:
    one, other = join(), join()
    ticket = one.take([RateLimit(1, 10.0)], T + 3600).ticket
    assert other.take([RateLimit(1, 10.0)], T).wait == RECHECK
    one.answered(ticket or 0, T + 5)
    one.release()
    assert other.take([RateLimit(1, 10.0)], T + 14.9).wait == pytest.approx(0.1)


def test_an_answer_noted_before_the_clock_was_put_right_is_written_down_as_of_now(join: Join) -> None:
    one = join()
    call(one, TWO, T + 3600)
    call(one, TWO, T + 3600)
    assert one.take(TWO, T).wait == pytest.approx(10.0)


def test_a_pause_asked_for_while_the_clock_was_years_ahead_lasts_no_longer_than_was_asked(join: Join) -> None:
    one, other = join(), join()
    one.pause(60.0, T + YEARS)
    told = other.take(TWO, T)
    assert (told.wait, told.paused, told.ahead) == (pytest.approx(60.0), True, pytest.approx(YEARS))
    assert other.take(TWO, T + 59).ahead == 0.0
    call(other, TWO, T + 60)
    call(one, TWO, T + 60)


def test_a_pause_asked_for_after_the_clock_was_put_right_is_not_lost_in_the_wrong_one(join: Join) -> None:
    one, other = join(), join()
    one.pause(60.0, T + YEARS)
    one.pause(1000.0, T)
    assert other.take(TWO, T + 1).wait == pytest.approx(999.0)


def test_turns_taken_in_advance_are_not_used_once_the_clock_went_back(join: Join) -> None:
    one, other = join(), join()
    call(one, THIRTY, T)
    # By the time of day no time has passed.
    one.clock.ahead = other.clock.ahead = -200.0
    assert one.take(THIRTY, T + 200).ticket is not None
    assert use_up(other, THIRTY, T + 200) <= 29


def test_whoever_was_taken_over_gets_no_turn(open_store: Callable[[], Store]) -> None:
    def refuse(_: object) -> None:
        raise KeyError("taken over")

    clock = SetClock()
    windows = SharedWindows(open_store(), "acme", clock, refuse)
    with pytest.raises(KeyError):
        windows.take(TWO)
    windows.pause_for(5.0)
    windows.release()
    assert Process(open_store()).take(TWO, T).wait == 5.0
