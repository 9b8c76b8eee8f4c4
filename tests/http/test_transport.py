"""A call has an end, whatever a server sends: in time, in size, and without the server's words about secrets."""

import asyncio
import gzip
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable

import httpx2
import pytest

from amazon_plytix.http import (
    DEADLINE,
    LARGEST_ANSWER,
    LONGEST_CALL,
    AnswerLost,
    ApiError,
    Transport,
    Unreachable,
    json_of,
)
from tests.support.raw_server import raw_server
from tests.support.scripted import run_on_virtual_time

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


class Endless(httpx2.AsyncByteStream):
    """A body that never ends: a piece, a pause, a piece ..."""

    def __init__(self, piece: bytes, pause: float = 0.0, before: bytes = b"") -> None:
        self.piece, self.pause, self.before = piece, pause, before
        self.sent = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self.before
        while True:
            await asyncio.sleep(self.pause)
            self.sent += len(self.piece)
            yield self.piece


def answered(body: httpx2.AsyncByteStream | bytes, **headers: str) -> httpx2.MockTransport:
    given = {"content": body} if isinstance(body, bytes) else {"stream": body}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx2.MockTransport(lambda _: httpx2.Response(200, headers=named, **given))  # type: ignore[arg-type]


async def sent(network: httpx2.AsyncBaseTransport) -> httpx2.Response:
    transport = Transport(network, 30.0, proxies=False)
    try:
        return await transport.send("GET", "https://pim.example/x")
    finally:
        await transport.close()


def failure(network: httpx2.AsyncBaseTransport) -> str:
    with pytest.raises(AnswerLost) as caught:
        run_on_virtual_time(sent(network))
    return str(caught.value)


def gzipped(body: bytes) -> bytes:
    return gzip.compress(body, 9)


def test_a_turn_outlives_its_call() -> None:
    assert DEADLINE < LONGEST_CALL


def test_a_body_that_trickles_ends_at_the_deadline() -> None:
    body = Endless(b" ", pause=1.0)
    assert failure(answered(body)) == "pim.example did not complete its answer within 80 s"
    assert body.sent in {79, 80}


@pytest.mark.parametrize("too_large", [Endless(b"x" * 65_536), b"x" * (LARGEST_ANSWER + 1)], ids=["endless", "finite"])
def test_a_body_that_is_too_large_is_not_read_to_its_end(too_large: httpx2.AsyncByteStream | bytes) -> None:
    assert failure(answered(too_large)) == "pim.example sent an answer of more than 16 MB, which was not read"
    if isinstance(too_large, Endless):
        assert too_large.sent <= LARGEST_ANSWER + 65_536


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_a_body_that_is_too_large_once_decoded_is_not_decoded_to_its_end(coding: str) -> None:
    wbits = 31 if coding == "gzip" else 15
    compressor = zlib.compressobj(9, zlib.DEFLATED, wbits)
    bomb = b"".join(compressor.compress(b" " * 2**20) for _ in range(64)) + compressor.flush()
    assert len(bomb) < 100_000
    network = answered(Endless(b"", before=bomb), Content_Encoding=coding)
    assert failure(network) == "pim.example sent an answer of more than 16 MB, which was not read"


def test_what_follows_a_compressed_body_is_limited_too() -> None:
    body = Endless(b"x" * 65_536, before=gzipped(b"{}"))
    assert "more than 16 MB" in failure(answered(body, Content_Encoding="gzip"))
    assert body.sent <= LARGEST_ANSWER + 65_536


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip, gzip", "gzip,deflate", "x"])
def test_a_coding_that_was_not_asked_for_is_refused(coding: str) -> None:
    network = answered(Endless(b"", before=gzipped(b"{}")), Content_Encoding=coding)
    assert failure(network) == "pim.example answered in an encoding that was not asked for"


