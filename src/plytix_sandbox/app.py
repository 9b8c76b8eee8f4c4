"""The ASGI application: from a request to an answer, with authentication, rate windows and journal on the way."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, NoReturn

from starlette.datastructures import Headers, QueryParams
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from plytix_sandbox.api.call import NO_BODY, Answer, BrokenJson, Call
from plytix_sandbox.api.routes import DIALECTS, ROUTERS
from plytix_sandbox.catalog.families import finish_jobs
from plytix_sandbox.fetching import fetch
from plytix_sandbox.journal import Entry
from plytix_sandbox.refusals import Refusal

if TYPE_CHECKING:
    from plytix_sandbox.sandbox import Sandbox

LARGEST_BODY = 32 * 1024 * 1024
"""Bytes; beyond it 413. Plytix's own limit is unknown."""

TOKEN_PATH = "/auth/api/get-token"  # noqa: S105 - a path


@dataclass(slots=True)
class Exchange:
    """A request on its way through the application."""

    method: str
    path: str
    headers: Headers
    query: Mapping[str, str]
    raw: bytes
    base_url: str
    arrived: float
    body: Any = field(default=NO_BODY)

    @property
    def version(self) -> str:
        """`v1`, `v2` or nothing."""
        parts = self.path.split("/", 3)
        return parts[2] if len(parts) > 3 and parts[1] == "api" and parts[2] in ROUTERS else ""


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
        exchange = Exchange(
            method=request.method,
            path=request.url.path,
            headers=request.headers,
            query=QueryParams(scope["query_string"]),
            raw=b"",
            base_url=f"{request.url.scheme}://{request.url.netloc}",
            arrived=self._sandbox.clock.time(),
        )
        try:
            exchange.raw = await _read(request)
        except ClientDisconnect:
            return
        except Refusal as refusal:
            answer = Answer(refusal.status, refusal.body(), refusal.headers)
        else:
            exchange.body = _decode(exchange.raw, exchange.headers)
            answer = await self._answer(exchange)
        self._record(exchange, answer.status)
        await _response(answer)(scope, receive, send)

    async def _answer(self, exchange: Exchange) -> Answer:
        if self._sandbox.latency:
            await self._sandbox.clock.sleep(self._sandbox.latency)
        try:
            return await self._work(exchange)
        except Refusal as refusal:
            return Answer(refusal.status, refusal.body(), refusal.headers)

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
        handlers, args = ROUTERS[exchange.version].find(exchange.path.removeprefix(f"/api/{exchange.version}"))
        if not handlers:
            raise Refusal(404, "Not Found", errors=None)
        handler = handlers.get(exchange.method)
        if handler is None:
            _refuse_method(handlers)
        sandbox = self._sandbox
        sandbox.catalog.products.now = sandbox.clock.time()
        finish_jobs(sandbox.catalog, sandbox.clock.time())
        answer = handler(
            Call(
                catalog=sandbox.catalog,
                dialect=DIALECTS[exchange.version],
                args=args,
                body=exchange.body,
                query=exchange.query,
                raw=exchange.raw,
                content_type=exchange.headers.get("content-type", ""),
                base_url=exchange.base_url,
                lag=float(sandbox.switches.search_lag),
                shuffle=sandbox.random,
                fetch=fetch,
            )
        )
        return await answer if isawaitable(answer) else answer

    def _record(self, exchange: Exchange, status: int) -> None:
        known = exchange.path != TOKEN_PATH and not isinstance(exchange.body, BrokenJson)
        body = exchange.body if known else None
        self._sandbox.journal.add(Entry(exchange.arrived, exchange.method, exchange.path, status, body))


def _refuse_method(handlers: Mapping[str, Any]) -> NoReturn:
    allowed = ", ".join(handlers)
    raise Refusal(405, "Method Not Allowed", errors=None, headers={"Allow": allowed})


def _without_slash(exchange: Exchange) -> Answer:
    """Redirect a trailing slash away, to another origin, so that clients drop their Authorization (inferred).

    Plytix does it by leaving https; here it is the other name of the same loopback address.
    """
    origin = exchange.base_url
    for one, other in (("//127.0.0.1", "//localhost"), ("//localhost", "//127.0.0.1")):
        if one in origin:
            origin = origin.replace(one, other)
            break
    path = exchange.path.rstrip("/").encode("ascii", "replace").decode()
    return Answer(301, None, {"Location": origin + "/" + path.lstrip("/")})


async def _read(request: Request) -> bytes:
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared[:20]) > LARGEST_BODY:
        raise Refusal(413, "Request Entity Too Large", errors=None, headers={"Connection": "close"})
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > LARGEST_BODY:
            raise Refusal(413, "Request Entity Too Large", errors=None, headers={"Connection": "close"})
    return bytes(content)


def _decode(raw: bytes, headers: Headers) -> Any:
    if not raw or headers.get("content-type", "").startswith("multipart/"):
        return NO_BODY
    try:
        return json.loads(raw, parse_constant=_no_constant, parse_float=_finite)
    except (ValueError, RecursionError) as problem:
        return BrokenJson(str(problem) or "too deep")


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text[:20]} is out of range")
    return number


def _response(answer: Answer) -> Response:
    headers = dict(answer.headers)
    if isinstance(answer.body, str):
        return Response(answer.body, answer.status, headers, media_type="text/html")
    if answer.body is None:
        return Response(None, answer.status, headers)
    content = json.dumps(answer.body, separators=(",", ":"))
    return Response(content, answer.status, headers, media_type="application/json")


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
