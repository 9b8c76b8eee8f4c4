"""A deletion whose look for links is always too old gives up, and says why."""

import asyncio
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from amazon_plytix.accounts import BrakeLimits
from amazon_plytix.applying.brake import Brake
from amazon_plytix.applying.outcome import expected
from amazon_plytix.applying.undoing.take_back import TakingBack
from amazon_plytix.planning.header import JobKind
from amazon_plytix.planning.plan import Plan, PlannedUndo, UndoState
from amazon_plytix.planning.steps import Stage, Step, StepKind
from tests.support.plans import header

MADE = Step(0, StepKind.CREATE, "A", "a" * 24, schema_id="f", stage=Stage.DONE, modified="2025-12-23T06:00:00")


class Log:
    """A ledger that is not looked at."""

    def __getattr__(self, name: str) -> Any:
        return lambda *_: None


class Products:
    """Offers a product for deletion again and again, each time after a long wait."""

    def __init__(self) -> None:
        self.offered = 0

    async def find_by_sku(self, *_: object) -> dict[str, object]:
        return {}

    async def delete_if(self, product_id: str, may_go: Any) -> None:
        self.offered += 1
        assert not may_go(SimpleNamespace(id=product_id))


class OldLinks:
    """A look that is old whenever it is asked."""

    are_old = True

    async def look(self, ids: object) -> None:
        """Look in vain."""

    async def look_again(self) -> None:
        """Look in vain again."""


def test_it_is_an_error_and_not_without_an_end() -> None:
    plan = Plan(
        replace(header(JobKind.UNDO), parent="run"),
        undo=(PlannedUndo(MADE, UndoState.REMOVABLE, modified=MADE.modified),),
    )
    outcomes, products = expected(plan), Products()
    plytix, log, links = SimpleNamespace(products=products), Log(), OldLinks()
    taking_back = TakingBack(
        outcomes,
        plan.steps(),
        plytix,  # type: ignore[arg-type]
        log,  # type: ignore[arg-type]
        {},
        unchanged=(),
        links_to=links,  # type: ignore[arg-type]
        included=(),
        new_brake=lambda: Brake(BrakeLimits(), print),
    )
    asyncio.run(taking_back.take_back(plan.undo))
    [outcome] = outcomes.undone.values()
    assert (outcome.state, products.offered) == (UndoState.ERROR, 5)
    assert "leaves too few calls" in (outcome.message or "")
