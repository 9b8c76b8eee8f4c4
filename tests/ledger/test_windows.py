"""Rate windows in the ledger: shared, given back, and free again after a kill."""

from collections.abc import Callable
from itertools import count

import pytest

from amazon_plytix.http import LONGEST_CALL, RECHECK, RateLimit
from amazon_plytix.ledger.store import Store
from amazon_plytix.ledger.windows import SharedWindows

TWO = [RateLimit(2, 10.0)]
THIRTY = [RateLimit(30, 10.0)]
T = 1_766_469_600.0

Join = Callable[[], SharedWindows]


@pytest.fixture
def join(open_store: Callable[[], Store]) -> Join:
    """The windows of one more process."""
    return lambda: SharedWindows(open_store(), "acme")


def call(windows: SharedWindows, limits: list[RateLimit], sent: float, answered: float | None = None) -> None:
    """Make a call that must get its turn at once."""
    turn = windows.take(limits, sent)
    assert (turn.ticket is None, turn.wait) == (False, 0.0)
    windows.answered(turn.ticket or 0, sent if answered is None else answered)


def use_up(windows: SharedWindows, limits: list[RateLimit], at: float) -> int:
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
    other = SharedWindows(open_store(), "other")
    assert use_up(join(), TWO, T) == use_up(other, TWO, T) == 2
    other.pause_until(T + 500)
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
    one.pause_until(T + 1089.5)
    assert other.take(TWO, T).wait == pytest.approx(1089.5)
    assert other.paused_until() == T + 1089.5
    third.pause_until(T + 5)
    assert third.paused_until() == T + 1089.5
    assert [each.take(TWO, T + 1089.4).ticket for each in (one, other, third, join())] == [None] * 4
    call(third, TWO, T + 1089.5)


def test_a_longer_pause_replaces_a_shorter_one(join: Join) -> None:
    one, other = join(), join()
    one.pause_until(T + 5)
    other.pause_until(T + 50)
    assert one.take(TWO, T + 5).wait == pytest.approx(45.0)


def test_a_pause_outlives_the_process_that_was_told_of_it(join: Join) -> None:
    one = join()
    one.pause_until(T + 1800)
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
    one.pause_until(T + 2497.5)
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
    other.pause_until(T + 1800)
    assert one.take(THIRTY, T + 1).ticket is None
