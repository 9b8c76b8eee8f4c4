"""Runs that were killed or interrupted, and what the next one, or ``resume --failed``, makes of them."""

from contextlib import suppress
from pathlib import Path

import pytest

from amazon_plytix.ledger.runs import Runs
from amazon_plytix.plytix import ApiError, Stopped
from plytix_sandbox import accounts
from tests.support import Killed, World, entry, matched, write_mapping
from tests.worlds.judge import judge_run


@pytest.mark.slow
@pytest.mark.parametrize("steps", range(1, 46, 2))
def test_wherever_a_run_is_killed_what_it_left_is_all_that_is_left_to_do(tmp_path: Path, steps: int) -> None:
    mapping = write_mapping(tmp_path, [matched(1), matched(2, 1), matched(3)], [entry(4)])
    world = World(accounts.for_mapping(mapping), latency=0.2)
    with pytest.raises(Killed):
        world.sync(mapping, steps=steps)
    world.pass_time(61)
    if world.runs:
        world.sync(mapping, only=Runs(world.store).left(world.runs[0]))
        whole = world.sync(mapping)
        assert (whole.results["exists"], whole.writes) == (4, [])


@pytest.mark.parametrize("steps", range(1, 46, 4))
def test_wherever_a_run_is_interrupted_it_tells_the_truth_and_the_next_finishes_it(tmp_path: Path, steps: int) -> None:
    mapping = write_mapping(tmp_path, [matched(1), matched(2, 1), matched(3)], [entry(4)])
    world = World(accounts.for_mapping(mapping), latency=0.2)
    world.go_wrong("lose_answer", method="POST", path="/api/v2/products", count=2)
    with suppress(Stopped):
        judge_run(world.sync(mapping, interrupted=steps))
    whole = world.sync(mapping)
    judge_run(whole)
    assert (whole.results["errors"], whole.results["created"] + whole.results["exists"]) == ([], 4)


def test_of_a_run_that_ended_well_nothing_is_left(tmp_path: Path) -> None:
    mapping = write_mapping(tmp_path, [matched(1)], [entry(2)])
    world = World(accounts.for_mapping(mapping))
    world.sync(mapping)
    assert Runs(world.store).left(world.runs[0]) == frozenset()


def test_of_a_run_that_was_refused_everything_is_left(tmp_path: Path) -> None:
    mapping = write_mapping(tmp_path, [matched(1)], [entry(2)])
    world = World(accounts.for_mapping(mapping))
    world.go_wrong("answer", path="/api/v2/products/search", status=403, body={"msg": "no"})
    with pytest.raises(ApiError):
        world.sync(mapping)
    assert Runs(world.store).left(world.runs[0]) is None
