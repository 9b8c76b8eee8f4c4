"""What the ledger knows of a listing or of a link in one run."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Status(StrEnum):
    """The states of sync-workflow.md, Result States, and one for what an interrupted run did not get to."""

    CREATED = "created"
    EXISTS = "exists"
    PREVIEW = "preview"
    ERROR = "error"
    SKIPPED = "skipped"


class Stage(StrEnum):
    """How far a create, a family or a link of a listing has come."""

    NONE = ""
    PLANNED = "planned"
    SENT = "sent"
    DONE = "done"
    FAILED = "failed"


# What was sent and never proven may be there all the same.
PERHAPS_MADE = {Stage.SENT, Stage.DONE}


@dataclass(frozen=True, slots=True)
class Record:
    """What the ledger knows of one listing in one run."""

    sku: str
    asin: str
    status: str
    product_id: str | None
    canonical_id: str | None
    create: Stage
    family: Stage
    link: Stage
    message: str | None
    modified: str | None
    open: bool

    @property
    def is_settled(self) -> bool:
        """Whether there is nothing left to do: the listing has its product, and its link where it should."""
        at_rest = not self.open and not self.message and self.link in {Stage.NONE, Stage.DONE}
        return at_rest and self.status in {Status.CREATED, Status.EXISTS}

    @property
    def is_made(self) -> bool:
        """Whether the run made the product, or made or may have made the link to it."""
        return self.create is Stage.DONE or self.link in PERHAPS_MADE

    @property
    def is_cut_off(self) -> bool:
        """Whether a create was sent of which nobody has learnt what became."""
        return self.open and self.product_id is None


class Action(StrEnum):
    """What a run does with a link."""

    ADD = "add"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class LinkRecord:
    """What the ledger knows of one link that a run adds or removes."""

    relation: str
    source_id: str
    source_sku: str
    target_id: str
    target_sku: str
    action: Action
    stage: Stage
    message: str | None


def record(row: Any) -> Record:
    """A row of the table of listings."""
    return Record(
        sku=row.sku,
        asin=row.asin,
        status=row.status,
        product_id=row.product_id,
        canonical_id=row.canonical_id,
        create=Stage(row.create),
        family=Stage(row.family),
        link=Stage(row.link),
        message=row.message,
        modified=row.modified,
        open=row.open,
    )


def link_record(row: Any) -> LinkRecord:
    """A row of the table of links."""
    return LinkRecord(
        relation=row.relation,
        source_id=row.source_id,
        source_sku=row.source_sku,
        target_id=row.target_id,
        target_sku=row.target_sku,
        action=Action(row.action),
        stage=Stage(row.stage),
        message=row.message,
    )
