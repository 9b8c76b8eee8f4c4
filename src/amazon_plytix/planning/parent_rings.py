"""Listings that name each other as parents in a ring: one of them at least is wrong, and only a person knows which."""

from collections.abc import Mapping
from itertools import islice
from typing import NamedTuple

_SHOWN = 5


class PlaceInRing(NamedTuple):
    """The place of a listing in a ring: the SKUs of the ring, each followed by that of its parent, and its number."""

    ring: tuple[str, ...]
    number: int

    @property
    def reason(self) -> str:
        """Return why its parent is not linked to it."""
        return f"is among its own parents: {len(self.ring)} listings name each other as parents in a ring"

    @property
    def evidence(self) -> tuple[str, ...]:
        """Return who names whom, this listing first."""
        count = len(self.ring)
        pairs = ((self.ring[at % count], self.ring[(at + 1) % count]) for at in range(self.number, self.number + count))
        named = [f"{child} names {parent} as its parent" for child, parent in islice(pairs, _SHOWN)]
        more = [f"and {count - _SHOWN} more"] if count > _SHOWN else []
        return (*named, *more)


def rings_of(parents: Mapping[str, str]) -> dict[str, PlaceInRing]:
    """Return the place of every listing that is in a ring. A listing that is its own parent is none.

    Arguments:
        parents: the SKU of every child's parent, by its own.
    """
    places: dict[str, PlaceInRing] = {}
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
            ring = tuple(islice(walk, walk[sku], None))
            if len(ring) > 1:
                places.update((each, PlaceInRing(ring, number)) for number, each in enumerate(ring))
    return places
