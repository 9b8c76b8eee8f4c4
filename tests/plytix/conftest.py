"""A client of a scripted Plytix."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx2
import pytest
from hypothesis import settings

from amazon_plytix.http import retry as patience
from amazon_plytix.plytix import ApiError, Credentials, Plytix
from tests.support.scripted import AUTH, PIM, FakeClock, Listener, Script

settings.register_profile("steady", derandomize=True, database=None, deadline=None, max_examples=60)
settings.load_profile("steady")


@pytest.fixture(autouse=True)
def _three_attempts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "CALL_PAUSES", (0.0, 0.0))
    monkeypatch.setattr(patience, "SIGN_IN_PAUSES", (0.0, 0.0))


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
def run(clock: FakeClock, listener: Listener, script: Script) -> Callable[..., Any]:
    """Run a job with a client of the script; its result."""

    def ran(job: Callable[[Plytix], Awaitable[Any]], **options: Any) -> Any:
        async def whole() -> Any:
            credentials = Credentials("the-key", "hunter2", "acme")
            transport = httpx2.MockTransport(script.handle)
            options.setdefault("transport", transport)
            async with Plytix(
                credentials, pim_url=PIM, auth_url=AUTH, clock=clock, watcher=listener, **options
            ) as plytix:
                return await job(plytix)

        return asyncio.run(whole())

    return ran


@pytest.fixture
def failure(run: Callable[..., Any]) -> Callable[..., ApiError]:
    """Run a job that must fail; its error, which must be of exactly this kind."""

    def failed(job: Callable[[Plytix], Awaitable[Any]], kind: type[ApiError], **options: Any) -> ApiError:
        with pytest.raises(kind) as caught:
            run(job, **options)
        assert type(caught.value) is kind
        return caught.value

    return failed
