"""The same seed gives the same world, byte for byte; another seed another one."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from plytix_sandbox import accounts
from tests.support import Killed, World, entry, matched, write_mapping


def outcome_of(folder: Path, seed: int) -> str:
    """Return everything that two runs with faults and a kill leave."""
    mapping = write_mapping(folder, [matched(n) for n in range(1, 21)], [entry(n) for n in range(21, 31)])
    world = World(accounts.for_mapping(mapping), seed=seed, plan="free", latency=0.2)
    world.go_wrong("lose_answer", method="POST", path="/api/v2/products", probability=0.3)
    world.go_wrong("answer", status=503, probability=0.1)
    with pytest.raises(Killed):
        world.sync(mapping, steps=300)
    world.pass_time(60)
    ran = world.sync(mapping)
    journal = [asdict(call) for call in world.sandbox.journal]
    catalog = [asdict(product) for product in world.catalog.products]
    return json.dumps([ran.results, ran.seconds, journal, catalog], default=str)


def test_the_same_seed_gives_the_same_world(tmp_path: Path) -> None:
    assert outcome_of(tmp_path, 7) == outcome_of(tmp_path, 7)


def test_another_seed_gives_another_world(tmp_path: Path) -> None:
    assert outcome_of(tmp_path, 7) != outcome_of(tmp_path, 8)
