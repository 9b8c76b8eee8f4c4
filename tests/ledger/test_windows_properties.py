"""However several processes take turns: a server with fixed windows of any phase never sees one call too many."""

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amazon_plytix.http import LONGEST_CALL, Budget, LocalWindows, RateLimit
from amazon_plytix.http import windows as local_module
from amazon_plytix.ledger import windows as windows_module
from amazon_plytix.ledger.store import Store
from amazon_plytix.ledger.windows import SharedWindows
from tests.support import ClientClock
from tests.support.clock import SetClock
from tests.support.metered import Caller, Server, call_all
from tests.support.scripted import Listener, run_on_virtual_time

PROCESSES = 3


@pytest.fixture(autouse=True, scope="module")
def _ask_rarely() -> Iterator[None]:
    """Who waits for an answer only asks the ledger again twice a second; it costs time and decides nothing."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(windows_module, "RECHECK", 0.5)
        patch.setattr(local_module, "RECHECK", 0.5)
        yield


# Quarters of a second add up exactly.
QUARTERS = st.integers(0, 24).map(lambda number: number / 4)


def limits(most: int) -> st.SearchStrategy[list[RateLimit]]:
    seconds = st.integers(2, 40).map(lambda number: number / 2)
    limit = st.builds(RateLimit, st.integers(1, most), seconds)
    return st.lists(limit, min_size=1, max_size=2, unique_by=lambda limit: limit.seconds)


CALLERS = st.lists(
    st.builds(Caller, QUARTERS, QUARTERS, QUARTERS, process=st.integers(0, PROCESSES - 1)), min_size=1, max_size=30
)


def play(limits: list[RateLimit], callers: list[Caller], server: Server) -> list[float]:
    """Let all processes, each with a store of its own on one ledger, make their calls; when each was sent."""

    with tempfile.TemporaryDirectory() as folder, ExitStack() as opened:
        stores = [opened.enter_context(closing(Store(Path(folder) / "ledger.sqlite"))) for _ in range(PROCESSES)]
        clock = ClientClock()
        shared = [SharedWindows(store, "acme", clock) for store in stores]

        async def whole() -> list[float]:
            budgets = [Budget(limits, clock, Listener(), windows) for windows in shared]
            return await call_all(server, callers, budgets)

        sent: list[float] = run_on_virtual_time(whole())
        return sent


@pytest.mark.slow
@given(limits(6), CALLERS, st.integers(0, 160).map(lambda number: number / 4))
@settings(max_examples=30)
def test_no_window_of_the_server_is_ever_exceeded(limits: list[RateLimit], callers: list[Caller], phase: float) -> None:
    server = Server(limits, phase)
    play(limits, callers, server)
    assert sum(server.counted.values()) == len(callers) * len(limits)
    assert server.exceeded == []


@given(st.integers(20, 40), CALLERS, st.integers(0, 40).map(lambda number: number / 4))
@settings(max_examples=20)
def test_nor_where_places_are_taken_in_advance(calls: int, callers: list[Caller], phase: float) -> None:
    limit = RateLimit(calls, 5.0)
    server = Server([limit], phase)
    play([limit], callers * 3, server)
    assert sum(server.counted.values()) == len(callers) * 3
    assert server.exceeded == []


BURSTS = st.lists(
    st.tuples(st.integers(0, PROCESSES - 1), st.sampled_from([0.0, 0.25, 96.0, 96.25, 200.0]), st.integers(1, 25)),
    min_size=2,
    max_size=12,
)


@pytest.mark.slow
@given(st.integers(20, 30), BURSTS, st.integers(0, 40).map(lambda number: number / 4))
@settings(max_examples=60)
def test_nor_where_processes_call_again_after_a_long_time(
    calls: int, bursts: list[tuple[int, float, int]], phase: float
) -> None:
    server = Server([RateLimit(calls, 5.0)], phase)
    callers = [Caller(after, 0.0, 0.25, process) for process, after, number in bursts for _ in range(number)]
    play(server.limits, callers, server)
    assert server.exceeded == []


STEPS = st.lists(
    st.one_of(
        st.just(("take", 0.0)),
        st.tuples(st.sampled_from(["answer", "pass", "close"]), QUARTERS),
    ),
    max_size=60,
)


class Both:
    """Windows of one process's own, and shared ones that nobody else shares, told the same."""

    def __init__(self, store: Store, limits: list[RateLimit]) -> None:
        self._limits = limits
        self._clock = SetClock()
        self._both = (SharedWindows(store, "acme", self._clock), LocalWindows(self._clock))
        self._flying: list[list[int]] = []

    def take(self, _: float) -> None:
        turns = [windows.take(self._limits) for windows in self._both]
        assert len({(turn.ticket is None, turn.wait) for turn in turns}) == 1
        tickets = [turn.ticket for turn in turns if turn.ticket is not None]
        self._flying += [tickets] if tickets else []

    def answer(self, which: float) -> None:
        if self._flying:
            for windows, ticket in zip(self._both, self._flying.pop(int(which) % len(self._flying)), strict=True):
                windows.answered(ticket)

    def close(self, seconds: float) -> None:
        for windows in self._both:
            windows.pause_for(seconds)

    def pass_(self, seconds: float) -> None:
        # Before any call would be given up, which windows of one's own do not do.
        self._clock.seconds = min(self._clock.seconds + seconds, LONGEST_CALL - 1)


