"""The links that others may have made to products which are to be deleted: those links would go with them."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta

from amazon_plytix.http import Clock
from amazon_plytix.planning.plan_undo import FoundLink, foreign_link
from amazon_plytix.planning.steps import LinkIds

Find = Callable[[Collection[str]], Awaitable[Mapping[str, Sequence[FoundLink]]]]
# How long a look is good for. A link does not change its target, so only a search shows it: to search before every
# deletion would double the calls. A hundred products take less than this, unless there is a wait among them.
LOOK_LIFE = timedelta(seconds=120)


class LinksTo:
    """The links to a hundred products at a time, and those that our runs made.

    Arguments:
        find: searches for the links to products, given their ids.
        own: the links that our runs made, with the moment of each; None if a run may have made it.
        clock: how old a look is.
    """

    def __init__(self, find: Find, own: Mapping[LinkIds, str | None], clock: Clock) -> None:
        self._find = find
        self._own = own
        self._own_from: defaultdict[str, dict[tuple[str, str], str | None]] = defaultdict(dict)
        for (relationship, source, target), made_at in own.items():
            self._own_from[source][relationship, target] = made_at
        self._clock = clock
        self._lock = asyncio.Lock()
        self._ids: Collection[str] = ()
        self._found: Mapping[str, Sequence[FoundLink]] = {}
        self._looked_at: datetime | None = None

    async def look(self, ids: Collection[str]) -> None:
        """Search for the links to these products. Raises ApiError if that cannot be done."""
        began = self._clock.now()
        found = await self._find(ids)
        # All at once: until the answer is there, the look before counts, and may be old.
        self._looked_at, self._ids, self._found = began, ids, found

    async def look_again(self) -> None:
        """Search once more if the last look is old, for all who wait for it."""
        async with self._lock:
            if self.are_old:
                await self.look(self._ids)

    @property
    def are_old(self) -> bool:
        """Return whether the last look is too old to rely on; also if the clock was set back since."""
        return self._looked_at is None or not timedelta() <= self._clock.now() - self._looked_at <= LOOK_LIFE

    def own_from(self, source_id: str) -> Mapping[tuple[str, str], str | None]:
        """Return the links of a product that our runs made, by relationship id and target id."""
        return self._own_from.get(source_id, {})

    def foreign(self, product_id: str, *, may_be_unproven: bool) -> str | None:
        """Return the sentence that names a link to a product which our runs did not make, None if there is none."""
        return foreign_link(self._found.get(product_id, ()), product_id, self._own, may_be_unproven=may_be_unproven)
