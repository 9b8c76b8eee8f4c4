"""The server on a socket."""

import asyncio
import socket

import httpx2
import pytest

from plytix_sandbox import Fault, Sandbox, accounts, serving
from tests.sandbox.api_client import CREDENTIALS


def test_what_is_no_http_is_refused_and_the_server_goes_on() -> None:
    with serving(Sandbox()) as running:
        port = int(running.url.rpartition(":")[2])
        for raw in (
            b"\x00" * 5000,
            b"GET / HTTP/9.9\r\n\r\n",
            b"\x16\x03\x01" * 100,
            b"POST / HTTP/1.1\r\nHost: x\r\n" + b"A" * 200_000,
        ):
            with socket.create_connection(("127.0.0.1", port), timeout=10) as wire:
                wire.sendall(raw)
                wire.shutdown(socket.SHUT_WR)
                assert wire.recv(64)[:12] in (b"HTTP/1.1 400", b"HTTP/1.1 501", b"")
        answer = httpx2.post(f"{running.url}/auth/api/get-token", json=CREDENTIALS, trust_env=False)
        assert answer.status_code == 200


@pytest.mark.slow
def test_six_hundred_calls_at_once_are_all_answered() -> None:
    async def storm(url: str) -> list[httpx2.Response]:
        limits = httpx2.Limits(max_connections=1000)
        async with httpx2.AsyncClient(base_url=url, limits=limits, timeout=60, trust_env=False) as client:
            token = (await client.post("/auth/api/get-token", json=CREDENTIALS)).json()["data"][0]["access_token"]
            client.headers["Authorization"] = f"Bearer {token}"
            bodies = [{"sku": f"S{n % 400}"} for n in range(600)]
            return await asyncio.gather(*(client.post("/api/v2/products", json=b) for b in bodies))

    sandbox = Sandbox(accounts.empty(), plan="unlimited")
    with serving(sandbox) as running:
        answers = asyncio.run(storm(running.url))
    statuses = [a.status_code for a in answers]
    assert (statuses.count(201), statuses.count(409)) == (400, 200)
    assert len(sandbox.catalog.products) == 400


def test_connections_are_cut_on_a_socket_too() -> None:
    faults = [
        Fault(do="lose_answer", path="/auth/*", count=1),
        Fault(do="reset", path="/auth/*", skip=1, count=1),
    ]
    credentials = {"api_key": "sandbox", "api_password": "sandbox"}
    with serving(Sandbox(faults=faults)) as running, httpx2.Client(trust_env=False) as client:
        url = f"{running.url}/auth/api/get-token"
        with pytest.raises(httpx2.RemoteProtocolError):
            client.post(url, json=credentials)
        with pytest.raises(httpx2.ReadError):
            client.post(url, json=credentials)
        assert client.post(url, json=credentials).status_code == 200
