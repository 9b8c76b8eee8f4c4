"""The look for links that others made: how long it is good for, and who waits for the next."""

import asyncio
from collections.abc import Collection, Mapping, Sequence

import pytest

from amazon_plytix.applying.undoing.links_to import LinksTo
from amazon_plytix.planning.plan_undo import FoundLink
from tests.support.scripted import FakeClock

BY_HAND = FoundLink("r9", "x", "SHOP", "2025-12-23T06:00:00")
OWN = FoundLink("r1", "c", "BOOT", "2025-12-23T06:00:00")


class Search:
    """Finds nothing at first, and a link of others from the second search on."""

    def __init__(self) -> None:
        self.asked: list[Collection[str]] = []
        self.during: list[bool] = []
        self.links: LinksTo | None = None

    async def __call__(self, ids: Collection[str]) -> Mapping[str, Sequence[FoundLink]]:
        self.asked.append(ids)
        await asyncio.sleep(0)
        if self.links:
            self.during.append(self.links.are_old)
        return {"p": [OWN, BY_HAND] if len(self.asked) > 1 else [OWN]}


@pytest.fixture
def search() -> Search:
    return Search()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def links(search: Search, clock: FakeClock) -> LinksTo:
    search.links = LinksTo(search, {("r1", "c", "p"): "2025-12-23T06:00:00"}, clock)
    return search.links


def test_a_look_is_good_for_two_minutes(links: LinksTo, clock: FakeClock) -> None:
    assert links.are_old
    asyncio.run(links.look(["p"]))
    assert not links.are_old
    clock.seconds += 120
    assert not links.are_old
    clock.seconds += 1
    assert links.are_old


def test_a_look_from_the_future_is_none(links: LinksTo, clock: FakeClock) -> None:
    asyncio.run(links.look(["p"]))
    clock.seconds -= 1
    assert links.are_old


def test_until_the_next_look_is_there_the_old_one_is_old_for_all(
    links: LinksTo, search: Search, clock: FakeClock
) -> None:
    async def job() -> None:
        await links.look(["p"])
        assert links.foreign("p", may_be_unproven=False) is None
        clock.seconds += 121
        await asyncio.gather(*(links.look_again() for _ in range(8)))

    asyncio.run(job())
    assert search.asked == [["p"], ["p"]]
    assert search.during == [True, True]
    assert (links.foreign("p", may_be_unproven=False) or "").startswith("SHOP is linked to it")
