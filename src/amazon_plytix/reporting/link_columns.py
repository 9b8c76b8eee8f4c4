"""The links to every listing, as columns of its row."""

from typing import Any

from amazon_plytix.applying.outcome import LinkOutcome, Outcomes, ProductOutcome, Status, UndoOutcome
from amazon_plytix.applying.reasons import was_not_reached
from amazon_plytix.planning.changes import Relation
from amazon_plytix.planning.plan import LinkState

SKIPPED = "skipped"
_CONTRADICTED = {LinkState.CONTRADICTED, LinkState.REMOVABLE, LinkState.REMOVED}


def state_of(outcome: LinkOutcome | UndoOutcome) -> str:
    """Return the name of an Outcome's state. What the run did not get to has not failed."""
    return SKIPPED if was_not_reached(outcome.message) else outcome.state.value


class LinksByTarget:
    """The links to every listing, by its SKU. A link that the mapping contradicts is none of the listing's own."""

    def __init__(self, outcomes: Outcomes) -> None:
        # What a link becomes must not change what it was: a removal that failed stays a contradiction.
        self._contradicted = {link.key for link in outcomes.plan.links if link.state in _CONTRADICTED}
        self._by_target: dict[tuple[str, Relation], LinkOutcome] = {}
        for outcome in outcomes.links.values():
            if not self.is_contradicted(outcome):
                # The removal of a saved Plan that no longer holds is no contradiction, and follows the listing's own.
                self._by_target.setdefault((outcome.planned.target.sku, outcome.planned.relation), outcome)

    def is_contradicted(self, outcome: LinkOutcome) -> bool:
        """Return whether the mapping names another source than this link has."""
        return outcome.planned.key in self._contradicted

    def of_listing(self, product: ProductOutcome) -> dict[str, Any]:
        """Return a sync's columns about the link from the canonical product, and about what went wrong."""
        link = self.from_canonical(product.planned.listing.sku)
        troubles = [each for each in (product, link) if each and each.message]
        columns: dict[str, Any] = {
            "linked": link is not None and link.state is LinkState.MADE,
            "link": _state_in_sync(product, link),
        }
        if troubles:
            columns |= {"stage": troubles[0].stage, "message": "; ".join(each.message or "" for each in troubles)}
        return columns

    def of_target(self, sku: str) -> dict[str, Any]:
        """Return a link job's columns about the links from canonical product and parent."""
        listings, parent = self.from_canonical(sku), self._by_target.get((sku, Relation.HIERARCHY))
        messages = dict.fromkeys(each.message for each in (listings, parent) if each and each.message)
        return {
            "linked": any(each and each.state is LinkState.MADE for each in (listings, parent)),
            "link": state_of(listings) if listings else LinkState.NONE.value,
            "parent_sku": parent.planned.source.sku if parent else None,
            "hierarchy": state_of(parent) if parent else LinkState.NONE.value,
            **({"stage": "link", "message": "; ".join(map(str, messages))} if messages else {}),
        }

    def from_canonical(self, sku: str) -> LinkOutcome | None:
        """Return the link from the canonical product, None if there is none to make."""
        return self._by_target.get((sku, Relation.LISTINGS))


def _state_in_sync(product: ProductOutcome, link: LinkOutcome | None) -> str:
    if link is None:
        return LinkState.NONE.value
    # A link to a product that the run did not get to says nothing of its own.
    was_skipped = product.state is Status.SKIPPED and link.state is LinkState.FAILED and not link.message
    return SKIPPED if was_skipped else state_of(link)
