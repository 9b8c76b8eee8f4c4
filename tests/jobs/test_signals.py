"""Signals while the event loop cannot hear of them."""

import asyncio
import os
import signal
from threading import Thread

import pytest

from amazon_plytix.jobs.signals import ending_at_once

BOTH = pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])


@BOTH
def test_a_signal_that_the_loop_would_hear_later_is_an_interrupt_at_once(sign: signal.Signals) -> None:
    async def job() -> None:
        heard = asyncio.Event()
        asyncio.get_running_loop().add_signal_handler(sign, heard.set)
        handler = signal.getsignal(sign)
        with pytest.raises(KeyboardInterrupt), ending_at_once():
            os.kill(os.getpid(), sign)
        await asyncio.sleep(0)
        assert (heard.is_set(), signal.getsignal(sign)) == (False, handler)
        # Afterwards the loop hears signals as before.
        os.kill(os.getpid(), sign)
        await asyncio.wait_for(heard.wait(), 10)

    asyncio.run(job())


@BOTH
@pytest.mark.parametrize("handler", [signal.SIG_IGN, signal.SIG_DFL])
def test_what_has_no_handler_gets_none(sign: signal.Signals, handler: signal.Handlers) -> None:
    before = signal.signal(sign, handler)
    try:
        with ending_at_once():
            assert signal.getsignal(sign) is handler
    finally:
        signal.signal(sign, before)


def test_outside_of_the_main_thread_nothing_changes() -> None:
    entered: list[bool] = []

    def job() -> None:
        with ending_at_once():
            entered.append(True)

    thread = Thread(target=job)
    thread.start()
    thread.join()
    assert entered == [True]
