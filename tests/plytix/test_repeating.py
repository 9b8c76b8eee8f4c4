"""What is sent again after a failure, and what is not. In these tests a call has three attempts."""

from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from amazon_plytix.plytix import AnswerLost, ApiError, Plytix, Relationship, Unreachable
from tests.support.scripted import Script, data, linked_to

Run = Callable[..., Any]
Failure = Callable[..., ApiError]
Job = Callable[[Plytix], Any]

ID = "5c9a2c394a6c255eae53b7fc"
AMAZON = Relationship("r1", "Amazon Listings", "amazon_listings")

REPEATABLE: dict[str, tuple[Job, httpx2.Response]] = {
    "get": (lambda plytix: linked_to(plytix, ID, AMAZON), data({"id": ID})),
    "search": (lambda plytix: plytix.products.find_by_sku(["A"]), data()),
    "family": (lambda plytix: plytix.products.assign_family(ID, "f1"), data({"id": ID})),
    "link": (lambda plytix: plytix.products.link(ID, AMAZON, ["p1"]), httpx2.Response(200)),
}


async def create(plytix: Plytix) -> object:
    return await plytix.products.create("SKU", "Label", {})


async def links(plytix: Plytix) -> object:
    return await linked_to(plytix, ID, AMAZON)


LOST = {
    **{str(status): httpx2.Response(status, text="<html>") for status in (500, 502, 503, 504)},
    "200 in HTML": httpx2.Response(200, text="<html>"),
    "read timeout": httpx2.ReadTimeout("slow"),
    "write timeout": httpx2.WriteTimeout("slow"),
    "broken off": httpx2.RemoteProtocolError("peer closed connection"),
    "read error": httpx2.ReadError("reset"),
}
NEVER_SENT = {
    "refused": httpx2.ConnectError("Connection refused"),
    "connect timeout": httpx2.ConnectTimeout("slow"),
    "no free connection": httpx2.PoolTimeout("full"),
    "proxy": httpx2.ProxyError("403"),
}


@pytest.mark.parametrize(("job", "good"), REPEATABLE.values(), ids=REPEATABLE)
@pytest.mark.parametrize("trouble", [*LOST.values(), *NEVER_SENT.values()], ids=[*LOST, *NEVER_SENT])
def test_what_is_safe_to_repeat_is_repeated(
    run: Run, script: Script, job: Job, good: httpx2.Response, trouble: httpx2.Response | Exception
) -> None:
    script.answers.extend([trouble, trouble, good])
    run(job)
    first, *again = [(call.method, call.url, call.content) for call in script.calls]
    assert again == [first, first]


@pytest.mark.parametrize("trouble", LOST.values(), ids=LOST)
def test_a_create_that_was_sent_is_never_repeated(
    failure: Failure, script: Script, trouble: httpx2.Response | Exception
) -> None:
    script.answers.append(trouble)
    failure(create, AnswerLost)
    assert len(script.calls) == 1


@pytest.mark.parametrize("trouble", NEVER_SENT.values(), ids=NEVER_SENT)
def test_a_create_that_was_never_sent_is_repeated(run: Run, script: Script, trouble: Exception) -> None:
    script.answers.extend([trouble, trouble, data({"id": ID})])
    run(create)
    assert len(script.calls) == 3


@pytest.mark.parametrize(
    ("trouble", "kind", "text"),
    [
        (
            httpx2.Response(503, text="<html>"),
            AnswerLost,
            f"Plytix failed at GET /api/v2/products/{ID} (503): a page of HTML instead of an answer, as gateways send",
        ),
        (
            httpx2.Response(200, text="<html>"),
            AnswerLost,
            "pim.example answered 200 with something that is not JSON",
        ),
        (httpx2.ReadTimeout("slow"), AnswerLost, "pim.example did not answer within 30 s"),
        (httpx2.ReadError("reset"), AnswerLost, "the connection to pim.example broke: reset"),
        (httpx2.ReadError(""), AnswerLost, "the connection to pim.example broke: ReadError"),
        (
            httpx2.ConnectError("Connection refused"),
            Unreachable,
            "cannot reach pim.example: Connection refused; check the address and the network",
        ),
        (
            httpx2.ConnectTimeout(""),
            Unreachable,
            "cannot reach pim.example: ConnectTimeout; check the address and the network",
        ),
    ],
)
def test_trouble_that_does_not_end_is_raised_after_the_last_attempt(
    failure: Failure, script: Script, trouble: httpx2.Response | Exception, kind: type[ApiError], text: str
) -> None:
    script.answers.extend([trouble] * 3)
    assert str(failure(links, kind)) == text
    assert len(script.calls) == 3
