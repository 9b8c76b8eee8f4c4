"""How many more links a product takes."""

from collections import Counter
from collections.abc import Iterable

from amazon_plytix.planning.changes import TARGETS_PER_CALL, Relation
from amazon_plytix.planning.holdings import ExistingProduct


class Room:
    """The places at every source of links, given away one by one.

    Arguments: ``leaving`` names relation and source id of every link that is removed first, and so makes room.
    """

    def __init__(self, leaving: Iterable[tuple[Relation, str]] = ()) -> None:
        self._free = Counter(leaving)

    def take(self, relation: Relation, source: ExistingProduct) -> str | None:
        """Take a place for one more target; None, or the sentence that says why there is none."""
        if len(source.linked) < TARGETS_PER_CALL + self._free[relation, source.id]:
            self._free[relation, source.id] -= 1
            return None
        return (
            f"{source.sku} is linked to {TARGETS_PER_CALL} products already, as many as Plytix takes: "
            "unlink some of them, then run again"
        )
