"""A Plytix that answers what a test tells it to, and a clock that never makes anybody wait."""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2

from amazon_plytix.plytix import Wait
from tests.support import VirtualTimeLoop

START = datetime(2025, 12, 23, 6, 0, tzinfo=UTC)
PIM = "https://pim.example"
AUTH = "https://auth.example"

Answer = httpx2.Response | Exception | Callable[[httpx2.Request], httpx2.Response]


class FakeClock:
    """A clock whose sleep advances it; ``naps`` are the seconds slept."""

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


class Listener:
    """A Watcher that remembers."""

    def __init__(self) -> None:
        self.waits: list[Wait] = []
        self.notes: list[str] = []

    def waiting(self, wait: Wait) -> None:
        self.waits.append(wait)

    def note(self, text: str) -> None:
        self.notes.append(text)


class Script:
    """Answers calls and sign-ins from two queues, and keeps the requests.

    A sign-in that nothing is queued for succeeds with token-1, token-2, ...; a call that nothing is queued for gets
    ``otherwise``.
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
        assert answer is not None, f"nobody expected {request.method} {request.url}"
        return _given(answer, request)

    def _token(self, _: httpx2.Request) -> httpx2.Response:
        return signed_in(f"token-{len(self.sign_ins)}")


def _given(answer: Answer, request: httpx2.Request) -> httpx2.Response:
    if isinstance(answer, Exception):
        raise answer
    return answer if isinstance(answer, httpx2.Response) else answer(request)


def signed_in(token: object) -> httpx2.Response:
    return httpx2.Response(200, json={"data": [{"access_token": token, "refresh_token": "unused"}]})


def data(*rows: dict[str, Any]) -> httpx2.Response:
    return httpx2.Response(200, json={"data": list(rows)})


def run_on_virtual_time(job: Coroutine[Any, Any, Any]) -> Any:
    """Run a job whose sleeps take no time, side by side too; ``world.ClientClock`` tells its time."""
    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        return runner.run(job)
