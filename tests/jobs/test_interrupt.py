"""Signals end a job in good order, whatever it is doing when they come."""

import asyncio
import os
import signal
import time
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from amazon_plytix.applying.events import Events
from amazon_plytix.jobs.interrupt import Interrupt, run_interruptibly

SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


@pytest.fixture(autouse=True)
def _hang_up_is_not_ignored() -> Any:
    earlier = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, earlier)


def send(*numbers: signal.Signals) -> None:
    for number in numbers:
        os.kill(os.getpid(), number)
        time.sleep(0.001)


def run(job: Callable[[Interrupt, asyncio.Event], Coroutine[Any, Any, str]]) -> tuple[str, Interrupt]:
    """Run a job that is ended by an Event; what it returned, and the interrupt."""
    interrupt = Interrupt()

    async def ended() -> str:
        return await job(interrupt, asyncio.Event())

    return run_interruptibly(ended(), interrupt, Events()), interrupt


@pytest.mark.parametrize("number", SIGNALS)
def test_the_first_signal_lets_what_is_under_way_finish(number: signal.Signals) -> None:
    async def job(interrupt: Interrupt, end: asyncio.Event) -> str:
        interrupt.ends_with(end.set)
        send(number)
        await end.wait()
        return "in good order"

    result, interrupt = run(job)
    assert (result, interrupt.happened) == ("in good order", True)


@pytest.mark.parametrize("second", SIGNALS)
def test_the_second_ends_it_at_once(second: signal.Signals) -> None:
    async def job(interrupt: Interrupt, end: asyncio.Event) -> str:
        interrupt.ends_with(end.set)
        send(signal.SIGINT, second)
        await asyncio.sleep(60)
        return "too late"

    with pytest.raises(KeyboardInterrupt):
        run(job)


def test_before_anything_is_under_way_one_signal_ends_even_what_never_waits() -> None:
    async def job(interrupt: Interrupt, end: asyncio.Event) -> str:
        send(signal.SIGINT)
        return "reads a mapping for an hour"

    with pytest.raises(KeyboardInterrupt):
        run(job)


def test_the_third_ends_even_what_never_waits() -> None:
    async def job(interrupt: Interrupt, end: asyncio.Event) -> str:
        interrupt.ends_with(end.set)
        send(*SIGNALS)
        return "computes for an hour"

    with pytest.raises(KeyboardInterrupt):
        run(job)


def test_afterwards_signals_are_what_they_were_before() -> None:
    before = [signal.getsignal(number) for number in SIGNALS]

    async def job(interrupt: Interrupt, end: asyncio.Event) -> str:
        return "done"

    assert run(job)[0] == "done"
    assert [signal.getsignal(number) for number in SIGNALS] == before


def test_a_process_that_is_to_outlive_its_terminal_does_so() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)

    async def job(interrupt: Interrupt, end: asyncio.Event) -> str:
        interrupt.ends_with(end.set)
        send(signal.SIGHUP)
        await asyncio.sleep(0.01)
        return "done"

    result, interrupt = run(job)
    assert (result, interrupt.happened) == ("done", False)
