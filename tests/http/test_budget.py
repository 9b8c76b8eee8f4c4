"""Turns to call: how many there are, in which order they are given, and what pauses and stops them."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from amazon_plytix.http import Budget, LocalWindows, PauseTooLong, RateLimit, Stopped, Turn, Wait
from tests.support import ClientClock
from tests.support.clock import START
from tests.support.scripted import Listener, run_on_virtual_time

TWO_IN_TEN = [RateLimit(2, 10.0)]
TWENTY_AND_TWO_THOUSAND = [RateLimit(20, 10.0), RateLimit(2000, 3600.0)]
USED_UP = "the account's rate limit is used up"
PAUSE = "Acme asked for a pause (429)"

Job = Callable[[Budget], Awaitable[None]]


def times(limits: list[RateLimit], job: Job, listener: Listener | None = None, **settings: float) -> None:
    """Run a job with a budget on virtual time."""

    async def whole() -> None:
        await job(Budget(limits, ClientClock(), listener or Listener(), service="Acme", **settings))

    run_on_virtual_time(whole())


def about(*moments: float) -> object:
    """Return these moments for a comparison to the microsecond, as exact as a time of day is."""
    return pytest.approx(list(moments), abs=1e-5)


def now() -> float:
    return asyncio.get_running_loop().time()


async def call(budget: Budget, lasting: float = 0.0) -> float:
    """Make a call; return when it was sent."""
    async with budget.call():
        sent = now()
        await asyncio.sleep(lasting)
    return sent


async def calls(budget: Budget, number: int, lasting: float = 0.0) -> list[float]:
    return await asyncio.gather(*(call(budget, lasting) for _ in range(number)))


def test_calls_within_the_limit_wait_for_nothing() -> None:
    async def job(budget: Budget) -> None:
        assert await calls(budget, 2, lasting=1.0) == about(0.0, 0.0)

    times(TWO_IN_TEN, job)


def test_the_next_call_waits_until_a_window_has_passed_since_the_first_answer() -> None:
    async def job(budget: Budget) -> None:
        await call(budget, lasting=3.0)
        await call(budget, lasting=1.0)
        assert [await call(budget)] == about(13.0)
        assert [await call(budget)] == about(14.0)
        assert [await call(budget)] == about(23.0)

    times(TWO_IN_TEN, job)


def test_while_no_call_is_answered_no_other_is_made() -> None:
    async def job(budget: Budget) -> None:
        first = asyncio.gather(call(budget, lasting=500.0), call(budget, lasting=400.0))
        await asyncio.sleep(0)
        assert [await call(budget)] == about(410.0)
        await first

    times(TWO_IN_TEN, job)


def test_every_window_holds_at_once() -> None:
    async def job(budget: Budget) -> None:
        assert await calls(budget, 7) == about(0.0, 0.0, 10.0, 10.0, 20.0, 100.0, 100.0)

    times([RateLimit(2, 10.0), RateLimit(5, 100.0)], job)


def test_a_call_that_failed_counts_like_any_other() -> None:
    async def job(budget: Budget) -> None:
        for _ in range(2):
            with pytest.raises(ConnectionError):
                async with budget.call():
                    raise ConnectionError
        assert [await call(budget)] == about(10.0)

    times(TWO_IN_TEN, job)


def test_first_come_first_served() -> None:
    async def job(budget: Budget) -> None:
        served: list[int] = []

        async def numbered(number: int) -> None:
            async with budget.call():
                served.append(number)
                await asyncio.sleep((number * 7) % 5)

        await asyncio.gather(*(numbered(number) for number in range(30)))
        assert served == list(range(30))

    times(TWO_IN_TEN, job)


def test_a_caller_that_is_cancelled_gives_its_turn_to_the_next() -> None:
    async def job(budget: Budget) -> None:
        await calls(budget, 2)
        waiting = [asyncio.create_task(call(budget)) for _ in range(3)]
        await asyncio.sleep(5.0)
        waiting[0].cancel()
        waiting[1].cancel()
        assert [await waiting[2]] == about(10.0)
        assert [await call(budget)] == about(10.0)

    times(TWO_IN_TEN, job)


def test_a_pause_stops_all_calls_until_its_end_and_is_announced_once() -> None:
    listener = Listener()

    async def job(budget: Budget) -> None:
        budget.pause_for(1089.5)
        assert await calls(budget, 20) == about(*[1089.5] * 20)

    times(TWENTY_AND_TWO_THOUSAND, job, listener)
    assert listener.waits == [Wait(PAUSE, 1089.5, START + timedelta(seconds=1089.5))]


def test_a_short_pause_that_the_service_asks_for_is_announced_too() -> None:
    listener = Listener()

    async def job(budget: Budget) -> None:
        budget.pause_for(0.5)
        assert [await call(budget)] == about(0.5)

    times(TWO_IN_TEN, job, listener)
    assert [(wait.reason, wait.seconds) for wait in listener.waits] == [(PAUSE, 0.5)]


def test_a_pause_stops_callers_that_wait_already() -> None:
    async def job(budget: Budget) -> None:
        await calls(budget, 2)
        waiting = asyncio.create_task(call(budget))
        await asyncio.sleep(1.0)
        budget.pause_for(30.0)
        assert [await waiting] == about(31.0)

    times(TWO_IN_TEN, job)


def test_a_pause_stops_callers_that_wait_for_another_calls_answer() -> None:
    async def job(budget: Budget) -> None:
        async def refused() -> None:
            async with budget.call():
                await asyncio.sleep(1.0)
                budget.pause_for(30.0)

        first = asyncio.create_task(refused())
        await asyncio.sleep(0)
        assert [await call(budget)] == about(31.0)
        await first

    times([RateLimit(1, 10.0)], job)


@pytest.mark.parametrize(("first", "second", "ends"), [(50.0, 5.0, 50.0), (5.0, 50.0, 50.0), (50.0, 50.0, 50.0)])
def test_the_longest_pause_counts(first: float, second: float, ends: float) -> None:
    async def job(budget: Budget) -> None:
        budget.pause_for(first)
        budget.pause_for(second)
        assert [await call(budget)] == about(ends)

    times(TWO_IN_TEN, job)


def test_a_pause_leaves_the_windows_count_as_it_is() -> None:
    async def job(budget: Budget) -> None:
        await calls(budget, 2)
        budget.pause_for(9.0)
        assert [await call(budget)] == about(10.0)

    times(TWO_IN_TEN, job)


@pytest.mark.parametrize(("retry_after", "sent_at"), [(5.0, 20.0), (1800.0, 1800.0)])
def test_a_429_of_the_shortest_window_tightens_it_and_one_of_the_hour_does_not(
    retry_after: float, sent_at: float
) -> None:
    async def job(budget: Budget) -> None:
        await calls(budget, 5)
        budget.pause_for(retry_after)
        await asyncio.sleep(1790.0 if retry_after > 10.0 else 0.0)
        assert (await calls(budget, 5))[-1] == pytest.approx(sent_at, abs=1e-5)

    times([RateLimit(5, 10.0), RateLimit(2000, 3600.0)], job)


def test_the_waits_of_the_ordinary_pace_are_not_announced() -> None:
    listener = Listener()

    async def job(budget: Budget) -> None:
        await calls(budget, 10)

    times(TWO_IN_TEN, job, listener)
    assert listener.waits == []


def test_a_long_wait_for_the_limit_is_announced_with_its_end() -> None:
    listener = Listener()

    async def job(budget: Budget) -> None:
        await calls(budget, 2)
        await asyncio.sleep(600.0)
        await call(budget)

    times([RateLimit(2, 3600.0)], job, listener)
    assert listener.waits == [Wait(USED_UP, 3000.0, START + timedelta(hours=1))]


def test_tighter_limits_hold_from_the_next_call_on_and_count_what_was_called() -> None:
    async def job(budget: Budget) -> None:
        await calls(budget, 3)
        budget.adopt([RateLimit(2, 10.0)])
        assert budget.limits == (RateLimit(2, 10.0),)
        assert await calls(budget, 3) == about(10.0, 10.0, 20.0)

    times([RateLimit(4, 10.0)], job)


def test_wider_limits_hold_from_the_next_call_on() -> None:
    async def job(budget: Budget) -> None:
        await calls(budget, 2)
        budget.adopt([RateLimit(3, 10.0)])
        assert await calls(budget, 2) == about(0.0, 10.0)

    times(TWO_IN_TEN, job)


def test_a_window_that_is_stated_no_longer_goes_and_a_new_one_holds() -> None:
    async def job(budget: Budget) -> None:
        budget.adopt([RateLimit(1, 5.0)])
        assert await calls(budget, 4) == about(0.0, 5.0, 10.0, 15.0)

    times(TWO_IN_TEN, job)


def test_adopting_the_same_limits_again_forgets_no_call() -> None:
    async def job(budget: Budget) -> None:
        pending = asyncio.create_task(call(budget, lasting=4.0))
        await asyncio.sleep(1.0)
        await call(budget)
        budget.adopt([RateLimit(2, 10.0)])
        assert await calls(budget, 2) == about(11.0, 14.0)
        await pending

    times(TWO_IN_TEN, job)


def test_a_limit_reads_as_people_write_it() -> None:
    assert [str(limit) for limit in TWENTY_AND_TWO_THOUSAND] == ["20 calls in 10 s", "2,000 calls in 3,600 s"]


def test_a_stop_ends_every_wait_at_once_and_gives_no_turn_any_more() -> None:
    async def job(budget: Budget) -> None:
        await calls(budget, 2)
        waiting = [asyncio.create_task(call(budget)) for _ in range(3)]
        await asyncio.sleep(1.0)
        budget.stop()
        ends = await asyncio.gather(*waiting, call(budget), return_exceptions=True)
        assert [type(end) for end in ends] == [Stopped] * 4
        assert now() == 1.0

    times(TWO_IN_TEN, job)


def test_a_stop_lets_a_call_under_way_end() -> None:
    async def job(budget: Budget) -> None:
        under_way = asyncio.create_task(call(budget, lasting=5.0))
        await asyncio.sleep(1.0)
        budget.stop()
        assert await under_way == 0.0
        assert now() == 5.0

    times(TWO_IN_TEN, job)


@pytest.mark.parametrize(("reserve", "left"), [(0.0, 50), (0.2, 40), (0.99, 1)])
def test_a_reserve_is_left_to_the_accounts_other_tools(reserve: float, left: int) -> None:
    budget = Budget([RateLimit(50, 10.0)], ClientClock(), Listener(), reserve=reserve)
    assert budget.limits == (RateLimit(left, 10.0),)
    budget.adopt([RateLimit(50, 10.0)])
    assert budget.limits == (RateLimit(left, 10.0),)


DAY = 86_400.0


def test_a_pause_of_more_than_a_day_is_not_waited_out_but_said_with_its_date() -> None:
    listener = Listener()

    async def job(budget: Budget) -> None:
        budget.pause_for(30 * DAY)
        for _ in range(2):
            with pytest.raises(PauseTooLong) as refused:
                await call(budget)
            assert str(refused.value) == (
                "Acme asked to be sent nothing until 22 Jan 2026 05:59 UTC (429), and no pause of more than 24 hours "
                "is waited out; run it again after that time, or set longest_pause higher"
            )
        assert now() == 0.0

    times(TWO_IN_TEN, job, listener)
    assert listener.waits == []


def test_a_call_that_waits_when_a_long_pause_begins_is_not_made() -> None:
    async def job(budget: Budget) -> None:
        await calls(budget, 2)
        waiting = asyncio.create_task(call(budget))
        await asyncio.sleep(1.0)
        budget.pause_for(2 * DAY)
        with pytest.raises(PauseTooLong):
            await waiting

    times(TWO_IN_TEN, job)


@pytest.mark.parametrize(
    ("longest", "pause", "waited"), [(60.0, 60.0, True), (60.0, 61.0, False), (9 * DAY, 8 * DAY, True)]
)
def test_the_longest_pause_that_is_waited_out_can_be_set(longest: float, pause: float, waited: bool) -> None:
    async def job(budget: Budget) -> None:
        budget.pause_for(pause)
        if waited:
            assert [await call(budget)] == about(pause)
        else:
            with pytest.raises(PauseTooLong):
                await call(budget)

    times(TWO_IN_TEN, job, longest_pause=longest)


def test_the_hour_of_a_window_is_waited_out_whatever_the_longest_pause() -> None:
    async def job(budget: Budget) -> None:
        await calls(budget, 2)
        assert [await call(budget)] == about(3600.0)

    times([RateLimit(2, 3600.0)], job, longest_pause=10.0)


class LateWindows(LocalWindows):
    """Windows behind transactions that take time, by which the end of a wait has come nearer when it is looked at."""

    def take(self, limits: Sequence[RateLimit]) -> Turn:
        turn = super().take(limits)
        return replace(turn, wait=max(turn.wait - 0.2, 0.1) if turn.wait else 0.0)


def test_a_pause_is_told_from_a_used_up_limit_however_long_a_transaction_takes() -> None:
    listener = Listener()

    async def job(budget: Budget) -> None:
        budget.count_in(LateWindows(ClientClock()))
        budget.pause_for(1800.0)
        await call(budget)

    times(TWO_IN_TEN, job, listener)
    assert {wait.reason for wait in listener.waits} == {PAUSE}


def test_calls_under_way_stay_in_the_windows_they_began_in() -> None:
    async def job(budget: Budget) -> None:
        under_way = asyncio.create_task(call(budget, lasting=5.0))
        await asyncio.sleep(1.0)
        budget.count_in(LocalWindows(ClientClock()))
        assert [await call(budget)] == about(1.0)
        assert await under_way == 0.0

    times(TWO_IN_TEN, job)


@pytest.mark.parametrize("jump", [-3600.0, -1.0, 3600.0, 5 * 365 * DAY])
def test_a_clock_that_jumps_costs_a_process_alone_nothing(jump: float) -> None:
    async def whole() -> None:
        clock, listener = ClientClock(), Listener()
        budget = Budget([RateLimit(2, 10.0), RateLimit(3, 100.0)], clock, listener)
        await calls(budget, 2)
        clock.ahead = jump
        assert await calls(budget, 2) == about(10.0, 100.0)
        budget.pause_for(30.0)
        clock.ahead = 0.0
        assert [await call(budget)] == about(130.0)

    run_on_virtual_time(whole())


def test_a_computer_that_sleeps_through_a_wait_has_waited() -> None:
    async def whole() -> None:
        clock = ClientClock()
        budget = Budget([RateLimit(1, 3600.0)], clock, Listener())
        await call(budget)
        waiting = asyncio.create_task(call(budget))
        await asyncio.sleep(100.0)
        # Time passes, and no timer of the loop knows.
        clock.earlier += 3600.0
        assert await waiting <= 160.0 + 1e-5

    run_on_virtual_time(whole())


class SkewedWindows(LocalWindows):
    """Windows in which other processes count by a clock that is so many seconds ahead."""

    def __init__(self, clock: ClientClock, skews: list[float]) -> None:
        super().__init__(clock)
        self._skews = skews

    def take(self, limits: Sequence[RateLimit]) -> Turn:
        return replace(super().take(limits), ahead=self._skews.pop(0))


def test_a_clock_that_was_ahead_is_said_once_and_small_differences_never() -> None:
    listener = Listener()

    async def job(budget: Budget) -> None:
        budget.count_in(SkewedWindows(ClientClock(), [0.0, 4.9, 12.0, 9.0, 14.0, 86_400.0, 86_399.0]))
        await calls(budget, 7)

    times([RateLimit(20, 10.0)], job, listener)
    assert listener.notes == [
        f"the clock was {seconds} s ahead when calls were counted, or has been set back since: "
        "these calls count as made now"
        for seconds in ("12", "86,400")
    ]
