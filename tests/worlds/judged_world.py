"""A world whose jobs are witnessed and judged: on one machine or more, each with a ledger of its own."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random
from typing import Any

import httpx2

from amazon_plytix.jobs.job import CutShort
from amazon_plytix.jobs.undo import UndoJob
from amazon_plytix.ledger.run import Run, RunState
from amazon_plytix.plytix import ApiError
from amazon_plytix.refusal import RefusedBeforeWriting
from plytix_sandbox import accounts
from tests.support.loop import Killed
from tests.support.mappings import matched, write_mapping
from tests.support.world import Ran, World
from tests.worlds.completeness_judge import judge_left_over, judge_undo_results
from tests.worlds.ownership_judge import OwnershipJudge
from tests.worlds.random_faults import FAULTS, long_wait
from tests.worlds.random_mapping import random_entries, random_switches
from tests.worlds.traffic import Bystander, Traffic
from tests.worlds.witness import Actor, Witness

# How a job may end if something goes wrong.
ENDINGS = (ApiError, CutShort, RefusedBeforeWriting)
# Longer than a lease is valid, and than any search lags behind.
PAUSE_SECONDS = 61.0
# Without people and faults there is nothing left to do after so many undos of a run.
_MOST_ROUNDS = 3
# Turns of the event loop, after which a job is taken to hang. Most take some hundred.
_MOST_TURNS = 500_000


class JudgedWorld:
    """An account, one machine of ours, and a judge who sees everything.

    Arguments:
        seed: everything is drawn from it.
        folder: where its files are.
    """

    def __init__(self, seed: int, folder: Path) -> None:
        self.random = Random(seed)
        # The chance of how long answers take, so that it does not depend on what else is drawn.
        self._pauses = Random(seed)
        most = self.random.choice((8, 8, 8, 17))
        entries = random_entries(self.random, range(1, self.random.randint(4, most)))
        self.mapping = write_mapping(folder, *entries)
        self.skus = frozenset(each["suggested_sku"] for each in entries[0] + entries[1])
        switches = random_switches(self.random, seed)
        self.world = World(
            _account_of_people(folder / "account", self._listings_of_people()),
            seed=seed,
            switches=switches,
            plan=self.random.choice(("unlimited", "free", "paid")),
            latency=self.random.choice((0.01, 0.05, 0.7)),
        )
        self.machines = {"A": self.world}
        self.witness = Witness(self.world.catalog, self.world.sandbox.clock.time)
        self.judge = OwnershipJudge(self.witness.at_first.values(), float(switches.search_lag))
        self.bystander: Bystander | None = None
        self._judged = 0
        # The number of every job, by the id of its run, and the results of the last undo of each.
        self._jobs: dict[str, int] = {}
        self._last_undos: dict[int, dict[str, Any]] = {}
        self._number = 0
        # Jobs that may have ended before they saw what they had written.
        self.ended_early: set[int] = set()

    @property
    def unavoidable(self) -> Counter[str]:
        """Return how often something was hurt that no call could show before."""
        return self.judge.verdict.unavoidable

    def _listings_of_people(self) -> list[str]:
        """Return the listings that people made before: our jobs only link them, and an undo unlinks them."""
        share = self.random.choice((0.0, 0.1, 0.5))
        return [sku for sku in sorted(self.skus) if self.random.random() < share]

    def look(self) -> None:
        """Let the judge see what has happened so far."""
        new, self._judged = self.witness.log[self._judged :], len(self.witness.log)
        self.judge.judge(new)

    def go_wrong(self, probability: float, *more: Callable[[Random], dict[str, Any]]) -> None:
        """Let a few things go wrong from now on, and nothing else; ``more`` are kinds of faults to draw from."""
        self.world.calm()
        while self.random.random() < probability:
            fault = self.random.choice((*FAULTS, long_wait, long_wait, *more))(self.random)
            skip = self.random.choice((0, self.random.randint(0, 12)))
            self.world.go_wrong(**{"skip": skip, "count": self.random.randint(1, 4), **fault})

    def begin(self, machine: str, undoes: int | None = None) -> World:
        """Give the next job of a machine its number; return the machine."""
        self._number += 1
        actor, world = Actor(machine, self._number, undoes), self.machines[machine]

        def network(sandbox: httpx2.AsyncBaseTransport) -> httpx2.AsyncBaseTransport:
            return Traffic(sandbox, actor, self.witness, self.bystander, self._pauses)

        world.network = network
        return world

    def end(self, machine: str, number: int | None = None) -> None:
        """Note the number of the last job of a machine under the id of its run, and judge what it did."""
        for run in self.machines[machine].runs:
            self._jobs.setdefault(run.id, number or self._number)
        self.look()
        assert not self.judge.verdict.wrong, "; ".join(self.judge.verdict.wrong)

    def sync(self, machine: str, *, link: bool = False) -> None:
        """Run a sync on a machine, or a link job, to whatever end."""
        world = self.begin(machine)
        job = world.link if link else world.sync
        self.ended_early.add(self._number)
        with suppress(*ENDINGS), _bounded():
            ran = job(self.mapping, steps=_MOST_TURNS)
            if _saw_all(ran):
                self.ended_early.discard(self._number)
        self.end(machine)

    def undo(self, machine: str, run: Run, interrupted: int | None = None) -> Ran:
        """Take a run back, and judge how."""
        undone, first = self._jobs[run.id], len(self.witness.log)
        world = self.begin(machine, undone)
        self.ended_early.add(self._number)
        try:
            with _bounded():
                ran = world.run(UndoJob(run), interrupted=interrupted, steps=_MOST_TURNS)
            if interrupted is None and _saw_all(ran):
                self.ended_early.discard(self._number)
        finally:
            self.end(machine)
            world.pass_time(PAUSE_SECONDS)
        judge_undo_results(self.judge, self.witness.log[first:], undone, ran.results)
        self._last_undos[undone] = ran.results
        return ran

    def undo_until_quiet(self) -> None:
        """Take all runs back, the newest first, without faults, until nothing is done any more; judge what is left."""
        self.world.calm()
        for _ in range(_MOST_ROUNDS):
            undone = [self.undo(machine, run) for machine, world in self.machines.items() for run in world.runs]
            if not any(ran.writes for ran in undone):
                log, called_undone = self.witness.log, self._jobs_undone()
                return judge_left_over(self.judge, log, self._last_undos, called_undone, self.ended_early)
        raise AssertionError(f"undos still write after {_MOST_ROUNDS} rounds")

    def _jobs_undone(self) -> set[int]:
        """Return the numbers of the jobs whose runs the ledgers call undone."""
        runs = (run for world in self.machines.values() for run in world.runs)
        return {self._jobs[run.id] for run in runs if run.state is RunState.UNDONE}


@contextmanager
def _bounded() -> Iterator[None]:
    """Call it a failure of the world if a job takes too many turns."""
    try:
        yield
    except Killed:
        raise AssertionError(f"[hang] a job took more than {_MOST_TURNS:,} turns") from None


def _account_of_people(folder: Path, listings: Iterable[str]) -> Any:
    """Return an account: the schema, canonical products, and what people have made: own products, and listings."""
    folder.mkdir()
    account = accounts.for_mapping(write_mapping(folder, [matched(100 + n, n) for n in range(1, 6)]))
    sections = account.sections
    sections["attributes"].append({"name": "own_note"})
    sections["families"].append({"name": "Shoes"})
    sections["relationships"].append({"name": "Spare parts"})
    sections["product_categories"] = [{"name": "Boots"}, {"name": "Sale"}]
    sections["assets"] = [{"filename": f"photo{n}.jpg"} for n in range(3)]
    sections["products"] += [{"sku": f"THEIRS-{n}", "family": "8 - Amazon"} for n in range(1, 5)]
    sections["products"] += [{"sku": sku, "family": "8 - Amazon"} for sku in listings]
    return account


def _saw_all(ran: Ran) -> bool:
    """Return whether a job came to its end, and saw everything that it had written."""
    return "stopped" not in ran.results and not any(
        "not confirmed" in error["message"] for error in ran.results["errors"]
    )
