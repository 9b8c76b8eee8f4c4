"""Requests as bytes: every one that is HTTP gets an answer, whatever its path, method and headers."""

import socket
from collections.abc import Iterator

import h11
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from plytix_sandbox import Sandbox, accounts, serving
from tests.sandbox.api_client import CREDENTIALS

TARGET = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), max_size=20)
SEGMENTS = st.sampled_from(
    ["api", "v1", "v2", "products", "search", "assets", "auth", "get-token", "%00", "%0d%0aX:y", "%ff", "%C3%A9", "%2F",
     "%3F", "%23", "..", ".", "", "*", "http:", "%", "%zz", "x" * 500]
)  # fmt: skip
PATHS = st.lists(SEGMENTS, max_size=6).map(lambda parts: "/" + "/".join(parts)) | TARGET.map("/{}".format) | TARGET
METHODS = st.sampled_from(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT", "get", "X-Y"])
HOSTS = st.sampled_from(["x", "127.0.0.1:1", "[::1]:80", "[", "a b", "x:y:z", "\xe9", "http://x/", "@", "x\t", ""])
HEADERS = st.sampled_from(
    ["", "Connection: Upgrade\r\nUpgrade: websocket\r\n", "Connection: close\r\n", "Expect: 100-continue\r\n",
     "Content-Type: multipart/form-data\r\n", "Authorization: Bearer \xe9\r\n", "Accept: \xff\r\n"]
)  # fmt: skip


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with serving(Sandbox(accounts.example(), plan="unlimited", switches={"auth_limit": "off"})) as running:
        yield int(running.url.rpartition(":")[2])


def exchange(port: int, raw: bytes) -> bytes:
    """Send bytes and return everything that comes back until the server closes."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(raw)
        connection.shutdown(socket.SHUT_WR)
        received = b""
        while piece := connection.recv(65_536):
            received += piece
        return received


def parsed(answer: bytes, method: str) -> h11.Response:
    """Return the head of an answer, which must be valid HTTP from its first to its last byte."""
    client = h11.Connection(h11.CLIENT)
    client.send(h11.Request(method=method, target="/", headers=[("Host", "x")]))
    client.send(h11.EndOfMessage())
    client.receive_data(answer)
    client.receive_data(b"")
    response, events = None, []
    while (event := client.next_event()) not in (h11.NEED_DATA, h11.PAUSED):
        events.append(event)
        if isinstance(event, h11.Response):
            response = event
        if isinstance(event, h11.EndOfMessage):
            break
    assert response is not None, (answer, events)
    return response


@given(method=METHODS, path=PATHS, host=HOSTS, more=HEADERS, body=st.binary(max_size=30))
@settings(max_examples=300)
@example(method="GET", path="/api/v1/products/%00/", host="x", more="", body=b"")
@example(method="GET", path="/api/v1/products/%0d%0aSet-Cookie:x/", host="x", more="", body=b"")
@example(method="GET", path="/api/v1/products/x", host="[", more="", body=b"")
@example(method="GET", path="/api/v1/products/x/", host="[", more="", body=b"")
def test_every_path_and_method_is_answered(
    port: int, method: str, path: str, host: str, more: str, body: bytes
) -> None:
    head = f"{method} {path} HTTP/1.1\r\nHost: {host}\r\n{more}Content-Length: {len(body)}\r\n\r\n"
    answer = parsed(exchange(port, head.encode("latin-1") + body), method)
    # 501: a path that the sandbox does not know.
    assert 200 <= answer.status_code < 500 or answer.status_code == (500 if path.endswith("/family") else 501)
    for name, value in answer.headers:
        assert name != b"set-cookie"
        assert all(0x20 <= byte < 0x7F for byte in value)


@given(raw=st.binary(max_size=200), line=st.binary(max_size=60))
@settings(max_examples=200)
def test_random_bytes_are_answered_or_the_connection_closes(port: int, raw: bytes, line: bytes) -> None:
    for sent in (
        raw,
        b"GET " + line + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: " + line + b"\r\n\r\n",
    ):
        answer = exchange(port, sent)
        assert answer == b"" or answer.startswith((b"HTTP/1.1 4", b"HTTP/1.1 301", b"HTTP/1.1 501"))


def test_the_server_still_works_after_it_all(port: int) -> None:
    body = str(CREDENTIALS).replace("'", '"')
    head = f"POST /auth/api/get-token HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n"
    assert parsed(exchange(port, (head + body).encode()), "POST").status_code == 200


def test_an_encoded_question_mark_is_part_of_an_id(port: int) -> None:
    head = "GET /api/v1/products/a%3Fb%23c/ HTTP/1.1\r\nHost: x\r\n\r\n"
    answer = parsed(exchange(port, head.encode()), "GET")
    assert dict(answer.headers)[b"location"] == b"http://x/api/v1/products/a%3Fb%23c"
