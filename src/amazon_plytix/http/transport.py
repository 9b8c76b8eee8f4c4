"""Requests and answers as bytes: what the network does to a call, told apart by what may have happened."""

import asyncio
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx2

from amazon_plytix.http.errors import AnswerLost, Unreachable

# Source: plytix-api.md 11.1, the client that meets Plytix daily gives up after 30 s.
_TIMEOUT = httpx2.Timeout(30.0)
_NEVER_SENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.ProxyError)


class Wire:
    """Sends one request and gives back its answer, following no redirect: one would carry the token elsewhere."""

    def __init__(self, transport: httpx2.AsyncBaseTransport | None, side_by_side: int, *, proxies: bool) -> None:
        self._places = asyncio.Semaphore(side_by_side)
        self._client = httpx2.AsyncClient(
            transport=transport, timeout=_TIMEOUT, follow_redirects=False, trust_env=proxies
        )

    async def send(
        self, method: str, url: str, body: Any = None, headers: Mapping[str, str] | None = None
    ) -> httpx2.Response:
        """Send ``body`` as JSON.

        Raises Unreachable where nothing was sent, AnswerLost where it was and no whole answer came.
        """
        host = urlsplit(url).netloc
        try:
            async with self._places:
                return await self._client.request(method, url, json=body, headers=headers)
        except _NEVER_SENT as error:
            raise Unreachable(f"cannot reach {host}: {_reason(error)}; check the address and the network") from error
        except httpx2.TimeoutException as error:
            raise AnswerLost(f"{host} did not answer within {_TIMEOUT.read:.0f} s") from error
        except (httpx2.RequestError, httpx2.InvalidURL) as error:
            raise AnswerLost(f"the connection to {host} broke: {_reason(error)}") from error

    async def close(self) -> None:
        """Close all connections."""
        await self._client.aclose()


def _reason(error: Exception) -> str:
    return str(error) or type(error).__name__
