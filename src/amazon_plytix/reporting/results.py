"""The results of a job as a type: the results file, its JSON Schema and everything people see are renderings of it.

The keys of a sync are those of sync-workflow.md, Output Structure, and more. Keys that say nothing about a job are
left out of its file.
"""

import json
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field

from amazon_plytix.exit_status import ExitStatus
from amazon_plytix.planning.plan import UndoState

SCHEMA_ID = "https://json-schema.org/draft/2020-12/schema"


class _Part(BaseModel):
    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid", frozen=True)


class Metadata(_Part):
    """What the results are of."""

    source_file: str = Field(description="the mapping file, as it was named")
    sync_date: str = Field(description="when the results were written (UTC)")
    dry_run: bool = Field(description="whether nothing was to be changed")
    job: str = Field(description="sync, link or undo")
    run: str | None = Field(description="the run's id in the ledger; null for a dry run, which is no run")
    account: str | None = Field(description="the account's alias; null for the environment's")
    host: str = Field(description="the host of the account's PIM")
    version: str = Field(description="the version of amazon-plytix")
    limited: str | None = Field(
        default=None, description="which listings of the mapping the results are of, as a sentence; only if not of all"
    )


class ErrorRow(_Part):
    """Something that went wrong with one listing."""

    sku: str
    asin: str | None
    stage: str = Field(description="create, family, link or undo")
    message: str


class LinkColumns(_Part):
    """How a product is linked: from its canonical product, and, in a link job, from its parent."""

    linked: bool = Field(description="whether this run made one of its links")
    link: str = Field(description="how the link from its canonical product stands; skipped: the run ended before")
    parent_sku: str | None = Field(default=None, description="its parent, in a link job")
    hierarchy: str | None = Field(default=None, description="how the link from its parent stands, in a link job")
    stage: str | None = Field(default=None, description="at which stage something went wrong")
    message: str | None = Field(default=None, description="what went wrong")


class _RelativeColumns(_Part):
    sku: str
    product_id: str | None


class _ProductColumns(_Part):
    sku: str
    asin: str
    status: str = Field(description="created, exists, preview, error, skipped; missing in a link job")
    product_id: str | None
    canonical_sku: str | None


# The fields of the last base come first in the file: a row begins with its SKU.
class RelativeRow(LinkColumns, _RelativeColumns):
    """A child that Plytix alone knows of."""


class ProductRow(LinkColumns, _ProductColumns):
    """What became of one listing."""

    remark: str | None = Field(default=None, description="what a person should know of it, though it is no error")


class ContradictedRow(_Part):
    """A link that is there though the mapping names another source."""

    relation: str
    source_sku: str
    target_sku: str
    state: str
    message: str | None


class ReviewRow(_Part):
    """A parent that was not linked because a person has to look."""

    sku: str
    asin: str
    model_number: str | None
    reason: str
    evidence: list[str]


class UndoRow(_Part):
    """What became of one thing that a run did, when it was taken back."""

    kind: str = Field(description="product or link")
    sku: str = Field(description="the product, or the link's target")
    source_sku: str | None = Field(description="the link's source")
    relation: str | None = Field(description="the link's relationship: listings or hierarchy")
    product_id: str | None
    state: str
    message: str | None


class Results(_Part):
    """What became of everything that a job was about.

    In a sync ``created``, ``exists``, ``preview``, ``skipped`` and the rows with status ``error`` add up to ``total``,
    the rows that are ``linked`` to ``linked``. ``errors`` holds everything that went wrong: a listing may be created
    and still have an error at its link. What an ending run did not get to is skipped, and no error.
    """

    total: int
    created: int
    exists: int
    preview: int | None = Field(default=None, description="what an execute would create or link; only of a dry run")
    skipped: int | None = Field(
        default=None,
        description="what a run that ended early did not get to: listings; links in a link job; anything in an undo",
    )
    linked: int = Field(description="links that this run made")
    present: int | None = Field(default=None, description="links that were there before; not in an undo")
    undone: dict[str, int] | None = Field(default=None, description="figures of an undo, by state")
    refused: list[str] | None = Field(default=None, description="why an execute would be refused; only of a dry run")
    stopped: str | None = Field(default=None, description="why the run ended before its end")
    warnings: list[str] | None = Field(default=None, description="what was said that is no error")
    errors: list[ErrorRow]
    metadata: Metadata
    products: list[ProductRow]
    relatives: list[RelativeRow] | None = Field(default=None, description="children that Plytix alone knows of")
    contradicted: list[ContradictedRow] | None = None
    review: list[ReviewRow] | None = None
    taken_back: list[UndoRow] | None = Field(default=None, description="everything that the run did, in an undo")

    @property
    def exit_status(self) -> ExitStatus:
        """Return the exit status that these results deserve.

        A dry run whose Plan an execute would refuse ends as that execute would: whoever looks at the status alone sees
        it.
        """
        if self.refused:
            return ExitStatus.REFUSED
        is_kept = bool({UndoState.ERROR, UndoState.KEPT} & (self.undone or {}).keys())
        return ExitStatus.SOME_FAILED if self.errors or self.stopped or is_kept else ExitStatus.DONE

    def to_json(self) -> str:
        """Return the content of the results file."""
        # Keys that were never set say nothing about this job; a null that was set does.
        return json.dumps(self.model_dump(exclude_unset=True), indent=2, ensure_ascii=False) + "\n"


def json_schema() -> str:
    """Return the JSON Schema of a results file, as it is published in docs/reference/results.schema.json."""
    schema = {"$schema": SCHEMA_ID, **Results.model_json_schema()}
    return json.dumps(schema, indent=2) + "\n"
