"""Key and password are exchanged for a token, or for an error that never shows them."""

import asyncio
import traceback
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from amazon_plytix.plytix import (
    AnswerLost,
    ApiError,
    BadCredentials,
    Credentials,
    Forbidden,
    NotFound,
    Plytix,
    Refused,
    Stopped,
    Unreachable,
    Wait,
)
from tests.support import ClientClock
from tests.support.scripted import START, FakeClock, Listener, Script, data, run_on_virtual_time, signed_in

Run = Callable[..., Any]
Failure = Callable[..., ApiError]

ECHO = {"error": {"msg": "no such pair: the-key / hunter2"}}
LIVE_401 = {
    "error": {
        "msg": "Bad api_key or api_password: Credentials not valid",
        "errors": [{"field": "http_status_code", "msg": 401}],
    }
}
BAD_TOKENS = [{"data": [{"access_token": token}]} for token in (None, "", " ", 5, "é", "a\nb", "a\r\nX: y")]
NO_TOKEN = "auth.example answered the sign-in without a token; is this Plytix's auth host?"


async def search(plytix: Plytix) -> object:
    return await plytix.products.find_by_sku(["A"])


def test_key_and_password_go_to_the_auth_host_in_the_body_alone(run: Run, script: Script) -> None:
    script.answers.append(data())
    run(search)
    [request] = script.sign_ins
    assert (request.method, str(request.url)) == ("POST", "https://auth.example/auth/api/get-token")
    assert request.content == b'{"api_key":"the-key","api_password":"hunter2"}'
    assert "Authorization" not in request.headers


@pytest.mark.parametrize("status", [401, 403])
@pytest.mark.parametrize("body", [LIVE_401, {"msg": "Bad api_key or api_password"}, ECHO])
def test_wrong_credentials_name_host_and_account(failure: Failure, script: Script, status: int, body: object) -> None:
    script.sign_in_answers.append(httpx2.Response(status, json=body))
    assert str(failure(search, BadCredentials)) == (
        "auth.example does not accept the API key and password of account 'acme'; "
        "check both, and that they belong to this host"
    )
    assert (len(script.sign_ins), script.calls) == (1, [])


@pytest.mark.parametrize("wait", ["5", "900.5"])
def test_after_too_many_sign_ins_the_pause_is_kept_and_announced(
    run: Run, script: Script, clock: FakeClock, listener: Listener, wait: str
) -> None:
    script.sign_in_answers.extend([httpx2.Response(429, headers={"Retry-After": wait})] * 4 + [signed_in("t")])
    script.answers.append(data())
    run(search)
    assert clock.naps == [float(wait)] * 4
    assert listener.waits[0] == Wait("too many sign-ins (429)", float(wait), START + timedelta(seconds=float(wait)))
    assert len(listener.waits) == 4


@pytest.mark.parametrize("wait", ["0", "0.5", "4.9"])
def test_a_pause_after_too_many_sign_ins_is_five_seconds_at_least(
    run: Run, script: Script, clock: FakeClock, wait: str
) -> None:
    script.sign_in_answers.extend([httpx2.Response(429, headers={"Retry-After": wait})] * 3 + [signed_in("t")])
    script.answers.append(data())
    run(search)
    assert clock.naps == [5.0] * 3


def test_sign_ins_that_are_always_too_many_are_given_up(failure: Failure, script: Script, clock: FakeClock) -> None:
    script.sign_in_answers.extend([httpx2.Response(429, headers={"Retry-After": "0"})] * 99)
    error = failure(search, Unreachable)
    assert str(error) == "auth.example refuses one sign-in after another as too many (429); try again later"
    assert (len(script.sign_ins), clock.naps) == (11, [5.0] * 10)


@pytest.mark.parametrize("wait", ["3601", "2591999"])
def test_a_pause_of_more_than_an_hour_ends_the_sign_in(
    failure: Failure, script: Script, clock: FakeClock, wait: str
) -> None:
    script.sign_in_answers.append(httpx2.Response(429, headers={"Retry-After": wait}))
    error = failure(search, Unreachable)
    until = START + timedelta(seconds=float(wait))
    assert (
        str(error)
        == f"auth.example accepts no sign-in before {until:%Y-%m-%d %H:%M:%S} UTC (429); try again after that"
    )
    assert (len(script.sign_ins), clock.naps) == (1, [])


