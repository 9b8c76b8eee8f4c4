"""What became of a listing."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol, Self

from amazon_plytix.ledger.records import Status
from amazon_plytix.mapping import Listing


class LinkState(StrEnum):
    """How a link stands: there is none to name, it was there, is to be made, was made by this run, or failed.

    The last three are of links that the mapping contradicts: left alone, to be removed, removed by this run.
    """

    NONE = "none"
    PRESENT = "present"
    PLANNED = "planned"
    MADE = "made"
    FAILED = "failed"
    CONTRADICTED = "contradicted"
    REMOVABLE = "removable"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that went wrong, at which stage: create, family or link."""

    stage: str
    message: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one listing: of its product, and of its link."""

    listing: Listing
    status: Status
    product_id: str | None
    link: LinkState
    troubles: tuple[Trouble, ...] = ()

    def with_trouble(self, stage: str, message: str) -> Self:
        """The same, with one more thing gone wrong."""
        return replace(self, troubles=(*self.troubles, Trouble(stage, message)))

    def unmade(self, status: Status, message: str) -> Self:
        """The same, with no product that is known of, and so no link."""
        link = LinkState.FAILED if self.link is LinkState.PLANNED else self.link
        return replace(self, status=status, link=link).with_trouble("create", message)

    def linked(self) -> Self:
        """The same, its link made by this run."""
        return replace(self, link=LinkState.MADE)

    def unlinked(self, message: str) -> Self:
        """The same, its link not made."""
        return replace(self.with_trouble("link", message), link=LinkState.FAILED)

    def cut_short(self, message: str) -> Self:
        """The same at the end of a run that broke off: what was not done or not confirmed by then is said to be so."""
        if self.status is Status.PREVIEW:
            return self.unmade(Status.SKIPPED, message)
        return self.unlinked(message) if self.link is LinkState.PLANNED else self


class LinkObserver(Protocol):
    """Told of progress while links are made."""

    def linking(self, done: int, total: int) -> None:
        """So many of the source products have been linked."""


class Observer(LinkObserver, Protocol):
    """Told of progress while a Plan is carried out."""

    def product_settled(self, outcome: Outcome) -> None:
        """The listing has its product, or cannot have it; links come later."""
