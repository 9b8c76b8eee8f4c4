"""The ASGI application: from a request to an answer, with faults, authentication, rate windows and journal."""

from collections.abc import Iterable
from inspect import isawaitable
from random import Random
from typing import Protocol
from urllib.parse import quote

from starlette.requests import ClientDisconnect, Request
from starlette.types import Receive, Scope, Send

from plytix_sandbox.api.call import Answer, BrokenJson, Call
from plytix_sandbox.api.routes import DIALECTS, ROUTERS
from plytix_sandbox.catalog import Catalog
from plytix_sandbox.catalog.families import finish_jobs
from plytix_sandbox.catalog.store import NotSaved
from plytix_sandbox.clock import Clock
from plytix_sandbox.cutting import Cut, cut
from plytix_sandbox.exchange import Exchange, refusal_answer, response
from plytix_sandbox.faults import Faults, effects
from plytix_sandbox.fetching import fetch
from plytix_sandbox.gate import Gate
from plytix_sandbox.journal import Entry, Journal
from plytix_sandbox.refusals import Refusal

TOKEN_PATH = "/auth/api/get-token"  # noqa: S105 - a path


class State(Protocol):
    """What the application needs of a sandbox. It is read anew for every request, since tests change parts of it."""

    clock: Clock
    catalog: Catalog
    gate: Gate
    faults: Faults
    journal: Journal
    latency: float
    random: Random

    def save(self) -> None:
        """Write what a request changed into the state file, if there is one.

        Raises NotSaved if it cannot be written; the changes are undone then.
        """
        ...


class App:
    """Serve the account of a sandbox over ASGI."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._target = effects.Target(state.catalog, state.gate, state.clock)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; anything but http and lifespan is left alone."""
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        exchange = Exchange.begin(request, self._state.clock.time())
        try:
            await exchange.read(request)
            answer = await self._answer_with_faults(exchange)
        except ClientDisconnect:
            return
        except Refusal as refusal:
            answer = refusal_answer(refusal)
        except NotSaved as problem:
            answer = refusal_answer(Refusal(507, f"Insufficient Storage: {problem}"))
        except Cut as how:
            self._record(exchange, how.status)
            await cut(scope, receive, reset=how.reset)
            return
        self._record(exchange, answer.status)
        await response(answer)(scope, receive, send)

    async def _answer_with_faults(self, exchange: Exchange) -> Answer:
        """Answer a request, with the faults that apply before and after its own work.

        Raises Refusal, Cut if its connection is to be cut, or NotSaved if its writes could not be kept.
        """
        clock = self._state.clock
        if self._state.latency:
            await clock.sleep(self._state.latency)
        faults = self._state.faults.take(exchange.method, exchange.path, clock.time())
        answer = None
        for fault in faults:
            # A fault may sleep, so that the next one acts on a later state.
            self._set_time()
            answer = await effects.before(self._target, fault, exchange) or answer
        self._set_time()
        answer = answer or await self._answer(exchange)
        try:
            for fault in faults:
                effects.after(self._target, fault, answer)
        finally:
            # An answer that gets lost on its way was still worked for: its writes stay (plytix-api.md 11.1).
            self._state.save()
        return answer

    def _set_time(self) -> None:
        now = self._state.clock.time()
        self._state.catalog.products.now = now
        finish_jobs(self._state.catalog, now)

    async def _answer(self, exchange: Exchange) -> Answer:
        try:
            return await self._work(exchange)
        except Refusal as refusal:
            return refusal_answer(refusal)

    async def _work(self, exchange: Exchange) -> Answer:
        if exchange.path == TOKEN_PATH:
            return self._state.gate.token(exchange.method, exchange.body)
        # The client then calls again, without its token, and gets a 401 (plytix-api.md 1.5).
        if len(exchange.path) > 1 and exchange.path.endswith("/"):
            return _without_slash(exchange)
        if not exchange.version:
            raise _unknown(exchange)
        refused = self._state.gate.admit(exchange.headers.get("authorization"), exchange.version)
        return refused or await self._call(exchange)

    async def _call(self, exchange: Exchange) -> Answer:
        path = exchange.path.removeprefix(f"/api/{exchange.version}")
        handlers, args = ROUTERS[exchange.version].find(path)
        if not handlers:
            raise _unknown(exchange)
        handler = handlers.get(exchange.method)
        if handler is None:
            raise _not_allowed(handlers)
        self._state.catalog.begin_call()
        answer = handler(self._call_of(exchange, args))
        return await answer if isawaitable(answer) else answer

    def _call_of(self, exchange: Exchange, args: tuple[str, ...]) -> Call:
        catalog = self._state.catalog
        return Call(
            catalog=catalog,
            dialect=DIALECTS[exchange.version],
            args=args,
            body=exchange.body,
            query=exchange.query,
            raw=exchange.raw,
            content_type=exchange.headers.get("content-type", ""),
            base_url=exchange.base_url,
            lag=max(exchange.lag, float(catalog.switches.search_lag)),
            shuffle=self._state.random,
            fetch=fetch,
        )

    def _record(self, exchange: Exchange, status: int) -> None:
        hidden = exchange.path == TOKEN_PATH or isinstance(exchange.body, BrokenJson)
        body = None if hidden else exchange.body
        self._state.journal.add(Entry(exchange.arrived, exchange.method, exchange.path, status, body))


def _unknown(exchange: Exchange) -> Refusal:
    """Return the refusal of a path that is not among the sandbox's routes.

    501 and not 404, so that a client's mistake, or something that the sandbox lacks, is not taken for a record that is
    not there. What v1 has and v2 has not is a 404, as it is at Plytix (plytix-api.md 1.2).
    """
    path = exchange.path.removeprefix(f"/api/{exchange.version}")
    if exchange.version and any(router.find(path)[0] for router in ROUTERS.values()):
        return Refusal(404, "Not Found", errors=None)
    return Refusal(501, f"The sandbox does not know the path {exchange.path}", errors=None)


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
    # Quoted anew: a path can hold anything once it is decoded, also what no header can.
    path = quote(exchange.path.strip("/"), errors="replace")
    return Answer(301, None, {"Location": f"{origin}/{path}"})


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