def test_a_wait_for_the_sign_in_ends_as_soon_as_the_client_is_stopped() -> None:
    async def whole() -> float:
        too_many = httpx2.MockTransport(lambda _: httpx2.Response(429, headers={"Retry-After": "3600"}))
        async with Plytix(Credentials("k", "p"), clock=ClientClock(), transport=too_many) as plytix:
            searching = asyncio.create_task(search(plytix))
            await asyncio.sleep(50.0)
            plytix.stop()
            with pytest.raises(Stopped):
                await searching
            return asyncio.get_running_loop().time()

    assert run_on_virtual_time(whole()) == pytest.approx(50.0)


@pytest.mark.parametrize(
    "trouble",
    [
        httpx2.Response(502, text="<html>"),
        httpx2.Response(503),
        httpx2.Response(200, text="<html>"),
        httpx2.ConnectError("refused"),
        httpx2.ReadTimeout("slow"),
    ],
    ids=["502", "503", "200 in HTML", "refused", "timeout"],
)
def test_a_sign_in_is_repeated_if_the_auth_host_fails(
    run: Run, script: Script, trouble: httpx2.Response | Exception
) -> None:
    script.sign_in_answers.extend([trouble, trouble, signed_in("t")])
    script.answers.append(data())
    run(search)
    assert len(script.sign_ins) == 3
    assert script.calls[0].headers["Authorization"] == "Bearer t"


@pytest.mark.parametrize(
    "body", [[], {}, {"data": None}, {"data": []}, {"data": {}}, {"data": [{}]}, {"data": ["t"]}, 5, *BAD_TOKENS]
)
def test_the_error_for_an_answer_without_a_token_names_the_host(failure: Failure, script: Script, body: object) -> None:
    script.sign_in_answers.extend(httpx2.Response(200, json=body) for _ in range(9))
    assert str(failure(search, Unreachable)) == NO_TOKEN
    assert script.calls == []


def test_an_empty_answer_to_the_sign_in_holds_no_token(failure: Failure, script: Script) -> None:
    script.sign_in_answers.extend(httpx2.Response(200) for _ in range(9))
    assert str(failure(search, Unreachable)) == NO_TOKEN


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_key_and_password_are_sent_to_no_redirect(failure: Failure, script: Script, status: int) -> None:
    script.sign_in_answers.append(httpx2.Response(status, headers={"Location": "https://elsewhere.example/"}))
    error = failure(search, Refused)
    assert str(error).startswith(f"Plytix refused to sign account 'acme' in at auth.example ({status})")
    assert len(script.sign_ins) == 1


FAILURES: dict[str, tuple[httpx2.Response | Exception, type[ApiError]]] = {
    **{f"{status}": (httpx2.Response(status, json=ECHO), Refused) for status in (400, 404, 405, 422)},
    **{f"{status}": (httpx2.Response(status, json=ECHO), BadCredentials) for status in (401, 403)},
    **{f"{status}": (httpx2.Response(status, json=ECHO), Unreachable) for status in (500, 502, 503)},
    "200 without a token": (httpx2.Response(200, json=ECHO), Unreachable),
    "200 in words": (httpx2.Response(200, text="the-key / hunter2"), Unreachable),
    "connection refused": (httpx2.ConnectError("refused"), Unreachable),
    "timeout": (httpx2.ReadTimeout("slow"), Unreachable),
}


@pytest.mark.parametrize(("trouble", "kind"), FAILURES.values(), ids=FAILURES)
def test_no_failure_of_a_sign_in_shows_key_or_password_even_where_the_host_repeats_them(
    failure: Failure, script: Script, trouble: httpx2.Response | Exception, kind: type[ApiError]
) -> None:
    script.sign_in_answers.extend([trouble] * 9)
    error = failure(search, kind)
    shown = "".join(traceback.format_exception(error)) + repr(error) + repr(vars(error))
    assert "hunter2" not in shown
    assert "the-key" not in shown


def test_credentials_show_their_account_alone() -> None:
    credentials = Credentials("the-key", "hunter2", "acme")
    assert repr(credentials) == str(credentials) == "Credentials(account='acme')"


CALL_FAILURES: dict[int, type[ApiError]] = {
    401: BadCredentials,
    403: Forbidden,
    404: NotFound,
    422: Refused,
    500: AnswerLost,
}


@pytest.mark.parametrize(("status", "kind"), CALL_FAILURES.items(), ids=str)
def test_no_failure_of_a_call_shows_key_password_or_token(
    failure: Failure, script: Script, status: int, kind: type[ApiError]
) -> None:
    script.sign_in_answers.extend([signed_in("token-hunter2")] * 2)
    script.otherwise = lambda _: httpx2.Response(status, json={"msg": "no"})
    error = failure(search, kind)
    assert "hunter2" not in "".join(traceback.format_exception(error)) + repr(error) + repr(vars(error))
