"""What the jobs on a mapping file have in common."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from amazon_plytix.applying.events import Events
from amazon_plytix.jobs.job import Session
from amazon_plytix.ledger.run import Run, RunRequest
from amazon_plytix.mapping import ListingMapping, read
from amazon_plytix.planning.header import JobKind, PlanHeader, Schema


@dataclass(slots=True, kw_only=True)
class MappingJob:
    """A job on a mapping file.

    ``marketplace`` is for entries that name none. ``parent`` is the run that this one goes on with.
    """

    kind: ClassVar[JobKind]

    mapping: Path
    marketplace: str | None = None
    parent: Run | None = None
    listings: ListingMapping = field(init=False)

    @property
    def subject(self) -> Path:
        """Return what the job is about, for people."""
        return self.mapping

    @property
    def source_file(self) -> Path:
        """Return the mapping file that the results are about."""
        return self.mapping

    def prepare(self, events: Events) -> None:
        """Read the mapping. Raises MappingRefused."""
        self.listings = read(self.mapping, self.marketplace)
        if self.parent and self.parent.mapping_digest not in {None, self.listings.digest}:
            events.note(
                f"{self.mapping} has changed since run {self.parent.id} read it: this run goes by what it says now"
            )

    def request(self) -> RunRequest:
        """Return what the ledger is to hold of the run."""
        return RunRequest(
            job=self.kind,
            mapping=str(self.mapping.resolve()),
            mapping_digest=self.listings.digest,
            marketplace=self.marketplace,
            parent=self.parent.id if self.parent else None,
        )

    def header(self, session: Session, schema: Schema) -> PlanHeader:
        """Return what the Plan is made for."""
        parent = self.parent.id if self.parent else None
        return PlanHeader(self.kind, session.account.ref, schema, self.listings.digest, parent)
