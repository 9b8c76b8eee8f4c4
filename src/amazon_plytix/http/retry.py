"""Trying again, after a pause, what is worth trying again."""

import random
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from amazon_plytix.http.clock import Clock
from amazon_plytix.http.errors import ApiError

Result = TypeVar("Result")

# Seconds between the tries of a call, and of a sign-in, at which a user waits for the first answer of all.
# Source: plytix-api.md 11.4, back-off 1, 2, 4 ...
CALL_PAUSES = (1.0, 2.0, 4.0, 8.0)
SIGN_IN_PAUSES = (1.0, 2.0)


async def patiently(
    attempt: Callable[[], Awaitable[Result]],
    worth_repeating: tuple[type[ApiError], ...],
    pauses: Sequence[float],
    clock: Clock,
) -> Result:
    """The result of the first try that succeeds; the error of the last, or the first that is not worth repeating.

    Every pause is shortened by chance, to as little as half, so that many who failed together do not come again
    together.
    """
    for pause in pauses:
        try:
            return await attempt()
        except worth_repeating:
            await clock.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311 no secret hangs on it
    return await attempt()
