"""Send requests and read answers. The errors say whether the request may have been carried out."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies

import httpx2

from amazon_plytix.http.errors import AnswerLost, Unreachable

# Errors that occur before the first byte of a request is sent.
_NEVER_SENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.ProxyError)


class Transport:
    """Sends requests and returns their answers. Follows no redirect: the new address would receive the token.

    Arguments:
        network: replaces the network if given, for tests.
        concurrency: how many requests may be under way at the same time.
        timeout: seconds to wait for a connection, and for each part of an answer.
        proxies: whether the proxies that the environment names are used.

    Raises Unreachable if one of them cannot be used.
    """

    def __init__(
        self, network: httpx2.AsyncBaseTransport | None, concurrency: int, timeout: float, *, proxies: bool
    ) -> None:
        self._places = asyncio.Semaphore(concurrency)
        self._timeout = timeout
        self._client = _client(network, timeout, proxies=proxies)

    async def send(
        self, method: str, url: str, body: object = None, headers: Mapping[str, str] | None = None
    ) -> httpx2.Response:
        """Send ``body`` as JSON and return the answer.

        Raises Unreachable if nothing was sent, AnswerLost if it was sent and no complete answer came.
        """
        host = urlsplit(url).netloc
        try:
            async with self._places:
                return await self._client.request(method, url, json=body, headers=headers)
        except _NEVER_SENT as error:
            raise Unreachable(f"cannot reach {host}: {_reason(error)}; check the address and the network") from error
        except httpx2.TimeoutException as error:
            raise AnswerLost(f"{host} did not answer within {self._timeout:.0f} s") from error
        except (httpx2.RequestError, httpx2.InvalidURL) as error:
            raise AnswerLost(f"the connection to {host} broke: {_reason(error)}") from error

    async def close(self) -> None:
        """Close all connections."""
        await self._client.aclose()


def _client(network: httpx2.AsyncBaseTransport | None, timeout: float, *, proxies: bool) -> httpx2.AsyncClient:
    """Return the HTTP library's client. Raises Unreachable if the environment names what cannot be used."""
    try:
        if proxies:
            for address in getproxies().values():
                # The library itself finds a port that is none at the first request.
                _ = urlsplit(address).port
        return httpx2.AsyncClient(
            transport=network, timeout=httpx2.Timeout(timeout), follow_redirects=False, trust_env=proxies
        )
    # The errors themselves may repeat the proxy's address, and a password in it.
    except (ImportError, ValueError, httpx2.InvalidURL):
        raise Unreachable(
            "no connection can be made through the proxy that the environment names: ALL_PROXY, HTTPS_PROXY and "
            "HTTP_PROXY are addresses like http://proxy.example:8080, with http or https and a port number"
        ) from None
    except OSError as error:
        raise Unreachable(f"the certificates that SSL_CERT_FILE names cannot be read: {error.strerror}") from None


def json_of(response: httpx2.Response) -> Any:
    """Return the parsed body of an answer, None if it is empty. Raises AnswerLost if it is not JSON."""
    if not response.content.strip():
        return None
    try:
        return json.loads(response.content)
    except (ValueError, RecursionError):
        raise AnswerLost(
            f"{response.url.host} answered {response.status_code} with something that is not JSON"
        ) from None


def _reason(error: Exception) -> str:
    # Some errors of the HTTP library have no text; then the name of their class says most.
    return str(error) or type(error).__name__
