"""A job under way: a run of the ledger, alone on its account, that ends in good order whatever happens."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

from amazon_plytix.applying.ledger import LeaseLost, LedgerUnusable, Run, Runs, RunState, Store, lease
from amazon_plytix.interrupt import Interrupt
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
    """A run from its first look to its last word."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.state = RunState.REFUSED
        self.result_so_far: Callable[[], Any] = tuple

    def begin_writing(self, result_so_far: Callable[[], Any]) -> None:
        """From now on Plytix may have been changed, and there is a result to tell should the run be cut short."""
        self.state, self.result_so_far = RunState.INTERRUPTED, result_so_far


@asynccontextmanager
async def executing(store: Store, run: Run, clock: Clock, owner: str, interrupt: Interrupt) -> AsyncIterator[Execution]:
    """Hold the run's account while the block works, and enter how the run ends.

    Raises AccountBusy; once writing has begun CutShort in the stead of LeaseLost and LedgerUnusable.
    """
    execution = Execution(run)
    try:
        async with lease(store, run.account, run.id, clock, owner):
            yield execution
            if not interrupt.happened:
                execution.state = RunState.FINISHED
    except (LeaseLost, LedgerUnusable) as error:
        if execution.state is RunState.REFUSED:
            raise
        raise CutShort(str(error), execution.result_so_far()) from error
    finally:
        with suppress(LedgerUnusable):
            Runs(store).end(run, execution.state, clock.now())
