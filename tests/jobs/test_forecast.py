"""The calls that a dry run says an execute would take are those that the execute then makes."""

from pathlib import Path
from typing import Any

import pytest

from plytix_sandbox import accounts
from tests.support import World, entry, matched, write_mapping
from tests.support.trees import child, parent, synced_account
from tests.support.world import Ran


def counted(ran: Ran) -> int:
    """How many calls a run made; sign-ins count in no rate limit."""
    return sum(not call.path.endswith("/get-token") for call in ran.calls)


def said(ran: Ran) -> int:
    assert ran.told.estimate is not None
    return ran.told.estimate.calls


def new(folder: Path, listings: int, matches: int) -> tuple[World, Path]:
    numbers = range(1, listings + 1)
    mapping = write_mapping(
        folder, [matched(n) for n in numbers if n <= matches], [entry(n) for n in numbers if n > matches]
    )
    return World(accounts.for_mapping(mapping)), mapping


@pytest.mark.parametrize(("listings", "matches"), [(1, 0), (1, 1), (20, 16), (230, 205)])
def test_a_sync_takes_as_many_calls_as_its_dry_run_says(tmp_path: Path, listings: int, matches: int) -> None:
    world, mapping = new(tmp_path, listings, matches)
    forecast = said(world.sync(mapping, execute=False))
    assert forecast == counted(world.sync(mapping))


def test_a_sync_that_has_nothing_to_do_takes_what_it_looks_up(tmp_path: Path) -> None:
    world, mapping = new(tmp_path, 20, 16)
    world.sync(mapping)
    forecast = said(world.sync(mapping, execute=False))
    assert forecast == counted(world.sync(mapping)) > 0


def test_a_sync_that_only_links_reads_the_links_back_too(tmp_path: Path) -> None:
    world, mapping = new(tmp_path, 120, 120)
    world.sync(write_mapping(tmp_path, [], [entry(n) for n in range(1, 121)]))
    mapping = write_mapping(tmp_path, [matched(n) for n in range(1, 121)])
    forecast = said(world.sync(mapping, execute=False))
    assert forecast == counted(world.sync(mapping))


def test_an_execute_says_what_is_left_once_everything_is_looked_up(tmp_path: Path) -> None:
    world, mapping = new(tmp_path, 20, 16)
    dry = world.sync(mapping, execute=False)
    ran = world.sync(mapping)
    assert said(ran) == said(dry) - counted(dry)


def test_where_creates_take_the_family_it_is_fewer_by_a_call_for_nearly_every_listing(tmp_path: Path) -> None:
    mapping = write_mapping(tmp_path, [], [entry(n) for n in range(1, 101)])
    world = World(accounts.for_mapping(mapping), switches={"family_in_v2_body": "honoured"}, latency=0.1)
    forecast, made = said(world.sync(mapping, execute=False)), counted(world.sync(mapping))
    # The creates that are sent with the first, which finds it out, get their families by calls of their own, and
    # the families of all others are read back by one.
    assert 100 - 2 * 8 <= forecast - made <= 100


TREE: tuple[list[Any], list[Any]] = (
    [child(n, 1000 + n % 3, n) for n in range(1, 130)],
    [parent(1000 + n) for n in (0, 1, 2)],
)


@pytest.mark.parametrize("prune", [False, True])
def test_a_link_job_takes_as_many_calls_as_its_dry_run_says(tmp_path: Path, prune: bool) -> None:
    mapping = write_mapping(tmp_path, *TREE)
    world = World(synced_account(mapping, [*TREE[0], *TREE[1]]))
    if prune:
        world.link(write_mapping(tmp_path, [child(n, 1000, 1 + n % 129) for n in range(1, 130)], TREE[1]))
        mapping = write_mapping(tmp_path, *TREE)
    dry = world.link(mapping, execute=False, prune=prune, most_removals=300)
    ran = world.link(mapping, prune=prune, most_removals=300)
    assert said(dry) == counted(ran)
    assert ran.results["linked"] > 0
