"""A network that does what networks do."""

from collections.abc import Callable

import httpx2


class Network(httpx2.AsyncBaseTransport):
    """Carries requests to an application in process, and may meddle with each of them.

    Arguments: ``before`` and ``after`` are called with a request, before it arrives and once it has been answered;
    what they raise is what the client meets. ``before`` may answer in the application's place.
    """

    def __init__(
        self,
        app: Callable[..., object],
        before: Callable[[httpx2.Request], httpx2.Response | None] = lambda request: None,
        after: Callable[[httpx2.Request], None] = lambda request: None,
    ) -> None:
        self._inner = httpx2.ASGITransport(app)
        self._before = before
        self._after = after

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        if answer := self._before(request):
            return answer
        response = await self._inner.handle_async_request(request)
        self._after(request)
        return response


def is_create(request: httpx2.Request) -> bool:
    return request.method == "POST" and request.url.path == "/api/v2/products"


class Nth:
    """True for the given turns of the requests that match, from 1."""

    def __init__(self, matches: Callable[[httpx2.Request], bool], *turns: int) -> None:
        self._matches = matches
        self._turns = turns
        self._seen = 0

    def __call__(self, request: httpx2.Request) -> bool:
        if not self._matches(request):
            return False
        self._seen += 1
        return self._seen in self._turns
