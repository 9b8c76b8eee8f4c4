"""Whenever a server's windows begin, and however slow it is: never a call too many, and no call later than needed."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amazon_plytix.http import Budget, RateLimit
from tests.support import ClientClock
from tests.support.metered import Caller, Server, call_all
from tests.support.scripted import Listener, run_on_virtual_time

# Quarters of a second add up exactly.
QUARTERS = st.integers(0, 40).map(lambda number: number / 4)
LIMITS = st.lists(
    st.builds(RateLimit, st.integers(1, 6), st.integers(2, 60).map(lambda number: number / 2)),
    min_size=1,
    max_size=3,
    unique_by=lambda limit: limit.seconds,
)


CALLERS = st.lists(st.builds(Caller, QUARTERS, QUARTERS, QUARTERS), min_size=1, max_size=30)


def play(limits: list[RateLimit], callers: list[Caller], server: Server) -> list[float]:
    """Let all callers make their call; return when each was sent."""

    async def whole() -> list[float]:
        return await call_all(server, callers, [Budget(limits, ClientClock(), Listener())])

    sent: list[float] = run_on_virtual_time(whole())
    return sent


@given(LIMITS, CALLERS, st.integers(0, 400).map(lambda number: number / 4))
@settings(max_examples=200)
def test_no_window_of_the_server_is_ever_exceeded(limits: list[RateLimit], callers: list[Caller], phase: float) -> None:
    server = Server(limits, phase)
    play(limits, callers, server)
    assert sum(server.counted.values()) == len(callers) * len(limits)
    assert server.exceeded == []


@given(LIMITS, CALLERS)
@settings(max_examples=100)
def test_the_nth_call_is_no_later_than_the_limits_and_the_slowest_answer_make_it(
    limits: list[RateLimit], callers: list[Caller]
) -> None:
    sent = sorted(play(limits, callers, Server(limits, 0.0)))
    slowest = max(caller.there + caller.back for caller in callers)
    latest = [max(caller.after for caller in callers)] * len(callers)
    for number in range(len(callers)):
        for limit in limits:
            if number >= limit.calls:
                latest[number] = max(latest[number], latest[number - limit.calls] + slowest + limit.seconds)
        latest[number] = max(latest[: number + 1])
    assert all(at <= bound + 1e-5 for at, bound in zip(sent, latest, strict=True))


@given(LIMITS, st.integers(1, 40))
def test_calls_that_take_no_time_go_in_full_windows(limits: list[RateLimit], number: int) -> None:
    [limit] = limits[:1]
    sent = play([limit], [Caller(0.0, 0.0, 0.0)] * number, Server([limit], 0.0))
    assert sent == pytest.approx([at // limit.calls * limit.seconds for at in range(number)], abs=1e-5)


@given(LIMITS, CALLERS)
def test_callers_are_served_in_the_order_in_which_they_come(limits: list[RateLimit], callers: list[Caller]) -> None:
    came, served = play_in_order(limits, callers)
    assert len(served) == len(callers)
    assert served == came


def play_in_order(limits: list[RateLimit], callers: list[Caller]) -> tuple[list[int], list[int]]:
    """Let all callers make their call; return the order in which they came, and in which they were served."""
    came: list[int] = []
    served: list[int] = []

    async def whole() -> None:
        budget = Budget(limits, ClientClock(), Listener())

        async def one(number: int, caller: Caller) -> None:
            await asyncio.sleep(caller.after)
            came.append(number)
            async with budget.call():
                served.append(number)
                await asyncio.sleep(caller.there + caller.back)

        await asyncio.gather(*(one(number, caller) for number, caller in enumerate(callers)))

    run_on_virtual_time(whole())
    return came, served
