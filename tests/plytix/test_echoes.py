"""A server that repeats key, password and token: nothing that it says is shown or kept with them."""

import json
import traceback
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import httpx2
import pytest

from amazon_plytix.plytix import AnswerLost, ApiError, Plytix, Refused
from tests.support.scripted import Listener, Script, data, signed_in

Run = Callable[..., Any]
Failure = Callable[..., ApiError]

TOKEN = 'head.pay+load/"é"'.replace("é", "e") + "x" * 200
SECRETS = {"key": "the-key", "password": "hunter2", "token": TOKEN}


async def search(plytix: Plytix) -> object:
    return await plytix.products.find_by_sku(["A"])


def assert_clean(text: str) -> None:
    assert [name for name, secret in SECRETS.items() if secret in text or quote(secret, safe="") in text] == []
    assert "x" * 20 not in text


def echo(shape: str) -> bytes:
    said = " / ".join([*SECRETS.values(), quote(TOKEN, safe="")])
    padded = "y" * 250 + said
    bodies: dict[str, Any] = {
        "msg": {"error": {"msg": said}},
        "the end of what is shown": {"error": {"msg": padded}},
        "a field": {"error": {"msg": "no", "errors": [{"field": said, "msg": said}]}},
        "JSON in JSON": {"error": {"msg": json.dumps({"said": said})}},
        "an object": {"error": {"msg": {"said": SECRETS}}},
    }
    if shape in bodies:
        return json.dumps(bodies[shape]).encode()
    escaped = b"\\u0068unter2"
    return {"text": said.encode(), "long text": padded.encode(), "escaped": b'{"msg": "' + escaped + b'"}'}[shape]


SHAPES = ["msg", "the end of what is shown", "a field", "JSON in JSON", "an object", "text", "long text", "escaped"]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("status", "kind"), [(422, Refused), (500, AnswerLost)])
def test_no_complaint_repeats_a_secret(
    failure: Failure, script: Script, status: int, kind: type[ApiError], shape: str
) -> None:
    script.sign_in_answers.append(signed_in(TOKEN))
    script.otherwise = lambda _: httpx2.Response(status, content=echo(shape))
    error = failure(search, kind)
    assert "***" in str(error) or "yyy" in str(error)
    assert_clean("".join(traceback.format_exception(error)) + repr(error) + repr(vars(error)))


def test_no_remark_repeats_a_secret(run: Run, script: Script, listener: Listener) -> None:
    script.sign_in_answers.append(signed_in(TOKEN))
    said = "".join(f"{secret} " for secret in SECRETS.values())
    script.answers.append(httpx2.Response(200, json={"data": []}, headers={"X-Plytix-Deprecation": f"{said}goes"}))
    run(search)
    assert listener.notes == ["Plytix announces: '*** *** *** goes'"]


@pytest.mark.parametrize("kind", [httpx2.RemoteProtocolError, httpx2.ConnectError, httpx2.DecodingError])
def test_no_error_of_the_connection_repeats_a_secret(
    run: Run, script: Script, listener: Listener, kind: type[Exception]
) -> None:
    script.sign_in_answers.append(signed_in(TOKEN))
    script.answers.extend([kind(f"illegal status line: {TOKEN}")] * 9)
    with pytest.raises(ApiError) as caught:
        run(search)
    shown = "".join(traceback.format_exception(caught.value)) + "".join(listener.notes)
    assert "illegal status line: ***" in shown
    assert_clean(shown)


def test_after_the_renewal_of_a_token_neither_is_repeated(failure: Failure, script: Script) -> None:
    script.sign_in_answers.extend([signed_in("first-token"), signed_in("second-token")])
    script.answers.extend([httpx2.Response(401), httpx2.Response(422, text="first-token second-token")])
    assert str(failure(search, Refused)).endswith("(422): *** ***")


def test_what_succeeds_is_not_changed(run: Run, script: Script) -> None:
    script.answers.append(data({"id": "hunter2", "sku": "A"}))
    assert run(search)["A"].id == "hunter2"
