"""A server that answers nothing for a minute ends the work."""

from datetime import UTC, datetime

import pytest

from amazon_plytix.http import AnswerLost, ApiEvents, Outage, Unreachable

GONE = Unreachable("cannot reach pim.example: refused")


class Hand:
    """A clock that is set by hand."""

    time = 0.0

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.time, UTC)

    def elapsed(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        raise NotImplementedError


class Notes(ApiEvents):
    def __init__(self) -> None:
        self.texts: list[str] = []

    def note(self, text: str) -> None:
        self.texts.append(text)


def outage() -> tuple[Outage, Hand, Notes, list[str]]:
    clock, notes, ends = Hand(), Notes(), list[str]()
    return Outage("Plytix", clock, notes, 60.0, ends.append), clock, notes, ends


@pytest.mark.parametrize("error", [GONE, AnswerLost("Plytix failed (502)")])
def test_a_minute_without_an_answer_ends_the_work(error: Unreachable | AnswerLost) -> None:
    watched, clock, _, ends = outage()
    for clock.time in (0.0, 30.0, 59.0):
        watched.sending()
        watched.failed(error)
    clock.time = 60.0
    watched.failed(error)
    assert ends == [f"Plytix has not answered for 60 s, so the run was stopped: {error}"]


def test_an_answer_in_between_begins_anew() -> None:
    watched, clock, _, ends = outage()
    for clock.time in range(0, 600, 10):
        watched.sending()
        watched.failed(GONE)
        if clock.time % 50 == 0:
            watched.reached()
    assert ends == []


def test_a_long_wait_between_two_failures_is_no_outage() -> None:
    watched, clock, _, ends = outage()
    for clock.time in (0.0, 3600.0, 7200.0, 10_800.0):
        watched.sending()
        watched.failed(GONE)
    assert ends == []


def test_calls_that_take_longer_than_that_and_are_not_answered_are_one() -> None:
    watched, clock, _, ends = outage()
    for _ in range(3):
        watched.sending()
    clock.time = 80.0
    watched.failed(GONE)
    watched.failed(GONE)
    assert ends == []
    watched.failed(GONE)
    assert ends == [f"Plytix has not answered for 80 s, so the run was stopped: {GONE}"]


def test_a_call_from_before_the_last_answer_is_none() -> None:
    watched, clock, _, ends = outage()
    for _ in range(4):
        watched.sending()
    clock.time = 79.0
    watched.reached()
    clock.time = 80.0
    for _ in range(3):
        watched.failed(GONE)
    assert ends == []


def test_it_is_noted_once_until_it_is_reached_again() -> None:
    watched, _, notes, _ = outage()
    watched.failed(GONE)
    watched.failed(GONE)
    watched.reached()
    watched.failed(GONE)
    assert notes.texts == [f"{GONE}; trying again"] * 2
