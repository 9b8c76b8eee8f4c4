"""Clients of a sandbox on a socket; every test that asks for one runs with its sync and its async form."""

import asyncio
import http.server
import ssl
import threading
import types
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import plytix_pim_client
import pytest
from plytix_pim_client import config

from plytix_sandbox import ManualClock, Sandbox, accounts
from tests.sandbox.clients.driver import OpenPlytix, Plytix, Sleeps
from tests.support.shared_server import SharedServer


@pytest.fixture(params=["sync", "async"])
def form(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(autouse=True)
def sleeps(monkeypatch: pytest.MonkeyPatch) -> Sleeps:
    """The client's sleeps, which take no time."""
    taken, moment = Sleeps(), threading.Event()

    def sleep(seconds: float) -> None:
        taken.take(seconds)
        moment.wait(0.001)

    async def async_sleep(seconds: float) -> None:
        taken.take(seconds)
        await asyncio.sleep(0)

    monkeypatch.setattr("plytix_pim_client.http.sync.time", types.SimpleNamespace(sleep=sleep))
    own = types.SimpleNamespace(sleep=async_sleep, Lock=asyncio.Lock)
    monkeypatch.setattr("plytix_pim_client.http.async_.asyncio", own)
    return taken


@pytest.fixture(scope="session", autouse=True)
def _one_tls_context() -> Iterator[None]:
    """Every client reads the machine's certificates anew, for 40 ms, and needs none on loopback."""
    context = ssl.create_default_context()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("httpx._transports.default.create_ssl_context", lambda **_: context)
        yield


@pytest.fixture
def open_plytix(form: str, shared_server: SharedServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenPlytix]:
    """Open a client of a new sandbox: `open_plytix({...account...}, plan=..., faults=..., switch="value")`."""
    monkeypatch.setattr(config, "PLYTIX_PIM_BASE_URL", shared_server.url)
    monkeypatch.setattr(config, "PLYTIX_AUTH_BASE_URL", shared_server.url)
    with ExitStack() as stack:

        def open_one(document: Any = None, *, client: Any = None, clock: Any = None, **settings: Any) -> Plytix:
            time = clock or ManualClock()
            own = {name: settings.pop(name) for name in {"plan", "faults"} & settings.keys()}
            account = accounts.parse(document or {}, "test")
            shared_server.sandbox = Sandbox(account, clock=time, switches=settings, **{"plan": "unlimited", **own})
            made = Plytix(*_client(form, stack, client or {}), shared_server.sandbox, time)
            stack.callback(made.close)
            return made

        yield open_one


def _client(form: str, stack: ExitStack, more: dict[str, Any]) -> tuple[Any, asyncio.Runner]:
    kind = plytix_pim_client.PlytixSync if form == "sync" else plytix_pim_client.PlytixAsync
    runner = stack.enter_context(asyncio.Runner())
    return kind(**{"api_key": "sandbox", "api_password": "sandbox", **more}), runner


@pytest.fixture
def plytix(open_plytix: OpenPlytix) -> Plytix:
    """A client of an account that holds nothing."""
    return open_plytix()


@pytest.fixture(scope="session")
def files() -> Iterator[str]:
    """The address of a server on loopback whose every path serves its own name."""

    class Files(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = self.path.encode()
            self.send_response(404 if "gone" in self.path else 200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Files) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
