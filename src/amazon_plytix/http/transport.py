"""Send requests and read answers. The errors say whether the request may have been carried out."""

import asyncio
import json
import re
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import aclosing
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies

import httpx2

from amazon_plytix.http.errors import AnswerLost, Unreachable, readable
from amazon_plytix.http.windows import LONGEST_CALL

# Seconds for a whole call, however slowly its answer trickles. Shorter than LONGEST_CALL, after which windows take a
# call for answered: a turn may be a few seconds older than its call.
DEADLINE = LONGEST_CALL - 10.0
# Bytes of a whole answer, as it is sent and as it is when it is decoded. Eight answers of this size, which come at the
# same time, take less than 300 MB.
LARGEST_ANSWER = 16 * 2**20

# Errors that occur before the first byte of a request is sent.
_NEVER_SENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.ProxyError)
# The codings that are asked for, and decoded in pieces of limited size.
_CODINGS = ("gzip", "deflate")
# Half of a surrogate pair, escaped or in UTF-8; and UTF-16, whose ASCII characters have a zero byte each. Most that is
# found are whole pairs, or none: it is only worth a second look.
_MAY_HOLD_SURROGATES = re.compile(rb"\\u[dD][89a-fA-F]|\xed[\xa0-\xbf]|\x00")


class Transport:
    """Sends requests and returns their answers. Follows no redirect: the new address would receive the token.

    Arguments:
        network: replaces the network if given, for tests.
        timeout: seconds to wait for a connection, and for each part of an answer.
        proxies: whether the proxies that the environment names are used.
        deadline: seconds for a whole call.
        conceal: takes secrets out of what errors of the connection say.

    Raises Unreachable if a proxy that the environment names cannot be used.
    """

    def __init__(
        self,
        network: httpx2.AsyncBaseTransport | None,
        timeout: float,
        *,
        proxies: bool,
        deadline: float = DEADLINE,
        conceal: Callable[[str], str] = str,
    ) -> None:
        self._timeout = timeout
        self._deadline = deadline
        self._conceal = conceal
        self._client = _client(network, timeout, proxies=proxies)

    async def send(
        self, method: str, url: str, body: object = None, headers: Mapping[str, str] | None = None
    ) -> httpx2.Response:
        """Send ``body`` as JSON and return the answer, read to its end.

        Raises Unreachable if nothing was sent, AnswerLost if it was sent and no complete answer came.
        """
        host = urlsplit(url).netloc
        # The errors of the HTTP library may repeat what the server sent. Therefore they are no cause of ours.
        try:
            async with asyncio.timeout(self._deadline):
                return await self._send(method, url, body, headers, host)
        except _NEVER_SENT as error:
            reason = self._reason(error)
            raise Unreachable(f"cannot reach {host}: {reason}; check the address and the network") from None
        except httpx2.TimeoutException:
            raise AnswerLost(f"{host} did not answer within {self._timeout:.0f} s") from None
        except TimeoutError:
            raise AnswerLost(f"{host} did not complete its answer within {self._deadline:.0f} s") from None
        except (httpx2.RequestError, httpx2.InvalidURL) as error:
            raise AnswerLost(f"the connection to {host} broke: {self._reason(error)}") from None
        except UnicodeEncodeError:
            raise Unreachable(f"nothing was sent to {host}: a text is not valid Unicode", final=True) from None

    async def close(self) -> None:
        """Close all connections."""
        await self._client.aclose()

    async def _send(
        self, method: str, url: str, body: object, headers: Mapping[str, str] | None, host: str
    ) -> httpx2.Response:
        async with self._client.stream(method, url, json=body, headers=headers) as response:
            coding = response.headers.get("Content-Encoding", "identity").strip().lower()
            if coding not in {"identity", *_CODINGS}:
                raise AnswerLost(f"{host} answered in an encoding that was not asked for")
            content = await _read(response, host)
            rest = {name: value for name, value in response.headers.items() if name != "content-encoding"}
            return httpx2.Response(response.status_code, headers=rest, content=content, request=response.request)

    def _reason(self, error: Exception) -> str:
        # Some errors of the HTTP library have no text; then the name of their class says most.
        return readable(self._conceal(str(error))) or type(error).__name__


class _LimitedStream(httpx2.AsyncByteStream):
    """The stream of an answer, which ends with AnswerLost after ``LARGEST_ANSWER`` bytes.

    The decoded size alone is no limit: bytes behind the end of a gzip stream decode to nothing, and are kept.
    """

    def __init__(self, stream: httpx2.AsyncByteStream, host: str) -> None:
        self._stream = stream
        self._host = host

    async def __aiter__(self) -> AsyncIterator[bytes]:
        size, pieces = 0, aiter(self._stream)
        try:
            async for piece in pieces:
                size = _counted(size, piece, self._host)
                yield piece
        finally:
            if isinstance(pieces, AsyncGenerator):
                await pieces.aclose()

    async def aclose(self) -> None:
        await self._stream.aclose()


async def _read(response: httpx2.Response, host: str) -> bytes:
    """Return the decoded body of an answer. Raises AnswerLost if it is too large."""
    if isinstance(response.stream, httpx2.AsyncByteStream):
        response.stream = _LimitedStream(response.stream, host)
    size, pieces = 0, list[bytes]()
    try:
        # The library decodes into pieces of 1 MB at most: what does not fit is never decoded.
        async with aclosing(response.aiter_bytes()) as decoded:
            async for piece in decoded:
                size = _counted(size, piece, host)
                pieces.append(piece)
        return b"".join(pieces)
    finally:
        # The traceback of an error would hold them, until garbage is collected some time.
        pieces.clear()


def _counted(size: int, piece: bytes, host: str) -> int:
    """Return the size with one more piece. Raises AnswerLost if it is too large."""
    size += len(piece)
    if size > LARGEST_ANSWER:
        raise AnswerLost(f"{host} sent an answer of more than {LARGEST_ANSWER // 2**20} MB, which was not read")
    return size


def _client(network: httpx2.AsyncBaseTransport | None, timeout: float, *, proxies: bool) -> httpx2.AsyncClient:
    """Return the HTTP library's client. Raises Unreachable if the environment names what cannot be used."""
    try:
        if proxies:
            for address in getproxies().values():
                # The library itself finds a port that is none at the first request.
                _ = urlsplit(address).port
        return httpx2.AsyncClient(
            transport=network,
            timeout=httpx2.Timeout(timeout),
            headers={"Accept-Encoding": ", ".join(_CODINGS)},
            follow_redirects=False,
            trust_env=proxies,
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
    """Return the parsed body of an answer, None if it is empty.

    Raises AnswerLost if it is not JSON, or holds texts that are not valid Unicode: they could not be saved.
    """
    content = response.content
    if not content.strip():
        return None
    try:
        parsed = json.loads(content)
        if _MAY_HOLD_SURROGATES.search(content):
            json.dumps(parsed, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise AnswerLost(
            f"{response.url.host} answered {response.status_code} with something that is not JSON"
        ) from None
    return parsed
