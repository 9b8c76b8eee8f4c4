"""One token for all callers, fetched only when needed."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from amazon_plytix.plytix import BadCredentials, Unreachable
from amazon_plytix.plytix.token import Token, Tokens
from tests.support.scripted import FakeClock


class Source:
    """Fetches token-1, token-2, ..., which name these accounts in turn.

    The fetches whose numbers are in ``fails`` fail.
    """

    def __init__(
        self, life: float = 900.0, fails: tuple[int, ...] = (), accounts: tuple[str | None, ...] = (None,)
    ) -> None:
        self.life = life
        self.fails = fails
        self.accounts = accounts
        self.fetched = 0

    async def fetch(self) -> Token:
        self.fetched += 1
        number = self.fetched
        await asyncio.sleep(0)
        if number in self.fails:
            raise Unreachable("no network")
        return Token(f"token-{number}", self.life, None, self.accounts[(number - 1) % len(self.accounts)])


async def fifty(job: Callable[[], Awaitable[Any]]) -> list[Any]:
    return await asyncio.gather(*(job() for _ in range(50)), return_exceptions=True)


def test_fifty_callers_at_once_cause_one_fetch(clock: FakeClock) -> None:
    source = Source()
    tokens = asyncio.run(fifty(Tokens(source.fetch, clock).current))
    assert source.fetched == 1
    assert {token.secret for token in tokens} == {"token-1"}


@pytest.mark.parametrize(
    ("life", "age", "fetched"),
    [
        (900.0, 0.0, 1),
        (900.0, 839.75, 1),
        (900.0, 840.0, 2),
        (900.0, 5000.0, 2),
        (300.0, 239.75, 1),
        (300.0, 240.0, 2),
        (60.0, 29.75, 1),
        (60.0, 30.0, 2),
        (1.0, 0.25, 1),
        (1.0, 0.5, 2),
    ],
)
def test_a_token_is_renewed_a_minute_early_or_after_half_a_short_life(
    clock: FakeClock, life: float, age: float, fetched: int
) -> None:
    source = Source(life)

    async def ask_again() -> Token:
        tokens = Tokens(source.fetch, clock)
        await tokens.current()
        clock.seconds += age
        return await tokens.current()

    assert asyncio.run(ask_again()).secret == f"token-{fetched}"
    assert source.fetched == fetched


def test_fifty_callers_at_the_time_of_renewal_cause_one_fetch(clock: FakeClock) -> None:
    source = Source()

    async def at_renewal() -> set[str]:
        tokens = Tokens(source.fetch, clock)
        await tokens.current()
        clock.seconds += 840.0
        return {token.secret for token in await fifty(tokens.current)}

    assert asyncio.run(at_renewal()) == {"token-2"}
    assert source.fetched == 2


def test_a_tokens_life_counts_from_its_arrival(clock: FakeClock) -> None:
    source = Source()

    async def slow_fetch() -> Token:
        clock.seconds += 500.0
        return await source.fetch()

    async def ask_again() -> None:
        tokens = Tokens(slow_fetch, clock)
        await tokens.current()
        clock.seconds += 839.0
        await tokens.current()

    asyncio.run(ask_again())
    assert source.fetched == 1


def test_fifty_callers_whose_token_was_refused_cause_one_new_fetch(clock: FakeClock) -> None:
    source = Source()

    async def refused() -> set[str]:
        tokens = Tokens(source.fetch, clock)

        old = await tokens.current()

        async def refused_once() -> str:
            tokens.discard(old)
            return (await tokens.current()).secret

        return set(await fifty(refused_once))

    assert asyncio.run(refused()) == {"token-2"}
    assert source.fetched == 2


def test_discarding_a_token_that_has_been_replaced_keeps_the_new_one(clock: FakeClock) -> None:
    source = Source()

    async def late() -> str:
        tokens = Tokens(source.fetch, clock)
        old = await tokens.current()
        tokens.discard(old)
        await tokens.current()
        tokens.discard(old)
        return (await tokens.current()).secret

    assert asyncio.run(late()) == "token-2"
    assert source.fetched == 2


def test_a_fetch_that_failed_is_tried_again_by_the_next_caller(clock: FakeClock) -> None:
    source = Source(fails=(1,))

    async def twice() -> str:
        tokens = Tokens(source.fetch, clock)
        with pytest.raises(Unreachable):
            await tokens.current()
        return (await tokens.current()).secret

    assert asyncio.run(twice()) == "token-2"


def test_a_caller_that_is_cancelled_does_not_block_the_others(clock: FakeClock) -> None:
    source = Source()

    async def given_up() -> str:
        tokens = Tokens(source.fetch, clock)
        first = asyncio.create_task(tokens.current())
        await asyncio.sleep(0)
        first.cancel()
        return (await tokens.current()).secret

    assert asyncio.run(given_up()) == "token-2"


def test_a_key_that_comes_to_belong_to_another_account_is_not_used_there(clock: FakeClock) -> None:
    tokens = Tokens(Source(accounts=("acme", "acme", None, "beta")).fetch, clock)

    async def renewed() -> str:
        clock.seconds += 900.0
        return (await tokens.current()).secret

    async def job() -> None:
        assert [await renewed() for _ in range(3)] == ["token-1", "token-2", "token-3"]
        with pytest.raises(BadCredentials, match="now signs in to another account than at first"):
            await renewed()

    asyncio.run(job())
