"""A random world from one seed with two machines, each with its own ledger: both sync, then both are taken back.

Replay one with: python -m tests.worlds.replay machines SEED
"""

from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

from amazon_plytix.jobs.sync import SyncJob
from amazon_plytix.ledger.run import Run
from tests.support.world import Ran
from tests.worlds.judged_world import ENDINGS, PAUSE_SECONDS, JudgedWorld


class MachinesWorld(JudgedWorld):
    """One world: two machines on one account that know nothing of each other, and answers that get lost."""

    def __init__(self, seed: int, folder: Path) -> None:
        super().__init__(seed, folder)
        self.machines["B"] = self.world.another_machine()

    def run(self) -> None:
        """Sync on both machines, then take everything back on both.

        Raises AssertionError if a machine hurt what the other made, or left what is purely its own.
        """
        self.go_wrong(0.7, _lost_answers, _lost_answers)
        if self.random.random() < 0.6:
            self._sync_together()
        else:
            for machine in self.random.choice(("AB", "BA", "ABA")):
                self.sync(machine)
        self.world.pass_time(self.random.choice((1.0, PAUSE_SECONDS)))
        for machine, run in self._shuffled_runs():
            self.go_wrong(0.4, _lost_answers)
            with suppress(*ENDINGS):
                self.undo(machine, run)
        self.undo_until_quiet()

    def _sync_together(self) -> None:
        one, other = self.begin("A"), self.begin("B")
        ran = self.world.run_together((one, SyncJob(mapping=self.mapping)), (other, SyncJob(mapping=self.mapping)))
        for job, failure in enumerate(ran, start=1):
            if isinstance(failure, Ran) and "stopped" in failure.results:
                self.ended_early.add(job)
            if isinstance(failure, BaseException):
                self.ended_early.add(job)
                if not isinstance(failure, ENDINGS):
                    raise failure
        self.end("A", 1)
        self.end("B", 2)

    def _shuffled_runs(self) -> list[tuple[str, Run]]:
        runs = [(machine, run) for machine, world in self.machines.items() for run in world.runs]
        self.random.shuffle(runs)
        return runs


def _lost_answers(chance: Random) -> dict[str, Any]:
    """Return a fault that strikes a share of all writes."""
    path = chance.choice(("/api/v2/products", "/api/v2/products/*", "*/family", "/api/v2/products/*/relationships/*"))
    kind = chance.choice(("lose_answer", "lose_answer", "reset"))
    return {"do": kind, "method": "POST", "path": path, "count": 20, "probability": chance.choice((0.1, 0.3))}
