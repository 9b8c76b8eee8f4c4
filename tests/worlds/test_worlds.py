"""Random worlds: nothing lost, nothing twice, whatever happens."""

import os

import pytest

from tests.worlds.replay import verdict

pytestmark = pytest.mark.slow

_CHUNK = 50
_WORLDS = int(os.environ.get("WORLDS", "1000"))


@pytest.mark.parametrize("first", range(0, _WORLDS, _CHUNK))
def test_nothing_is_lost_and_nothing_made_twice(first: int) -> None:
    assert [failure for seed in range(first, first + _CHUNK) if (failure := verdict(seed))] == []