@pytest.mark.slow
@given(limits(19), STEPS)
@settings(max_examples=100)
def test_one_process_alone_gets_the_turns_it_would_get_from_windows_of_its_own(
    limits: list[RateLimit], steps: list[tuple[str, float]]
) -> None:
    with tempfile.TemporaryDirectory() as folder, closing(Store(Path(folder) / "ledger.sqlite")) as store:
        both = Both(store, limits)
        does = {"take": both.take, "answer": both.answer, "close": both.close, "pass": both.pass_}
        for what, number in steps:
            does[what](number)


# At which moments one clock of all processes is set back, and how far ahead of the time it is until then.
SET_BACK = st.lists(
    st.tuples(QUARTERS, st.sampled_from([0.0, 0.5, 7.5, 3600.0, 86_400.0])), min_size=1, max_size=3
).map(
    lambda steps: list(zip(sorted(at for at, _ in steps), sorted((by for _, by in steps), reverse=True), strict=True))
)


def play_with_jumps(
    server: Server, callers: list[Caller], set_back: list[tuple[float, float]]
) -> tuple[list[float], Listener]:
    """Let all processes make their calls while their clock is set back; when each was sent, and what was told."""
    listener = Listener()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as opened:
        clock = ClientClock()
        stores = [opened.enter_context(closing(Store(Path(folder) / "ledger.sqlite"))) for _ in range(PROCESSES)]
        windows = [SharedWindows(store, "acme", clock) for store in stores]

        async def jump() -> None:
            clock.ahead = 2 * set_back[0][1]
            for at, ahead in set_back:
                await asyncio.sleep(at - asyncio.get_running_loop().time())
                clock.ahead = ahead
            await asyncio.sleep(0.125)
            clock.ahead = 0.0

        async def whole() -> list[float]:
            jumping = asyncio.create_task(jump())
            budgets = [Budget(server.limits, clock, listener, each) for each in windows]
            sent = await call_all(server, callers, budgets)
            await jumping
            return sent

        sent: list[float] = run_on_virtual_time(whole())
    return sent, listener


@given(limits(6), CALLERS, st.integers(0, 160).map(lambda number: number / 4), SET_BACK)
@settings(max_examples=40)
def test_a_clock_that_is_set_back_leads_to_no_call_too_many_and_costs_one_window(
    limits: list[RateLimit], callers: list[Caller], phase: float, set_back: list[tuple[float, float]]
) -> None:
    server = Server(limits, phase)
    sent, _ = play_with_jumps(server, callers, set_back)
    assert sum(server.counted.values()) == len(callers) * len(limits)
    assert server.exceeded == []
    longest = max(limit.seconds for limit in limits)
    undisturbed = max(play(limits, callers, Server(limits, phase)))
    # Each time it is set back, what was counted by then may count for one window more.
    assert max(sent) <= undisturbed + (len(set_back) + 1) * (longest + 1.0)
