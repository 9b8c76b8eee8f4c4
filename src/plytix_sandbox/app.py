"""The ASGI application: from a request to an answer, with faults, authentication, rate windows and journal."""

from collections.abc import Iterable
from inspect import isawaitable
from typing import TYPE_CHECKING

from starlette.requests import ClientDisconnect, Request
from starlette.types import Receive, Scope, Send

from plytix_sandbox.api.call import Answer, BrokenJson, Call
from plytix_sandbox.api.routes import DIALECTS, ROUTERS
from plytix_sandbox.catalog.families import finish_jobs
from plytix_sandbox.cutting import Cut, cut
from plytix_sandbox.exchange import Exchange, refusal_answer, response
from plytix_sandbox.faults import deeds
from plytix_sandbox.fetching import fetch
from plytix_sandbox.journal import Entry
from plytix_sandbox.refusals import Refusal

if TYPE_CHECKING:
    from plytix_sandbox.sandbox import Sandbox

TOKEN_PATH = "/auth/api/get-token"  # noqa: S105 - a path


class App:
    """Serves a sandbox over ASGI."""

    def __init__(self, sandbox: "Sandbox") -> None:
        self._sandbox = sandbox

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; anything but http and lifespan is left alone."""
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        exchange = Exchange.begin(request, self._sandbox.clock.time())
        try:
            await exchange.read(request)
            answer = await self._struck(exchange)
        except ClientDisconnect:
            return
        except Refusal as refusal:
            answer = refusal_answer(refusal)
        except Cut as how:
            self._record(exchange, how.status)
            await cut(scope, receive, reset=how.reset)
            return
        self._record(exchange, answer.status)
        await response(answer)(scope, receive, send)

    async def _struck(self, exchange: Exchange) -> Answer:
        """Answer a request, with what goes wrong before and after its work."""
        sandbox = self._sandbox
        if sandbox.latency:
            await sandbox.clock.sleep(sandbox.latency)
        faults = sandbox.faults.strike(exchange.method, exchange.path, sandbox.clock.time())
        answer = None
        for fault in faults:
            self._set_time()
            answer = await deeds.before(sandbox, fault, exchange) or answer
        self._set_time()
        answer = answer or await self._answer(exchange)
        try:
            for fault in faults:
                deeds.after(sandbox, fault, answer)
        finally:
            sandbox.save()
        return answer

    def _set_time(self) -> None:
        now = self._sandbox.clock.time()
        self._sandbox.catalog.products.now = now
        finish_jobs(self._sandbox.catalog, now)

    async def _answer(self, exchange: Exchange) -> Answer:
        try:
            return await self._work(exchange)
        except Refusal as refusal:
            return refusal_answer(refusal)

    async def _work(self, exchange: Exchange) -> Answer:
        if exchange.path == TOKEN_PATH:
            return self._sandbox.gate.token(exchange.method, exchange.body)
        if len(exchange.path) > 1 and exchange.path.endswith("/"):
            return _without_slash(exchange)
        if not exchange.version:
            raise Refusal(404, "Not Found", errors=None)
        refused = self._sandbox.gate.admit(exchange.headers.get("authorization"), exchange.version)
        return refused or await self._call(exchange)

    async def _call(self, exchange: Exchange) -> Answer:
        path = exchange.path.removeprefix(f"/api/{exchange.version}")
        handlers, args = ROUTERS[exchange.version].find(path)
        if not handlers:
            raise Refusal(404, "Not Found", errors=None)
        handler = handlers.get(exchange.method)
        if handler is None:
            raise _not_allowed(handlers)
        answer = handler(self._call_of(exchange, args))
        return await answer if isawaitable(answer) else answer

    def _call_of(self, exchange: Exchange, args: tuple[str, ...]) -> Call:
        sandbox = self._sandbox
        return Call(
            catalog=sandbox.catalog,
            dialect=DIALECTS[exchange.version],
            args=args,
            body=exchange.body,
            query=exchange.query,
            raw=exchange.raw,
            content_type=exchange.headers.get("content-type", ""),
            base_url=exchange.base_url,
            lag=max(exchange.lag, float(sandbox.switches.search_lag)),
            shuffle=sandbox.random,
            fetch=fetch,
        )

    def _record(self, exchange: Exchange, status: int) -> None:
        hidden = exchange.path == TOKEN_PATH or isinstance(exchange.body, BrokenJson)
        body = None if hidden else exchange.body
        self._sandbox.journal.add(Entry(exchange.arrived, exchange.method, exchange.path, status, body))


def _not_allowed(methods: Iterable[str]) -> Refusal:
    return Refusal(405, "Method Not Allowed", errors=None, headers={"Allow": ", ".join(methods)})


def _without_slash(exchange: Exchange) -> Answer:
    """Redirect a trailing slash away, to another origin, so that clients drop their Authorization (plytix-api.md 1.5).

    Plytix does it by leaving https; here it is the other name of the same loopback address.
    """
    origin = exchange.base_url
    for one, other in (("//127.0.0.1", "//localhost"), ("//localhost", "//127.0.0.1")):
        if one in origin:
            origin = origin.replace(one, other)
            break
    path = exchange.path.strip("/").encode("ascii", "replace").decode()
    return Answer(301, None, {"Location": f"{origin}/{path}"})


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
