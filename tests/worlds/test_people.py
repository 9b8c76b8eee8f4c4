"""A world with people in it is the same every time, and people act in every place."""

from collections import Counter
from pathlib import Path

import pytest

from tests.worlds.acts import COMMON, RARE
from tests.worlds.people_world import PeopleWorld


def ran(seed: int, folder: Path) -> PeopleWorld:
    """Return a world that has run, whatever its judge says."""
    folder.mkdir()
    world = PeopleWorld(seed, folder)
    try:
        world.run()
    except Exception:  # noqa: BLE001 what is wrong with it is another test's affair
        return world
    return world


def test_the_same_seed_gives_the_same_world(tmp_path: Path) -> None:
    one, other = ran(5, tmp_path / "one"), ran(5, tmp_path / "other")
    assert [(each.time, each.kind, each.after) for each in one.witness.log] == [
        (each.time, each.kind, each.after) for each in other.witness.log
    ]
    assert one.people.acted == other.people.acted


@pytest.mark.slow
def test_in_some_hundred_worlds_people_do_everything_that_they_can_do(tmp_path: Path) -> None:
    done: Counter[str] = Counter()
    for seed in range(60):
        done.update(text.split()[2] for _, text in ran(seed, tmp_path / str(seed)).people.acted)
    assert {act.__name__ for act in (*COMMON, *RARE)} <= set(done)
