"""Random worlds: nothing lost, nothing twice, and nothing hurt that was not purely ours, whatever happens."""

import pytest

from tests.support.thoroughness import WORLDS
from tests.worlds.replay import verdict

pytestmark = pytest.mark.slow

_CHUNK = 50


# Of the other kinds, one world for so many of the first.
_SHARES = {"random": 1, "people": 6, "machines": 20}


@pytest.mark.parametrize(
    ("kind", "first"),
    [(kind, first) for kind, share in _SHARES.items() for first in range(0, -(-WORLDS // share), _CHUNK)],
)
def test_nothing_is_lost_or_made_twice_and_no_undo_hurts_what_others_made_or_touched(kind: str, first: int) -> None:
    assert [failure for seed in range(first, first + _CHUNK) if (failure := verdict(seed, kind))] == []
