"""A sync, a link job and their undos work, whatever is true of Plytix where it is unknown."""

from pathlib import Path

import pytest

from amazon_plytix.planning.plan import UndoState
from plytix_sandbox import accounts
from plytix_sandbox.switches import catalogue
from tests.support import World, write_mapping
from tests.support.trees import child, parent

VALUES = [(info.name, value) for info in catalogue() for value in info.values]


@pytest.mark.parametrize(("name", "value"), VALUES)
def test_jobs_work_under_every_value_of_a_switch(name: str, value: str, tmp_path: Path) -> None:
    mapping = write_mapping(tmp_path, [child(1, 100, 1), child(2, 100, 1)], [parent(100)])
    # With other tools on the account, so that some calls are refused.
    world = World(accounts.for_mapping(mapping), switches={name: value}, plan="6+2000", latency=0.05)
    world.go_wrong(do="spend", calls=2, skip=3, count=3)
    synced = world.sync(mapping)
    assert (synced.results["created"], synced.results["linked"], synced.results["errors"]) == (3, 2, [])
    world.pass_time(61)
    linked = world.link(mapping)
    assert (linked.results["errors"], len(world.links("Amazon Hierarchy"))) == ([], 1)
    world.pass_time(61)
    assert world.sync(mapping).writes == world.link(mapping).writes == []
    for run in world.runs:
        world.pass_time(61)
        assert {state for state, _ in world.undo(run).values()} <= {UndoState.REMOVED}
    assert [product.sku for product in world.catalog.products] == ["BOOT-1"]
