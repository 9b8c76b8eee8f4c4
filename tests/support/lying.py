"""A server that lies, before a sandbox that does not: one endpoint's answers are replaced by wrong ones."""

import asyncio
import re
from collections.abc import Mapping
from typing import Any

import httpx2

from tests.support.lies import Lie
from tests.support.world import World

_ID = "[^/]+"
_ONE = f"/api/v2/products/{_ID}"

# All endpoints that jobs call, as method and path.
ENDPOINTS: Mapping[str, re.Pattern[str]] = {
    name: re.compile(call)
    for name, call in {
        "token": "POST /auth/api/get-token",
        "families": "POST /api/v1/product_families/search",
        "relationships": "POST /api/v1/relationships/search",
        "attributes": "POST /api/v1/attributes/product/search",
        "family attributes": f"GET /api/v1/product_families/{_ID}/attributes",
        "search": "POST /api/v2/products/search",
        "create": "POST /api/v2/products",
        "family": f"POST /api/v1/products/{_ID}/family",
        "family of": f"GET /api/v1/products/{_ID}",
        "read": f"GET {_ONE}",
        "link": f"POST {_ONE}/relationships/{_ID}",
        "unlink": f"DELETE {_ONE}/relationships/{_ID}",
        "delete": f"DELETE {_ONE}",
    }.items()
}


class LyingTransport(httpx2.AsyncBaseTransport):
    """Passes calls on to a server, and replaces the answers of one endpoint.

    Arguments:
        server: answers the truth.
        endpoint: which of the ENDPOINTS lies.
        lie: what it answers.
        arrives: whether the server does what it was asked, before the lie.
        honest: how many answers are true before the first lie.
    """

    def __init__(
        self, server: httpx2.AsyncBaseTransport, endpoint: str, lie: Lie, *, arrives: bool = True, honest: int = 0
    ) -> None:
        self._server = server
        self._endpoint = ENDPOINTS[endpoint]
        self._lie = lie
        self._arrives = arrives
        self._honest = honest
        # How many lies were heard.
        self.lies = 0

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        call = f"{request.method} {request.url.raw_path.decode()}"
        if not self._endpoint.fullmatch(call):
            return await self._server.handle_async_request(request)
        if self._honest > 0:
            self._honest -= 1
            return await self._server.handle_async_request(request)
        self.lies += 1
        true = httpx2.Response(200)
        if self._arrives:
            true = await self._server.handle_async_request(request)
            await true.aread()
        # A server that answers at once would keep a client that never waits from ever being interrupted.
        await asyncio.sleep(0.01)
        return self._lie(request, true)


class LyingWorld(World):
    """A world whose network a test may replace by one that lies."""

    liar: LyingTransport | None = None

    def lie(self, endpoint: str, lie: Lie, **how: Any) -> None:
        """From now on let this endpoint lie."""

        def network(server: httpx2.AsyncBaseTransport) -> httpx2.AsyncBaseTransport:
            self.liar = LyingTransport(server, endpoint, lie, **how)
            return self.liar

        self.network = network

    @property
    def seconds(self) -> float:
        """How much time has passed."""
        return self._clock.earlier
