"""A random world from one seed in which people work in the account while our jobs run, and then take them back.

Replay one with: python -m tests.worlds.replay people SEED
"""

from contextlib import suppress
from pathlib import Path

from plytix_sandbox.catalog.records import Product
from tests.worlds.judged_world import ENDINGS, PAUSE_SECONDS, JudgedWorld
from tests.worlds.people import Habits, People


class PeopleWorld(JudgedWorld):
    """One world: an account with people in it."""

    def __init__(self, seed: int, folder: Path) -> None:
        super().__init__(seed, folder)
        habits = Habits(
            chance=self.random.choice((0.01, 0.05, 0.2)),
            most=self.random.randint(1, 8),
            schema=self.random.choice((0.0, 0.0, 0.0, 0.1)),
            in_flight=self.random.random() < 0.1,
        )
        self.people = People(self.world.catalog, habits, self.random, self.skus, self._is_in_flight)
        self.bystander = self.people

    def run(self) -> None:
        """Sync and take back, with people and faults, then take back without.

        Raises AssertionError if anything was hurt that was not purely ours, or anything purely ours was left.
        """
        for _ in range(self.random.choice((1, 1, 2))):
            self._sync_with_faults()
        self.world.calm()
        for _ in range(self.random.randint(0, 2)):
            self.people.act()
        self.world.pass_time(self.random.choice((1.0, PAUSE_SECONDS, 3600.0)))
        for run in self.world.runs:
            self.go_wrong(0.7)
            with suppress(*ENDINGS):
                self.undo("A", run, self.random.choice((None, None, self.random.randint(5, 120))))
        self.people.leave()
        self.undo_until_quiet()

    def _sync_with_faults(self) -> None:
        self.go_wrong(0.6)
        self.sync("A", link=self.random.random() < 0.2)
        self.world.pass_time(PAUSE_SECONDS)

    def _is_in_flight(self, product: Product) -> bool:
        self.look()
        return self.judge.looks.is_in_flight("A", product.id, self.witness.time())
