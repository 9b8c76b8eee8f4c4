"""Listings that name each other as parents in a cycle: one of them at least is wrong, and only a person knows which."""

from collections.abc import Mapping
from itertools import islice, pairwise
from typing import NamedTuple

_SHOWN = 5


class PlaceInCycle(NamedTuple):
    """The place of a listing in a cycle: the SKUs of the cycle, each followed by that of its parent, and its number."""

    cycle: tuple[str, ...]
    number: int

    @property
    def reason(self) -> str:
        """Return why its parent is not linked to it."""
        return f"is among its own parents: {len(self.cycle)} listings name each other as parents in a cycle"

    @property
    def evidence(self) -> tuple[str, ...]:
        """Return who names whom, this listing first."""
        count = len(self.cycle)
        skus = [self.cycle[(self.number + step) % count] for step in range(min(count, _SHOWN) + 1)]
        named = [f"{child} names {parent} as its parent" for child, parent in pairwise(skus)]
        more = [f"and {count - _SHOWN} more"] if count > _SHOWN else []
        return (*named, *more)


def cycles_of(parents: Mapping[str, str]) -> dict[str, PlaceInCycle]:
    """Return the place of every listing that is in a cycle. A listing that is its own parent is none.

    Arguments:
        parents: the SKU of every child's parent, by its own.
    """
    places: dict[str, PlaceInCycle] = {}
    walked: set[str] = set()
    for start in parents:
        walk: dict[str, int] = {}
        sku: str | None = start
        # Every listing is walked over once: what an earlier walk came to needs no second look.
        while sku is not None and sku not in walked:
            walked.add(sku)
            walk[sku] = len(walk)
            sku = parents.get(sku)
        if sku in walk:
            cycle = tuple(islice(walk, walk[sku], None))
            if len(cycle) > 1:
                places.update((each, PlaceInCycle(cycle, number)) for number, each in enumerate(cycle))
    return places
