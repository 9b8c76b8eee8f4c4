"""What linking costs in calls, counted by the sandbox."""

from pathlib import Path
from typing import Any

import pytest

from tests.support import World, write_mapping
from tests.support.trees import child, parent, synced_account

CHILDREN = [child(n, 10_000 + n % 200, n % 400 + 1) for n in range(1, 5_001)]
PARENTS = [parent(10_000 + n) for n in range(200)]


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    return write_mapping(tmp_path, CHILDREN, PARENTS)


@pytest.mark.slow
@pytest.mark.parametrize("filters", ["works", "422"])
def test_5000_children_cost_a_call_a_parent_and_a_canonical_and_2_percent_to_look(mapping: Path, filters: str) -> None:
    world = World(synced_account(mapping, CHILDREN + PARENTS), switches={"attribute_filters": filters})
    ran = world.link(mapping)
    assert (ran.results["linked"], ran.results["errors"]) == (10_000, [])
    looks = [call for call in counted(ran) if call not in ran.writes]
    assert len(ran.writes) == 200 + 400
    assert len(looks) <= 0.02 * 5_200
    again = world.link(mapping)
    assert (again.writes, again.results["present"]) == ([], 10_000)
    assert len(counted(again)) <= 0.02 * 5_200


def counted(ran: Any) -> list[Any]:
    return [call for call in ran.calls if not call.path.endswith("/get-token")]
