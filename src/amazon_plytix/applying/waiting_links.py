"""Links that wait for the products of listings that are being made."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

from amazon_plytix.applying.link import by_source
from amazon_plytix.planning.steps import Step


class WaitingLinks:
    """The links of a run by their source, each until all listings of the source have settled.

    Arguments:
        links: the Steps of all links.
        unsettled: the SKUs of the listings whose products are to be made.
    """

    def __init__(self, links: Iterable[Step], unsettled: Collection[str]) -> None:
        self._by_source = dict(by_source(links))
        self._sources_of: defaultdict[str, list[str]] = defaultdict(list)
        # How many listings each source waits for.
        self._open: Counter[str] = Counter()
        for source, steps in self._by_source.items():
            for step in steps:
                if step.target_sku in unsettled:
                    self._sources_of[step.link_key[2]].append(source)
                    self._open[source] += 1

    def __len__(self) -> int:
        """Return how many sources still wait."""
        return len(self._by_source)

    def waiting_for_none(self) -> Iterator[Sequence[Step]]:
        """Return the links of every source that waits for no listing, and forget them."""
        for source in [source for source in self._by_source if not self._open[source]]:
            yield self._by_source.pop(source)

    def settled(self, sku: str) -> Iterator[Sequence[Step]]:
        """Return the links of every source that waited for this listing alone, and forget them."""
        for source in self._sources_of.pop(sku, ()):
            self._open[source] -= 1
            if not self._open[source]:
                yield self._by_source.pop(source)
