"""A job under way: a run of the ledger, alone on its account, that ends in good order whatever happens."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

from amazon_plytix.jobs.interrupt import Interrupt
from amazon_plytix.ledger import LeaseLost, LedgerUnusable, Run, Runs, RunState, Store, lease
from amazon_plytix.plytix import Clock

# What a run says of things that it did not get to, or has no proof of.
CUT_SHORT = "the run broke off before this was done or confirmed; run the same again: it goes on there"


class CutShort(Exception):
    """A run ended before its end, in good order: the ledger knows how far it came, and ``result`` does, the text why.

    ``result`` is what the job would have returned.
    """

    def __init__(self, reason: str, result: Any) -> None:
        self.result = result
        super().__init__(reason)


class Execution:
    """Work on an account that nobody else writes to meanwhile."""

    def __init__(self) -> None:
        self.writing = False
        self.result_so_far: Callable[[], Any] = tuple

    def begin_writing(self, result_so_far: Callable[[], Any]) -> None:
        """From now on Plytix may have been changed, and there is a result to tell should the run be cut short."""
        self.writing, self.result_so_far = True, result_so_far


@asynccontextmanager
async def holding(store: Store, run: Run, clock: Clock, owner: str) -> AsyncIterator[Execution]:
    """Hold the run's account while the block works.

    Raises AccountBusy; once writing has begun CutShort in the stead of LeaseLost and LedgerUnusable.
    """
    execution = Execution()
    try:
        async with lease(store, run.account, run.id, clock, owner):
            yield execution
    except (LeaseLost, LedgerUnusable) as error:
        if not execution.writing:
            raise
        raise CutShort(str(error), execution.result_so_far()) from error


@asynccontextmanager
async def executing(store: Store, run: Run, clock: Clock, owner: str, interrupt: Interrupt) -> AsyncIterator[Execution]:
    """Hold the run's account while the block works, and enter how the run ends; raises as ``holding`` does."""
    state = RunState.REFUSED
    try:
        async with holding(store, run, clock, owner) as execution:
            try:
                yield execution
            finally:
                state = RunState.INTERRUPTED if execution.writing else RunState.REFUSED
        state = RunState.INTERRUPTED if interrupt.happened else RunState.FINISHED
    finally:
        with suppress(LedgerUnusable):
            Runs(store).end(run, state, clock.now())
