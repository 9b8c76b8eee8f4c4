"""Messages about many listings become the few reasons that they have in common."""

import asyncio

import pytest

from amazon_plytix.applying.outcome import CUT_SHORT
from amazon_plytix.applying.reasons import reason_of, was_not_reached
from amazon_plytix.http import ApiEvents, Budget, RateLimit, Stopped
from amazon_plytix.http.stopping import StoppableClock
from tests.support.clock import SetClock

ID = "6b0411a93f383b8152000012"


@pytest.mark.parametrize(
    ("message", "names", "reason"),
    [
        ("refused (422): 13 is not valid", ("SKU-1", "B01"), "refused (422): 13 is not valid"),
        ("SKU-1 was not found", ("SKU-1", None), "... was not found"),
        ("Plytix has ASIN B01 already", ("AMZN-US-B01", "B01"), "Plytix has ASIN ... already"),
        ("AMZN-US-B01 (B01) is odd", ("B01", "AMZN-US-B01"), "... (...) is odd"),
        (f"the id of another product ({ID})", (), "the id of another product (...)"),
        ("refused: 13 is no size", ("SKU-1", "13"), "refused: ... is no size"),
        # A name is taken out whole, and never a part of another.
        ("BOOT-LONG is full, BOOT is not", ("BOOT",), "BOOT-LONG is full, ... is not"),
        ("1 of 12 or 21", ("1", ""), "... of 12 or 21"),
        ("x takes at most 9: Plytix would refuse x 'a\nb' (12)", (), "x takes at most 9: Plytix would refuse ..."),
        ("a SKU with (a|b) [c", ("(a|b) [c",), "a SKU with ..."),
    ],
)
def test_a_reason_is_what_a_message_says_of_any_listing(
    message: str, names: tuple[str | None, ...], reason: str
) -> None:
    assert reason_of(message, *names) == reason


def stopped_turn() -> None:
    budget = Budget([RateLimit(1, 10.0)], SetClock(), ApiEvents())
    budget.stop()

    async def call() -> None:
        async with budget.call():
            pass

    asyncio.run(call())


def stopped_clock() -> None:
    clock = StoppableClock(SetClock())
    clock.stop()
    clock.check()


@pytest.mark.parametrize("stop", [stopped_turn, stopped_clock])
def test_what_an_ending_client_raises_is_known_to_be_no_error(stop: object) -> None:
    assert callable(stop)
    with pytest.raises(Stopped) as raised:
        stop()
    assert was_not_reached(f"not linked from BOOT: {raised.value}")


@pytest.mark.parametrize(("message", "expected"), [(CUT_SHORT, True), (None, False), ("refused", False)])
def test_what_a_run_did_not_get_to_is_known(message: str | None, expected: bool) -> None:
    assert was_not_reached(message) is expected
