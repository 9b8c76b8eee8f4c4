"""Whatever is raised once writing has begun: there are results, the ledger is true, and the next run finishes."""

import asyncio
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import pytest

from amazon_plytix.applying.events import Events
from amazon_plytix.jobs.job import CutShort
from amazon_plytix.jobs.running import run_job
from amazon_plytix.jobs.sync import SyncJob
from amazon_plytix.ledger.run import RunState
from plytix_sandbox import accounts
from tests.support import matched, write_mapping
from tests.support.world import World, _account

LISTINGS = 8


class Broken(Events):
    """Raises at the nth time that something is told."""

    def __init__(self, told: str, nth: int, error: BaseException) -> None:
        self._left = nth
        self._error = error
        setattr(self, told, self._raise)

    def _raise(self, *_: Any) -> None:
        self._left -= 1
        if self._left == 0:
            raise self._error


def sync(world: World, mapping: Path, events: Events) -> None:
    """Sync in a world, and tell these events."""

    context = replace(world._context(), crash_folder=mapping.parent / "state")

    async def job() -> None:
        await run_job(SyncJob(mapping=mapping), _account(), context, events, execute=True)

    world._run(job())


@pytest.mark.parametrize(
    "error",
    [
        ZeroDivisionError("division by zero"),
        KeyError("modified"),
        OSError(28, "No space left on device"),
        RecursionError("too deep"),
        MemoryError(),
        UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates not allowed"),
        asyncio.CancelledError(),
    ],
    ids=lambda error: type(error).__name__,
)
@pytest.mark.parametrize(
    ("told", "nth"),
    [("product_settled", 1), ("product_settled", 5), ("linking", 2), ("call_ended", 12), ("call_ended", 25)],
)
def test_results_are_saved_and_the_next_run_finishes(tmp_path: Path, told: str, nth: int, error: BaseException) -> None:
    mapping = write_mapping(tmp_path, [matched(n) for n in range(1, LISTINGS + 1)])
    world = World(accounts.for_mapping(mapping))
    with pytest.raises(CutShort if isinstance(error, Exception) else type(error)):
        sync(world, mapping, Broken(told, nth, error))
    results = json.loads((tmp_path / "mapping.sync_products.json").read_text())
    [run] = world.runs
    crashes = {path.name: path.read_text("utf-8") for path in tmp_path.glob("state/*")}
    if isinstance(error, Exception):
        assert list(crashes) == [f"crash-{run.id}.txt"]
        assert type(error).__name__ in crashes[f"crash-{run.id}.txt"]
        assert f"crash-{run.id}.txt" in results["stopped"]
        assert (run.exit_status, run.stopped) == (1, results["stopped"])
    else:
        assert (crashes, run.exit_status) == ({}, 130)
    statuses = Counter(row["status"] for row in results["products"])
    made = [call.body["sku"] for call in world.sandbox.journal if call.path == "/api/v2/products"]
    assert (results["total"], statuses["created"] + statuses["skipped"]) == (LISTINGS, LISTINGS)
    assert {row["sku"] for row in results["products"] if row["status"] == "created"} <= set(made)
    assert [run.state for run in world.runs] == [RunState.INTERRUPTED]
    again = world.sync(mapping).results
    assert (again["errors"], again["created"] + again["exists"]) == ([], LISTINGS)
    made = [call.body["sku"] for call in world.sandbox.journal if call.path == "/api/v2/products"]
    assert len(made) == len(set(made)) == LISTINGS


def test_results_are_saved_before_they_are_told(tmp_path: Path) -> None:
    class Silent(Events):
        def links_settled(self, outcomes: object) -> NoReturn:
            raise ZeroDivisionError

    mapping = write_mapping(tmp_path, [matched(1)])
    world = World(accounts.for_mapping(mapping))
    with pytest.raises(ZeroDivisionError):
        sync(world, mapping, Silent())
    assert json.loads((tmp_path / "mapping.sync_products.json").read_text())["created"] == 1
    assert [run.state for run in world.runs] == [RunState.FINISHED]
