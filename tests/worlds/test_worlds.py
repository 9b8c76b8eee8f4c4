"""Random worlds: nothing lost, nothing twice, and nothing hurt that was not purely ours, whatever happens."""

import os

import pytest

from tests.worlds.replay import verdict

pytestmark = pytest.mark.slow

_CHUNK = 50
_WORLDS = int(os.environ.get("WORLDS", "1000"))


@pytest.mark.parametrize("first", range(0, _WORLDS, _CHUNK))
@pytest.mark.parametrize("kind", ["random", "people", "machines"])
def test_nothing_is_lost_or_made_twice_and_no_undo_hurts_what_others_made_or_touched(kind: str, first: int) -> None:
    assert [failure for seed in range(first, first + _CHUNK) if (failure := verdict(seed, kind))] == []
