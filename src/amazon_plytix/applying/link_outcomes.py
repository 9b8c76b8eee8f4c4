"""What becomes of the links of a link job, one by one."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Self

from amazon_plytix.applying.outcome import LinkObserver, LinkState
from amazon_plytix.ledger import Action, LinkLog, LinkRecord, Stage
from amazon_plytix.planning import Link, LinkPlan, LinkProducts, PlannedLink, Relation, UnlinkProducts

_STATES = {
    Link.PRESENT: LinkState.PRESENT,
    Link.PLANNED: LinkState.PLANNED,
    Link.IMPOSSIBLE: LinkState.FAILED,
    Link.CONTRADICTED: LinkState.CONTRADICTED,
}
_UNDECIDED = {LinkState.PLANNED, LinkState.REMOVABLE}


@dataclass(frozen=True, slots=True)
class LinkOutcome:
    """What became of one link, and why where that is not plain."""

    link: PlannedLink
    state: LinkState
    message: str | None = None

    def cut_short(self, message: str) -> Self:
        """The same at the end of a run that broke off: what was not done or not confirmed by then failed."""
        return replace(self, state=LinkState.FAILED, message=message) if self.state in _UNDECIDED else self


Key = tuple[Relation, str, str]


def expected_links(plan: LinkPlan) -> dict[Key, LinkOutcome]:
    """The LinkOutcomes as far as the plan knows them, by relation and the SKUs of source and target."""
    removals = set(plan.removals)
    return {
        (link.relation, link.source_sku, link.target_sku): LinkOutcome(
            link, LinkState.REMOVABLE if link in removals else _STATES[link.state], link.obstacle
        )
        for link in plan.links
    }


def link_intents(plan: LinkPlan) -> Iterator[LinkRecord]:
    """What the ledger is to hold of every link before anything is sent."""
    added = (link for link in plan.links if link.state is Link.PLANNED)
    for action, links in ((Action.REMOVE, plan.removals), (Action.ADD, added)):
        for link in links:
            named = (link.relation.value, link.source_id or "", link.source_sku, link.target_id or "", link.target_sku)
            yield LinkRecord(*named, action, Stage.PLANNED, None)


class PlannedLinks:
    """The LinkJournal of a link job; what becomes of each link is entered into ``outcomes``."""

    def __init__(self, plan: LinkPlan, outcomes: dict[Key, LinkOutcome], log: LinkLog, observer: LinkObserver) -> None:
        self._ids = {link.target_sku: link.target_id for link in plan.links}
        self._outcomes = outcomes
        self._log = log
        self._observer = observer

    def target_id(self, sku: str) -> str | None:
        """The id of a target's product."""
        return self._ids[sku]

    def sent(self, change: LinkProducts, skus: Collection[str]) -> None:
        """Intents."""
        self._write(change, skus, Stage.SENT)

    def done(self, change: LinkProducts, skus: Collection[str]) -> None:
        """Links made or removed by this run."""
        self._write(change, skus, Stage.DONE)
        state = LinkState.REMOVED if isinstance(change, UnlinkProducts) else LinkState.MADE
        self._settle(change, skus, state, None)

    def failed(self, change: LinkProducts, skus: Collection[str], message: str) -> None:
        """Links neither made nor removed."""
        self._write(change, skus, Stage.FAILED, message)
        self._settle(change, skus, LinkState.FAILED, message)

    def unproven(self, change: LinkProducts, skus: Collection[str], message: str) -> None:
        """Links that may have been made or removed."""
        self._write(change, skus, Stage.SENT, message)
        self._settle(change, skus, LinkState.FAILED, message)

    def progress(self, done: int, total: int) -> None:
        """So many source products have been linked."""
        self._observer.linking(done, total)

    def _settle(self, change: LinkProducts, skus: Collection[str], state: LinkState, message: str | None) -> None:
        for sku in skus:
            key = (change.relation, change.source_sku, sku)
            self._outcomes[key] = replace(self._outcomes[key], state=state, message=message)

    def _write(self, change: LinkProducts, skus: Collection[str], stage: Stage, message: str | None = None) -> None:
        targets = [self._ids[sku] or "" for sku in skus]
        self._log.write(change.relation, change.source_id, targets, stage, message)
