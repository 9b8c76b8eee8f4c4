"""One call from start to end: its token, refusals, and pauses."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import httpx2
import jwt
import pytest

from amazon_plytix.http import LocalWindows, RateLimit, Turn
from amazon_plytix.plytix import (
    ApiError,
    BadCredentials,
    Credentials,
    Forbidden,
    NotFound,
    Plytix,
    Refused,
    Relationship,
    Wait,
    Written,
)
from tests.support import ClientClock
from tests.support.scripted import START, FakeClock, Listener, Script, data, linked_to, run_on_virtual_time, signed_in

Run = Callable[..., Any]
Failure = Callable[..., ApiError]

ID = "5c9a2c394a6c255eae53b7fc"
AMAZON = Relationship("r1", "Amazon Listings", "amazon_listings")
COMPLAINT = {"error": {"msg": "no", "errors": [{"field": "label", "msg": "too long"}]}}


async def links(plytix: Plytix) -> object:
    """Make a call that may be repeated."""
    return await linked_to(plytix, ID, AMAZON)


async def create(plytix: Plytix) -> object:
    """Make a call that must not be repeated."""
    return await plytix.products.create("SKU", "Label", {})


def token_with_limits(*limits: tuple[int, float]) -> httpx2.Response:
    rows = [{"limit": calls, "window_size": seconds} for calls, seconds in limits]
    return signed_in(jwt.encode({"rate_limit": rows}, "k" * 32))


def bearers(script: Script) -> list[str]:
    return [call.headers["Authorization"] for call in script.calls]


def test_a_call_carries_the_token_and_several_share_it(run: Run, script: Script) -> None:
    script.answers.extend([data({"id": ID}), data({"id": ID})])

    async def twice(plytix: Plytix) -> None:
        await links(plytix)
        await links(plytix)

    run(twice)
    assert bearers(script) == ["Bearer token-1"] * 2
    assert str(script.calls[0].url) == f"https://pim.example/api/v2/products/{ID}"
    assert len(script.sign_ins) == 1


def test_after_a_401_the_same_call_is_made_with_a_new_token(run: Run, script: Script) -> None:
    script.answers.extend([httpx2.Response(401), data({"id": ID})])
    assert run(create) == Written(ID, None)
    assert bearers(script) == ["Bearer token-1", "Bearer token-2"]
    assert script.calls[0].content == script.calls[1].content


def test_a_401_to_a_fresh_token_is_an_error(failure: Failure, script: Script) -> None:
    script.otherwise = lambda _: httpx2.Response(401)
    error = failure(links, BadCredentials)
    assert str(error) == "pim.example refuses a token fresh from sign-in; is it the right host?"
    assert bearers(script) == ["Bearer token-1", "Bearer token-2"]


def test_a_later_call_may_renew_its_token_again(run: Run, script: Script) -> None:
    ok = data({"id": ID})
    script.answers.extend([httpx2.Response(401), ok, httpx2.Response(401), data({"id": ID})])

    async def twice(plytix: Plytix) -> None:
        await links(plytix)
        await links(plytix)

    run(twice)
    assert bearers(script) == [f"Bearer token-{number}" for number in (1, 2, 2, 3)]


def test_many_calls_refused_at_once_sign_in_once(run: Run, script: Script) -> None:
    def judged(request: httpx2.Request) -> httpx2.Response:
        stale = request.headers["Authorization"] == "Bearer token-1"
        return httpx2.Response(401) if stale else data({"id": ID})

    script.otherwise = judged

    async def many(plytix: Plytix) -> None:
        await asyncio.gather(*(links(plytix) for _ in range(9)))

    run(many)
    assert len(script.sign_ins) == 2


@pytest.mark.parametrize("job", [links, create])
def test_after_a_429_the_call_is_made_again_when_its_pause_has_passed(
    run: Run, script: Script, clock: FakeClock, listener: Listener, job: Callable[..., Any]
) -> None:
    script.answers.extend([httpx2.Response(429, headers={"Retry-After": "1089.5"}), data({"id": ID})])
    run(job)
    assert sum(clock.naps) == 1089.5
    assert listener.waits == [Wait("Plytix asked for a pause (429)", 1089.5, START + timedelta(seconds=1089.5))]
    assert len(script.calls) == 2


def test_a_429_that_does_not_say_how_long_means_a_pause_of_a_minute(run: Run, script: Script, clock: FakeClock) -> None:
    script.answers.extend([httpx2.Response(429), data({"id": ID})])
    run(links)
    assert clock.naps == [60.0]


def test_no_call_is_dropped_however_many_429s_there_are(run: Run, script: Script, clock: FakeClock) -> None:
    script.answers.extend(httpx2.Response(429, headers={"Retry-After": "2000"}) for _ in range(12))
    script.answers.append(data({"id": ID}))
    assert run(create) == Written(ID, None)
    assert clock.seconds == 24_000.0


def test_a_429_stops_the_other_calls_too() -> None:
    sent: list[float] = []

    async def whole() -> None:
        loop = asyncio.get_running_loop()

        def first_is_too_many(request: httpx2.Request) -> httpx2.Response:
            if "get-token" in request.url.path:
                return signed_in("token")
            sent.append(loop.time())
            return httpx2.Response(429, headers={"Retry-After": "100"}) if len(sent) == 1 else data({"id": ID})

        transport = httpx2.MockTransport(first_is_too_many)
        async with Plytix(Credentials("k", "p"), clock=ClientClock(), transport=transport) as plytix:
            first = asyncio.create_task(links(plytix))
            await asyncio.sleep(50.0)
            await asyncio.gather(first, links(plytix), links(plytix))

    run_on_virtual_time(whole())
    assert sent == pytest.approx([0.0, 100.0, 100.0, 100.0], abs=0.001)


def test_a_token_that_expires_while_its_call_waits_is_renewed_before_the_call(run: Run, script: Script) -> None:
    script.answers.extend([httpx2.Response(429, headers={"Retry-After": "2000"}), data({"id": ID})])
    run(links)
    assert bearers(script) == ["Bearer token-1", "Bearer token-2"]


class TimedWindows(LocalWindows):
    """Keeps how long each turn was held, in seconds."""

    def __init__(self, clock: FakeClock) -> None:
        super().__init__(clock)
        self.clock = clock
        self.taken = 0.0
        self.held: list[float] = []

    def take(self, limits: Sequence[RateLimit]) -> Turn:
        self.taken = self.clock.seconds
        return super().take(limits)

    def answered(self, ticket: int) -> None:
        self.held.append(self.clock.seconds - self.taken)
        super().answered(ticket)


def test_no_turn_is_held_while_a_sign_in_waits(run: Run, script: Script, clock: FakeClock) -> None:
    script.answers.extend([httpx2.Response(429, headers={"Retry-After": "2000"}), data({"id": ID})])
    too_many = httpx2.Response(429, headers={"Retry-After": "800"})
    script.sign_in_answers.extend([signed_in("token-1"), too_many, too_many, signed_in("token-2")])
    windows = TimedWindows(clock)
    run(links, windows=windows)
    assert bearers(script) == ["Bearer token-1", "Bearer token-2"]
    assert clock.seconds == 2000.0 + 2 * 800.0
    # The second of them was left when its token had to be renewed.
    assert windows.held == [0.0, 0.0, 0.0]


def test_tokens_that_live_shorter_than_any_wait_are_used_all_the_same(
    run: Run, script: Script, clock: FakeClock
) -> None:
    brief = signed_in(jwt.encode({"iat": 0, "exp": 1, "rate_limit": [{"limit": 1, "window_size": 10}]}, "k" * 32))
    script.sign_in_answers.extend([brief] * 20)
    script.otherwise = lambda _: data({"id": ID})

    async def three(plytix: Plytix) -> None:
        for _ in range(3):
            await links(plytix)

    run(three)
    assert len(script.calls) == 3


def test_the_limits_that_the_token_states_hold_from_the_first_call_on(
    run: Run, script: Script, clock: FakeClock
) -> None:
    script.sign_in_answers.append(token_with_limits((1, 7.0)))
    script.otherwise = lambda _: data({"id": ID})

    async def three(plytix: Plytix) -> None:
        for _ in range(3):
            await links(plytix)

    run(three)
    assert clock.naps == [7.0, 7.0]


def test_if_the_token_states_none_the_given_limits_hold(run: Run, script: Script, clock: FakeClock) -> None:
    script.otherwise = lambda _: data({"id": ID})

    async def twenty_one(plytix: Plytix) -> None:
        for _ in range(21):
            await links(plytix)

    run(twenty_one)
    assert clock.naps == [10.0]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(failure: Failure, script: Script, status: int) -> None:
    script.answers.append(httpx2.Response(status, headers={"Location": "https://elsewhere.example/"}))
    error = failure(links, Refused)
    assert str(error) == f"Plytix refused GET /api/v2/products/{ID} ({status}): an empty answer"
    assert len(script.calls) == 1


@pytest.mark.parametrize(
    ("status", "kind"),
    [(400, Refused), (402, Refused), (403, Forbidden), (404, NotFound), (405, Refused), (409, Refused), (422, Refused)],
)
def test_a_refusal_is_final_and_repeats_the_reason_that_plytix_gave(
    failure: Failure, script: Script, status: int, kind: type[Refused]
) -> None:
    script.answers.append(httpx2.Response(status, json=COMPLAINT))
    error = failure(links, kind)
    assert isinstance(error, Refused)
    assert str(error) == f"Plytix refused GET /api/v2/products/{ID} ({status}): no: label: too long"
    assert (error.status, error.complaint.about("label")) == (status, "too long")
    assert len(script.calls) == 1


def test_a_deprecation_is_noted_once(run: Run, script: Script, listener: Listener) -> None:
    old = {"X-Plytix-Deprecation": "v2 goes\x1b in 2027"}
    script.otherwise = lambda _: httpx2.Response(200, json={"data": [{"id": ID}]}, headers=old)

    async def twice(plytix: Plytix) -> None:
        await links(plytix)
        await links(plytix)

    run(twice)
    assert listener.notes == ["Plytix announces: 'v2 goes\\x1b in 2027'"]


def test_no_more_than_eight_calls_are_under_way_at_once(run: Run) -> None:
    under_way: list[httpx2.Request] = []
    most: list[int] = []

    async def counted(request: httpx2.Request) -> httpx2.Response:
        if "get-token" in request.url.path:
            return signed_in("token")
        under_way.append(request)
        most.append(len(under_way))
        for _ in range(5):
            await asyncio.sleep(0)
        under_way.remove(request)
        return data({"id": ID})

    async def many(plytix: Plytix) -> None:
        await asyncio.gather(*(links(plytix) for _ in range(18)))

    run(many, transport=httpx2.MockTransport(counted))
    assert (len(most), max(most)) == (18, 8)
