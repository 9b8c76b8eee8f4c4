"""Lines that say the same of many things become few."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

_SHOWN = 2
_STATE = re.compile(r"  .+\.\.\. (.+)")


def folded(lines: Iterable[str]) -> Iterator[str]:
    """Yield lines; of neighbours such as `  SKU... EXISTS` that end alike only the first two, and how many follow."""
    for state, alike in groupby(lines, _state_of):
        group = list(alike)
        # One line is not replaced by another that says less.
        if state is None or len(group) <= _SHOWN + 1:
            yield from group
        else:
            yield from group[:_SHOWN]
            yield f"  ({len(group) - _SHOWN} more: {state})"


def _state_of(line: str) -> str | None:
    found = _STATE.fullmatch(line)
    return found[1] if found else None
