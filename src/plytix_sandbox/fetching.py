"""Fetch the file of an asset upload by URL, from this machine only."""

import ipaddress
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

import httpx2

from plytix_sandbox.refusals import Refusal

Fetch = Callable[[str], Awaitable[bytes]]

LARGEST = 32 * 1024 * 1024
_TIMEOUT = 60.0


async def fetch(url: str) -> bytes:
    """Return the content of a loopback address. Plytix fetches public addresses itself (live); here no call leaves.

    Raises Refusal 422 if it is any other host, has credentials, gives an error or more than 32 MB.
    """
    if not is_loopback(url):
        raise refused()
    try:
        async with (
            httpx2.AsyncClient(timeout=_TIMEOUT, trust_env=False, follow_redirects=False) as client,
            client.stream("GET", url) as response,
        ):
            if response.status_code != 200:
                raise refused()
            return await _limited(response)
    except (httpx2.HTTPError, httpx2.InvalidURL, UnicodeError, ValueError):
        raise refused() from None


def is_loopback(url: str) -> bool:
    """Return whether a URL is plain http(s), without credentials, to this machine."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        if parts.scheme not in ("http", "https") or parts.username or parts.password:
            return False
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def refused() -> Refusal:
    """Return the 422 for a URL that cannot be fetched (inferred)."""
    return Refusal(422, "asset data validation failed", [("url", "Unable to download the file from the URL")])


async def _limited(response: httpx2.Response) -> bytes:
    content = bytearray()
    async for chunk in response.aiter_bytes():
        content += chunk
        if len(content) > LARGEST:
            raise refused()
    return bytes(content)
