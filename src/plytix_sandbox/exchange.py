"""A request on its way through the application: reading, decoding and answering it."""

import asyncio
import json
import math
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NoReturn

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response

from plytix_sandbox.api.call import NO_BODY, Answer, BrokenJson
from plytix_sandbox.api.routes import ROUTERS
from plytix_sandbox.refusals import Refusal

LARGEST_BODY = 32 * 1024 * 1024
"""Bytes; beyond it 413. Plytix's own limit is unknown."""
MOST_DISCARDED = 8 * LARGEST_BODY
"""Bytes of a body that is too large, which are read and thrown away before the 413."""
_LONGEST_DISCARDING = 30.0
_HOST = re.compile(r"[A-Za-z0-9.\-_]+(:\d{1,5})?|\[[0-9A-Fa-f:.]+\](:\d{1,5})?")


@dataclass(slots=True)
class Exchange:
    """A request. `arrived` is epoch seconds, `body` JSON or a BrokenJson, `lag` how late faults make its search."""

    method: str
    path: str
    headers: Headers
    query: Mapping[str, str]
    base_url: str
    arrived: float
    raw: bytes = b""
    body: Any = NO_BODY
    lag: float = 0.0

    @classmethod
    def begin(cls, request: Request, arrived: float) -> "Exchange":
        """Return the exchange of a request whose body is not read yet."""
        return cls(
            method=request.method,
            # Not that of `request.url`, which ends at a `?` or `#` that came encoded, and fails for an odd Host.
            path=request.scope["path"],
            headers=request.headers,
            query=request.query_params,
            base_url=_base_url(request),
            arrived=arrived,
        )

    @property
    def version(self) -> str:
        """The version of the API, `v1` or `v2`; empty for any other path."""
        parts = self.path.split("/", 3)
        return parts[2] if len(parts) > 3 and parts[1] == "api" and parts[2] in ROUTERS else ""

    async def read(self, request: Request) -> None:
        """Read the body.

        Raises Refusal 413 if it is too large.
        Raises ClientDisconnect if the client went away.
        """
        declared = self.headers.get("content-length", "")
        if re.fullmatch("[0-9]+", declared) and int(declared[:20]) > LARGEST_BODY:
            # A client that waits for `100 Continue` sends its body only if it is asked for.
            if "expect" not in self.headers:
                await _discard(request.stream())
            raise _too_large()
        content = bytearray()
        chunks = request.stream()
        async for chunk in chunks:
            content += chunk
            if len(content) > LARGEST_BODY:
                await _discard(chunks)
                raise _too_large()
        self.raw = bytes(content)
        self.body = _decoded(self.raw, self.headers)


def response(answer: Answer) -> Response:
    """Return an answer as HTTP: JSON, a text as HTML, or an empty body."""
    headers = dict(answer.headers)
    if isinstance(answer.body, str):
        return Response(answer.body, answer.status, headers, media_type="text/html")
    if answer.body is None:
        return Response(None, answer.status, headers)
    content = json.dumps(answer.body, separators=(",", ":"))
    return Response(content, answer.status, headers, media_type="application/json")


def refusal_answer(refusal: Refusal) -> Answer:
    """Return a refusal as an answer."""
    return Answer(refusal.status, refusal.body(), refusal.headers)


def _too_large() -> Refusal:
    return Refusal(413, "Request Entity Too Large", errors=None, headers={"Connection": "close"})


async def _discard(chunks: AsyncIterator[bytes]) -> None:
    """Read the rest of a body: a client that is still sending when the connection closes never sees the answer."""
    discarded = 0
    with suppress(TimeoutError):
        async with asyncio.timeout(_LONGEST_DISCARDING):
            async for chunk in chunks:
                discarded += len(chunk)
                if discarded > MOST_DISCARDED:
                    return


def _base_url(request: Request) -> str:
    """Return scheme and host as the client called them, or if that is no host, as the server listens."""
    host = request.headers.get("host", "")
    if not _HOST.fullmatch(host):
        name, port = request.scope.get("server") or ("localhost", None)
        host = f"{name}:{port}" if port else name
    return f"{request.scope['scheme']}://{host}"


def _decoded(raw: bytes, headers: Headers) -> Any:
    if not raw or headers.get("content-type", "").startswith("multipart/"):
        return NO_BODY
    try:
        return json.loads(raw, parse_constant=_no_constant, parse_float=_finite)
    except (ValueError, RecursionError) as problem:
        return BrokenJson(str(problem) or "nested too deeply")


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text[:20]} is out of range")
    return number