def test_the_codings_asked_for_are_those_that_are_decoded() -> None:
    asked: list[str] = []

    def asked_for(request: httpx2.Request) -> httpx2.Response:
        asked.append(request.headers["Accept-Encoding"])
        return httpx2.Response(200)

    run_on_virtual_time(sent(httpx2.MockTransport(asked_for)))
    assert asked == ["gzip, deflate"]


class Whole(httpx2.AsyncByteStream):
    """A body in one piece."""

    def __init__(self, body: bytes) -> None:
        self.body = body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self.body


def test_a_compressed_answer_is_decoded() -> None:
    response = run_on_virtual_time(sent(answered(Whole(gzipped(b'{"a": 1}')), Content_Encoding=" GZip ", X_Y="z")))
    assert (response.content, response.headers["X-Y"], response.url.host) == (b'{"a": 1}', "z", "pim.example")


def test_a_false_gzip_is_an_answer_lost() -> None:
    text = failure(answered(Whole(b"{}"), Content_Encoding="gzip"))
    assert text.startswith("the connection to pim.example broke: ")


def test_a_text_that_cannot_be_encoded_is_not_sent() -> None:
    async def send() -> None:
        await Transport(answered(b""), 30.0, proxies=False).send("POST", "https://pim.example/x", {"a": "\ud800"})

    with pytest.raises(Unreachable, match="a text is not valid Unicode") as caught:
        run_on_virtual_time(send())
    assert caught.value.final


@pytest.mark.parametrize(
    "body", [rb'"\ud83d\ude00"', '"\U0001f600"'.encode(), '"\U0001f600"'.encode("utf-16"), rb'"\\ud800"', b'"\\u0000"']
)
def test_any_valid_text_is_read(body: bytes) -> None:
    response = httpx2.Response(200, content=body, request=httpx2.Request("GET", "https://pim.example"))
    assert json_of(response) in {"\U0001f600", "\\ud800", "\0"}


@pytest.mark.parametrize(
    "body",
    [
        rb'"\ud800"',
        rb'{"a\uDFFF": 1}',
        rb'["\ude00\ud83d"]',
        b'"\xed\xa0\x80"',
        '"\ud800"'.encode("utf-16", "surrogatepass"),
    ],
)
def test_half_of_a_surrogate_pair_is_no_text(body: bytes) -> None:
    response = httpx2.Response(200, content=body, request=httpx2.Request("GET", "https://pim.example"))
    with pytest.raises(AnswerLost, match="not JSON"):
        json_of(response)


# On a socket, where time passes: what the library does before there is a body.


async def of_socket(handler: Handler, deadline: float, conceal: Callable[[str], str] = str) -> str:
    """Return the error of a call to a server with this handler."""
    async with raw_server(handler) as url:
        transport = Transport(None, 30.0, proxies=False, deadline=deadline, conceal=conceal)
        with pytest.raises(ApiError) as caught:
            await transport.send("GET", url)
        await transport.close()
    assert type(caught.value) is AnswerLost
    assert caught.value.__cause__ is None
    return str(caught.value)


async def continues(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while True:
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\n" * 1000)
        await writer.drain()


async def drips(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(HEAD + b"X-Slow: ")
    while True:
        writer.write(b"a")
        await writer.drain()
        await asyncio.sleep(0.01)


@pytest.mark.parametrize("handler", [continues, drips], ids=["100 Continue for ever", "a header that trickles"])
def test_an_answer_that_never_begins_ends_at_the_deadline(handler: Handler) -> None:
    text = asyncio.run(of_socket(handler, deadline=0.3))
    assert text.endswith("did not complete its answer within 0 s")


async def echoes(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"hunter2 \x1b[31m" + b"x" * 1000 + b"\r\n\r\n")
    await writer.drain()


def test_an_error_of_the_connection_repeats_no_secret_and_is_cut() -> None:
    text = asyncio.run(of_socket(echoes, 10.0, lambda said: said.replace("hunter2", "***")))
    assert "***" in text
    assert "hunter2" not in text
    assert text.isprintable()
    assert len(text) < 400
