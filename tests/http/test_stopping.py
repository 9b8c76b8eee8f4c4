"""Waits that end when the work does."""

import asyncio

import pytest

from amazon_plytix.http import StoppableClock, Stopped
from tests.support import ClientClock
from tests.support.scripted import START, FakeClock, run_on_virtual_time


def test_it_tells_the_time_of_the_clock_it_is_made_of() -> None:
    inner = FakeClock()
    clock = StoppableClock(inner)
    asyncio.run(clock.sleep(5.0))
    assert (inner.naps, clock.elapsed(), (clock.now() - START).total_seconds()) == ([5.0], 5.0, 5.0)


def test_all_waits_end_when_it_is_stopped() -> None:
    async def job() -> float:
        clock = StoppableClock(ClientClock())
        waits = [asyncio.create_task(clock.sleep(seconds)) for seconds in (3600.0, 7200.0)]
        await asyncio.sleep(10.0)
        clock.stop()
        for wait in waits:
            with pytest.raises(Stopped):
                await wait
        return clock.elapsed()

    assert run_on_virtual_time(job()) == pytest.approx(10.0)


def test_no_wait_begins_after_it_was_stopped() -> None:
    clock = StoppableClock(FakeClock())
    clock.check()
    clock.stop()
    with pytest.raises(Stopped):
        clock.check()
    with pytest.raises(Stopped):
        asyncio.run(clock.sleep(1.0))


def test_a_wait_that_is_cancelled_leaves_nothing_behind() -> None:
    async def job() -> int:
        clock = StoppableClock(ClientClock())
        wait = asyncio.create_task(clock.sleep(3600.0))
        await asyncio.sleep(1.0)
        wait.cancel()
        await asyncio.gather(wait, return_exceptions=True)
        await asyncio.sleep(0)
        return len(asyncio.all_tasks())

    assert run_on_virtual_time(job()) == 1
