"""A Plytix whose answers a test chooses, and a clock whose waits take no time."""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2

from amazon_plytix.http import ApiEvents, Wait
from amazon_plytix.plytix import Plytix, Relationship
from tests.support import VirtualTimeLoop

START = datetime(2025, 12, 23, 6, 0, tzinfo=UTC)
PIM = "https://pim.example"
AUTH = "https://auth.example"

Answer = httpx2.Response | Exception | Callable[[httpx2.Request], httpx2.Response]


class FakeClock:
    """A clock that a sleep advances. ``naps`` are the seconds of each sleep."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.naps: list[float] = []

    def now(self) -> datetime:
        return START + timedelta(seconds=self.seconds)

    def elapsed(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.seconds += seconds


class Listener(ApiEvents):
    """Keeps all events."""

    def __init__(self) -> None:
        self.waits: list[Wait] = []
        self.notes: list[str] = []

    def waiting(self, wait: Wait) -> None:
        self.waits.append(wait)

    def note(self, text: str) -> None:
        self.notes.append(text)


class Script:
    """Answers calls and sign-ins from two queues, and keeps the requests.

    If the queue of the sign-ins is empty, a sign-in succeeds with token-1, token-2, ... If the queue of the calls is
    empty, ``otherwise`` answers.
    """

    def __init__(self) -> None:
        self.answers: deque[Answer] = deque()
        self.sign_in_answers: deque[Answer] = deque()
        self.otherwise: Callable[[httpx2.Request], httpx2.Response] | None = None
        self.calls: list[httpx2.Request] = []
        self.sign_ins: list[httpx2.Request] = []

    def handle(self, request: httpx2.Request) -> httpx2.Response:
        if request.url.path == "/auth/api/get-token":
            self.sign_ins.append(request)
            return _given(self.sign_in_answers.popleft() if self.sign_in_answers else self._token, request)
        self.calls.append(request)
        answer = self.answers.popleft() if self.answers else self.otherwise
        assert answer is not None, f"the test expects no {request.method} {request.url}"
        return _given(answer, request)

    def _token(self, _: httpx2.Request) -> httpx2.Response:
        return signed_in(f"token-{len(self.sign_ins)}")


def _given(answer: Answer, request: httpx2.Request) -> httpx2.Response:
    if isinstance(answer, Exception):
        raise answer
    return answer if isinstance(answer, httpx2.Response) else answer(request)


def signed_in(token: object) -> httpx2.Response:
    """Return the answer to a sign-in."""
    return httpx2.Response(200, json={"data": [{"access_token": token, "refresh_token": "unused"}]})


def data(*rows: dict[str, Any]) -> httpx2.Response:
    """Return an answer with these rows."""
    return httpx2.Response(200, json={"data": list(rows)})


async def linked_to(plytix: Plytix, product_id: str, relationship: Relationship) -> frozenset[str]:
    """Read a product, which may be repeated; return the ids it is linked to."""
    return frozenset((await plytix.products.read(product_id)).related.get(relationship.id, ()))


def run_on_virtual_time(job: Coroutine[Any, Any, Any]) -> Any:
    """Run a job on a loop whose sleeps take no time, also those of tasks. Use it with ``ClientClock``."""
    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        return runner.run(job)
