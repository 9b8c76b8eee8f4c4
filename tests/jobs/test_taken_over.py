"""A run that is suspended for longer than its lease, and overtaken, does nothing more when it wakes up (defect 5)."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from amazon_plytix.jobs.context import JobContext
from amazon_plytix.jobs.job import CutShort
from amazon_plytix.jobs.running import run_job
from amazon_plytix.jobs.sync import SyncJob
from amazon_plytix.ledger.lease import AccountBusy
from amazon_plytix.ledger.run import RunState
from amazon_plytix.ledger.runs import Runs
from amazon_plytix.ledger.store import Store
from amazon_plytix.reporting.results import Results
from plytix_sandbox import accounts
from tests.support import VirtualTimeLoop, World, entry, matched, write_mapping
from tests.support.clock import ClientClock
from tests.support.loop import run_virtually
from tests.support.world import Recorder, _account, is_write

# Seconds; a lease lives 60.
ASLEEP = 64.0
LISTINGS = 40
# Calls that had been sent when the process was suspended: at most as many as are made at the same time.
UNDER_WAY = 8


class Overtaken(World):
    """A world in which a run is suspended until another has done all there is to do."""

    def __init__(self, mapping: Path) -> None:
        super().__init__(accounts.for_mapping(mapping), latency=0.05)
        self.mapping = mapping
        # What the suspended run had written down, and how many writes Plytix had seen, when it woke up.
        self.asleep: list[Any] = []
        self.writes = 0
        self.other: Results | None = None

    def run_suspended_at(self, turn: int) -> None:
        """Run a sync that is suspended at this turn of its loop; whatever it ends with is raised."""
        context = self._context()
        loop = VirtualTimeLoop(signal=(turn, lambda: self._suspend(loop, context.clock)))
        try:
            run_virtually(self._sync(context), loop)
        finally:
            self._clock.earlier += loop.time()

    async def _sync(self, context: JobContext) -> Results:
        return await run_job(SyncJob(mapping=self.mapping), _account(), context, Recorder(), execute=True)

    def _suspend(self, loop: VirtualTimeLoop, clock: Any) -> None:
        self._clock.earlier += loop.time() + ASLEEP
        with ThreadPoolExecutor(1) as process:
            took = process.submit(self._other_process).result()
        self._clock.earlier += took - loop.time()
        # No timer of the suspended process knows that time has passed.
        clock.earlier += ASLEEP + took
        self.asleep, self.writes = self.steps_of_first(), self.count_writes()

    def _other_process(self) -> float:
        """Run the same sync in another process, with a loop and a connection of its own; return how long it takes."""
        loop = VirtualTimeLoop()
        with closing(Store(self._ledger)) as store:
            context = JobContext(store, ClientClock(self._clock.earlier), self._context().transport, draw=self._draw)
            self.other = run_virtually(self._sync(context), loop)
        return loop.time()

    def steps_of_first(self) -> list[Any]:
        """What the run that was suspended has written down, all that it began included."""
        first = min(Runs(self.store).all(), key=lambda run: run.began_at)
        return [first, *Runs(self.store).steps(first), Runs(self.store).begun(first.account)]

    def count_writes(self) -> int:
        return sum(is_write(call) for call in self.sandbox.journal)


# From before the first write up to the last links.
@pytest.mark.parametrize("turn", range(5, 72, 3))
def test_an_overtaken_run_writes_nothing_more_into_the_ledger_and_sends_nothing_more(tmp_path: Path, turn: int) -> None:
    mapping = write_mapping(tmp_path, [matched(n) for n in range(1, LISTINGS)], [entry(LISTINGS)])
    world = Overtaken(mapping)
    with pytest.raises((CutShort, AccountBusy), match="lost its hold of the account: another execute has taken over"):
        world.run_suspended_at(turn)
    assert world.steps_of_first() == world.asleep
    assert world.count_writes() <= world.writes + UNDER_WAY
    assert world.asleep[0].state is RunState.RUNNING
    made = [
        call.body["sku"] for call in world.sandbox.journal if call.path == "/api/v2/products" and call.status == 201
    ]
    assert len(made) == len(set(made)) == LISTINGS
    # Nothing is left that a third run takes for its own work.
    world.pass_time(ASLEEP)
    third = world.sync(mapping)
    assert (third.results["created"], third.results["exists"], third.writes) == (0, LISTINGS, [])
    assert world.undo() == {}
