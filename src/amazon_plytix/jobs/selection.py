"""Which listings of a mapping a job is about: all, the first ones, those that are named, those of some marketplaces."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

from amazon_plytix.mapping import Listing, Problem
from amazon_plytix.refusal import RefusedBeforeWriting


class SelectionDamaged(RefusedBeforeWriting):
    """The ledger does not hold the options of a run as they were written."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The options that choose listings of a mapping; by default they choose all of them.

    ``only`` and ``exclude`` hold names: a SKU, or an ASIN, which stands for its listings in all marketplaces. A name
    that is both is the SKU. ``marketplaces`` holds codes. ``limit`` counts the listings that all of these leave.
    """

    limit: int | None = None
    only: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    marketplaces: tuple[str, ...] = ()

    @property
    def is_all(self) -> bool:
        """Return whether nothing was asked to be left out."""
        return self == type(self)()

    def of(self, listings: Sequence[Listing]) -> tuple[Listing, ...]:
        """Return the listings that are chosen, in their order."""
        return self._filtered(listings)[: self.limit]

    def problems(self, listings: Sequence[Listing]) -> list[Problem]:
        """Return everything that cannot be meant: names that no listing has, and a choice that leaves no listing."""
        found = list(self._unknown(listings))
        if not found and not self.of(listings):
            found.append(Problem(f"{self._options()} leave none of its {len(listings):,} listings: choose others"))
        return found

    def sentence(self, listings: Sequence[Listing]) -> str:
        """Return which listings are chosen, such as "the first 10 of 3,000 listings"."""
        left, total = len(self._filtered(listings)), len(listings)
        of_all = f"{total:,} listings"
        if self.limit is not None and self.limit < left:
            by_filters = "" if left == total else f" that are left of {of_all} by {self._filters()}"
            return f"the first {self.limit:,} of {left:,} listings{by_filters}"
        return f"all {of_all}, by {self._options()}" if left == total else f"{left:,} of {of_all}, by {self._filters()}"

    def as_json(self) -> str | None:
        """Return it as JSON for the ledger; None if it chooses all."""
        return None if self.is_all else json.dumps({name: value for name, value in asdict(self).items() if value})

    @classmethod
    def from_json(cls, text: str | None) -> Self:
        """Return what ``as_json`` has written. Raises SelectionDamaged if it is anything else."""
        try:
            held: dict[str, Any] = json.loads(text or "{}")
            limit = held.pop("limit", None)
            selection = cls(limit, **{name: tuple(names) for name, names in held.items()})
        except (AttributeError, TypeError, ValueError, RecursionError):
            selection = None
        # Whatever was written is written again in the same way.
        if selection is None or selection.as_json() != text:
            raise SelectionDamaged(
                "the ledger does not say which listings the run was about, so it cannot be resumed; "
                "to go on, run its command again with the options it had"
            )
        return selection

    def _filtered(self, listings: Sequence[Listing]) -> tuple[Listing, ...]:
        names = _Names(listings)
        only, exclude = names.skus(self.only), names.skus(self.exclude)
        return tuple(
            listing
            for listing in listings
            if (not self.only or listing.sku in only)
            and listing.sku not in exclude
            and (not self.marketplaces or listing.marketplace in self.marketplaces)
        )

    def _unknown(self, listings: Sequence[Listing]) -> Iterator[Problem]:
        names = _Names(listings)
        for option, named in (("--only", self.only), ("--exclude", self.exclude)):
            if unknown := names.unknown(named):
                listed = ", ".join(unknown)
                yield Problem(f"it has no listing of these names: {listed}; correct {option}, or leave them out of it")
        there = sorted({listing.marketplace for listing in listings})
        if absent := [code for code in self.marketplaces if code not in there]:
            has = f"it has listings in {', '.join(there)}" if there else "it has no listings"
            yield Problem(f"it has no listing in {', '.join(absent)}: {has}; correct --only-marketplace")

    def _filters(self) -> str:
        filters = {"--only": self.only, "--exclude": self.exclude, "--only-marketplace": self.marketplaces}
        return " and ".join(option for option, named in filters.items() if named)

    def _options(self) -> str:
        limit = "" if self.limit is None else f"--limit {self.limit}"
        return " and ".join(filter(None, (self._filters(), limit)))


class _Names:
    """The names that the listings of a mapping have."""

    def __init__(self, listings: Iterable[Listing]) -> None:
        self._skus: set[str] = set()
        self._of_asin: defaultdict[str, set[str]] = defaultdict(set)
        for listing in listings:
            self._skus.add(listing.sku)
            self._of_asin[listing.asin].add(listing.sku)

    def skus(self, names: Iterable[str]) -> frozenset[str]:
        """Return the SKUs of the listings that are named."""
        return frozenset().union(*(self._named(name) for name in names))

    def unknown(self, names: Iterable[str]) -> list[str]:
        """Return the names that no listing has, each once."""
        return [name for name in dict.fromkeys(names) if not self._named(name)]

    def _named(self, name: str) -> set[str]:
        # Mappings are read with ASINs in capital letters.
        return {name} if name in self._skus else self._of_asin.get(name.upper(), set())
