"""A body that is too large: the client sees the 413, though it sends all of it before it reads."""

import json
import socket
from collections.abc import Iterator

import httpx2
import pytest

from plytix_sandbox import Running, Sandbox, serving
from plytix_sandbox.exchange import LARGEST_BODY

pytestmark = pytest.mark.slow
TITLE = "x" * (LARGEST_BODY + 1_000_000)


@pytest.fixture
def running() -> Iterator[Running]:
    with serving(Sandbox(plan="unlimited")) as one:
        yield one


def assert_too_large(answer: httpx2.Response) -> None:
    assert answer.status_code == 413
    assert answer.json() == {"error": {"msg": "Request Entity Too Large"}}
    assert answer.headers["Connection"] == "close"


def test_a_client_sees_that_its_body_is_too_large(running: Running) -> None:
    with httpx2.Client(base_url=running.url, trust_env=False) as client:
        assert_too_large(client.post("/api/v2/products", json={"sku": "A", "label": TITLE}))
        pieces = iter([TITLE[:1_000_000].encode()] * 40)
        assert_too_large(client.post("/api/v2/products", content=pieces))
        assert client.get("/api/v2/products/x").status_code == 401


def test_a_client_that_sends_everything_before_it_reads_sees_it_too(running: Running) -> None:
    body = json.dumps({"label": TITLE}).encode()
    head = f"POST /api/v2/products HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    with socket.create_connection(("127.0.0.1", int(running.url.rpartition(":")[2])), timeout=30) as connection:
        connection.sendall(head + body)
        assert connection.recv(64).startswith(b"HTTP/1.1 413 ")


def test_a_client_that_asks_first_need_not_send_its_body(running: Running) -> None:
    head = f"POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: {LARGEST_BODY + 1}\r\n\r\n".encode()
    with socket.create_connection(("127.0.0.1", int(running.url.rpartition(":")[2])), timeout=30) as connection:
        connection.sendall(head)
        assert connection.recv(64).startswith(b"HTTP/1.1 413 ")
