"""A client of a scripted Plytix."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx2
import pytest

from amazon_plytix.plytix import ApiError, Credentials, Plytix, RetryPauses
from tests.support.scripted import AUTH, PIM, FakeClock, Listener, Script

# Three attempts, without a pause between them.
NO_PAUSES = RetryPauses(call=(0.0, 0.0), sign_in=(0.0, 0.0))


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
    """Return a function that runs a job with a client of the script, and returns the job's result."""

    def ran(job: Callable[[Plytix], Awaitable[Any]], **options: Any) -> Any:
        async def whole() -> Any:
            credentials = Credentials("the-key", "hunter2", "acme")
            defaults = {"transport": httpx2.MockTransport(script.handle), "retry_pauses": NO_PAUSES}
            settings = {"pim_url": PIM, "auth_url": AUTH, "clock": clock, "events": listener}
            async with Plytix(credentials, **settings, **(defaults | options)) as plytix:
                return await job(plytix)

        return asyncio.run(whole())

    return ran


@pytest.fixture
def failure(run: Callable[..., Any]) -> Callable[..., ApiError]:
    """Return a function that runs a job which must fail with exactly this kind of error, and returns the error."""

    def failed(job: Callable[[Plytix], Awaitable[Any]], kind: type[ApiError], **options: Any) -> ApiError:
        with pytest.raises(kind) as caught:
            run(job, **options)
        assert type(caught.value) is kind
        return caught.value

    return failed
