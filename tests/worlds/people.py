"""People who work in the account while our jobs run: at every call, on its way and back, and while a job waits."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

import httpx2

from plytix_sandbox.catalog import Catalog
from plytix_sandbox.catalog.records import Product
from tests.worlds.acts import COMMON, RARE, Act, perform
from tests.worlds.witness import Call, by


@dataclass(slots=True)
class Habits:
    """How people behave in one world.

    Attributes:
        chance: the probability of an act at a call.
        most: how many acts there are in all.
        schema: the probability that an act changes the schema.
        in_flight: whether they act on a product between our last look at it and the very next call, too.
    """

    chance: float
    most: int
    schema: float
    in_flight: bool


class People:
    """The people of one world.

    Arguments:
        catalog: the account.
        habits: how they behave.
        chance: the world's chance.
        skus: the SKUs of the listings that our jobs make.
        is_in_flight: whether our jobs may just be about to delete a product, for all that they can know.
    """

    def __init__(
        self,
        catalog: Catalog,
        habits: Habits,
        chance: Random,
        skus: frozenset[str],
        is_in_flight: Callable[[Product], bool],
    ) -> None:
        self.habits = habits
        self.acted: list[tuple[float, str]] = []
        self._catalog = catalog
        self._chance = chance
        self._skus = skus
        self._is_in_flight = is_in_flight
        self._left = habits.most

    def before(self, call: Call) -> None:
        """Act while a call is on its way, perhaps."""
        if self._wants_to():
            self.act()

    def after(self, call: Call, response: httpx2.Response | None) -> None:
        """Act while an answer is on its way back, or while the job waits because of it, perhaps."""
        if self._wants_to():
            self._later(0.0)
        longest = 12.0 if response is not None and response.status_code != 429 else _pause_of(response)
        # A wait is not a call, but people go on while it lasts.
        if self._wants_to() or (longest > 60.0 and self._chance.random() < 0.5):
            self._later(self._chance.uniform(0.01, longest))

    def act(self) -> None:
        """Do something now."""
        if not self._left:
            return
        self._left -= 1
        product = self._product()
        act: Act = self._chance.choice(RARE if self._chance.random() < self.habits.schema else COMMON)
        if product is not None:
            self.acted.append((self._catalog.clock.time(), f"       a person: {act.__name__} {product.sku}"))
            with by(None):
                perform(self._catalog, act, product, self._chance)

    def leave(self) -> None:
        """Do nothing from now on."""
        self._left = 0

    def _wants_to(self) -> bool:
        return bool(self._left) and self._chance.random() < self.habits.chance

    def _later(self, seconds: float) -> None:
        asyncio.get_running_loop().call_later(seconds, self.act)

    def _product(self) -> Product | None:
        """Return the product that a person works on: mostly one of ours."""
        ours = [each for each in self._catalog.products if each.sku in self._skus]
        pool = ours if ours and self._chance.random() < 0.8 else list(self._catalog.products)
        if not self.habits.in_flight:
            pool = [each for each in pool if not self._is_in_flight(each)]
        return self._chance.choice(pool) if pool else None


def _pause_of(response: httpx2.Response | None) -> float:
    """Return how long a job may wait after this answer."""
    if response is None:
        return 10.0
    try:
        return float(response.headers.get("Retry-After", 60.0))
    except ValueError:
        return 60.0
