"""The settings of a client: addresses and retry pauses."""

import sys
import traceback
from collections.abc import Callable
from typing import Any

import httpx2
import jwt
import pytest

from amazon_plytix.http import PauseTooLong
from amazon_plytix.plytix import (
    AnswerLost,
    ApiError,
    Credentials,
    InsecureAddress,
    Plytix,
    RateLimit,
    RetryPauses,
    Stopped,
    Unreachable,
)
from tests.support.scripted import FakeClock, Listener, Script, data, signed_in

Run = Callable[..., Any]
Failure = Callable[..., ApiError]


async def search(plytix: Plytix) -> object:
    return await plytix.products.find_by_sku(["A"])


@pytest.mark.parametrize("which", ["pim_url", "auth_url"])
def test_a_client_checks_both_of_its_addresses_before_it_sends_anything(which: str) -> None:
    with pytest.raises(InsecureAddress, match=r"http://pim\.example would send"):
        Plytix(Credentials("key", "password"), **{which: "http://pim.example"})  # type: ignore[arg-type]


def test_a_call_and_a_sign_in_have_retry_pauses_of_their_own(run: Run, script: Script, clock: FakeClock) -> None:
    script.sign_in_answers.append(httpx2.Response(503))
    script.answers.extend([httpx2.Response(503), data()])
    run(search, retry_pauses=RetryPauses(call=(1000.0,), sign_in=(10.0,)))
    assert [5.0 <= clock.naps[0] <= 10.0, 500.0 <= clock.naps[1] <= 1000.0, len(clock.naps)] == [True, True, 2]


def test_by_default_a_call_has_five_attempts_with_longer_and_longer_pauses(
    failure: Failure, script: Script, clock: FakeClock
) -> None:
    script.otherwise = lambda _: httpx2.Response(503)
    failure(search, AnswerLost, retry_pauses=None)
    assert len(script.calls) == 5
    pauses = (1.0, 2.0, 4.0, 8.0)
    assert all(pause / 2 <= nap <= pause for nap, pause in zip(clock.naps, pauses, strict=True))


def test_by_default_the_first_sign_in_has_three_attempts_whatever_the_attempts_of_its_call(
    failure: Failure, script: Script, clock: FakeClock
) -> None:
    script.sign_in_answers.extend(httpx2.Response(503) for _ in range(15))
    failure(search, Unreachable, retry_pauses=None)
    assert (len(script.sign_ins), script.calls) == (3, [])
    assert all(pause / 2 <= nap <= pause for nap, pause in zip(clock.naps, (1.0, 2.0), strict=True))


def test_by_default_a_later_sign_in_has_as_many_attempts_as_a_call(
    failure: Failure, script: Script, clock: FakeClock
) -> None:
    script.answers.append(httpx2.Response(401))
    script.sign_in_answers.extend([signed_in("t"), *(httpx2.Response(503) for _ in range(25))])
    failure(search, Unreachable, retry_pauses=None)
    assert (len(script.sign_ins), len(script.calls)) == (1 + 5, 1)


def test_a_client_shows_its_limits_without_the_reserve() -> None:
    plytix = Plytix(Credentials("key", "password"), limits=[RateLimit(50, 10.0)], reserve=0.2)
    assert plytix.windows == [(40, 10.0)]


def test_a_client_that_was_stopped_makes_no_call(failure: Failure, script: Script) -> None:
    async def stopped(plytix: Plytix) -> None:
        plytix.stop()
        await search(plytix)

    failure(stopped, Stopped)
    assert script.calls == []
    assert script.sign_ins == []


@pytest.mark.parametrize("named", ["5f3c", None])
def test_a_client_says_which_account_its_token_names_before_any_call(
    run: Run, script: Script, named: str | None
) -> None:
    secret = jwt.encode({"account_id": named}, "k" * 32)
    script.sign_in_answers.append(signed_in(secret))

    async def job(plytix: Plytix) -> object:
        return await plytix.account_id(), await plytix.account_id()

    assert run(job) == (named, named)
    assert (len(script.sign_ins), script.calls) == (1, [])


def test_after_a_429_for_longer_than_the_longest_pause_nothing_is_sent(script: Script, failure: Failure) -> None:
    script.answers.append(httpx2.Response(429, headers={"Retry-After": "7201"}))
    assert "of more than 2 hours" in str(failure(search, PauseTooLong, longest_pause=7200.0))
    assert len(script.calls) == 1


ABSURD = [
    [{"limit": 20, "window_size": 10 + number} for number in range(2000)],
    [{"limit": 20, "window_size": 1e300}],
    [{"limit": 10**400, "window_size": 1e-300}],
]


@pytest.mark.parametrize("absurd", ABSURD, ids=["2,000 limits", "an endless window", "no window"])
def test_limits_that_turn_absurd_in_the_middle_of_a_run_leave_those_in_force(
    run: Run, script: Script, absurd: list[object]
) -> None:
    limits: list[object] = [{"limit": 50, "window_size": 10}]
    for claim in (limits, absurd):
        script.sign_in_answers.append(signed_in(jwt.encode({"rate_limit": claim}, "k" * 32)))
    script.answers.extend([data(), httpx2.Response(401), data()])

    async def job(plytix: Plytix) -> object:
        await search(plytix)
        await search(plytix)
        return plytix.windows

    assert run(job) == [(50, 10.0)]
    assert len(script.sign_ins) == 2


@pytest.mark.parametrize("host", ["auth.example", "pim.example"])
def test_a_host_that_cannot_be_reached_is_named_at_once_and_once(
    failure: Failure, script: Script, listener: Listener, host: str
) -> None:
    script.sign_in_answers.extend([httpx2.ConnectError("refused")] * 3 if host == "auth.example" else [])
    script.answers.extend([httpx2.ConnectError("refused")] * 5)
    failure(search, Unreachable, retry_pauses=None)
    assert listener.notes == [f"cannot reach {host}: refused; check the address and the network; trying again"]


def test_after_an_answer_the_next_time_that_a_host_cannot_be_reached_is_noted_again(
    run: Run, script: Script, listener: Listener
) -> None:
    refused = httpx2.ConnectError("refused")
    script.answers.extend([refused, refused, data(), refused, data()])

    async def twice(plytix: Plytix) -> None:
        await search(plytix)
        await search(plytix)

    run(twice)
    assert len(listener.notes) == 2


@pytest.mark.parametrize("proxy", ["socks5://u:hunter2@h:1", "foo://u:hunter2@h:1", "http://[::1"])
def test_a_proxy_that_cannot_be_used_is_an_error_that_does_not_show_it(
    monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    # What a socks5 proxy needs, and is not installed with this program.
    monkeypatch.setitem(sys.modules, "socksio", None)
    with pytest.raises(Unreachable, match="no connection can be made through the proxy") as caught:
        Plytix(Credentials("key", "password"))
    assert "hunter2" not in "".join(traceback.format_exception(caught.value))
