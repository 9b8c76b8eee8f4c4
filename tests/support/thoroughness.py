"""How thoroughly the slow tests search: WORLDS is the number of random worlds, and CI asks for 600."""

import os
from collections.abc import Iterable
from itertools import islice
from typing import TypeVar

Case = TypeVar("Case")

WORLDS = int(os.environ.get("WORLDS", "500"))
# From so many worlds on, the other searches leave nothing out either.
_ALL = 1500


def sampled(cases: Iterable[Case], one_of: int) -> list[Case]:
    """Return all cases if the search is thorough, otherwise one of so many, the same every time."""
    return list(islice(cases, 0, None, 1 if WORLDS >= _ALL else one_of))
