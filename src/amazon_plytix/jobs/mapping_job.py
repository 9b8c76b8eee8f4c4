"""What the jobs on a mapping file have in common."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import ClassVar

from amazon_plytix.applying.events import Events
from amazon_plytix.jobs.job import Session
from amazon_plytix.jobs.selection import Selection
from amazon_plytix.ledger.run import Run, RunRequest
from amazon_plytix.ledger.runs import Runs
from amazon_plytix.mapping import ListingMapping, MappingRefused, Problem, is_piped, read
from amazon_plytix.planning.guards import shrunk_guard
from amazon_plytix.planning.header import JobKind, PlanHeader, Schema
from amazon_plytix.planning.plan import Plan
from amazon_plytix.reporting.files import ResultsUnwritable, refuse_to_overwrite, results_beside


@dataclass(slots=True, kw_only=True)
class MappingJob:
    """A job on a mapping file.

    ``marketplace`` is for entries that name none. ``parent`` is the run that this one goes on with. ``strict`` refuses
    a mapping with keys that are unknown or do nothing. ``output`` is the results file; None if it is the one beside the
    mapping. ``selection`` chooses the listings that the job is about; ``typed`` are the options that say so, for the
    command that comes next.

    ``allow_shrunk`` says that the mapping may have lost most of the listings that it had in an earlier run.

    ``whole`` is the mapping as it was read, ``listings`` the chosen part of it, ``limited`` a sentence about it.
    """

    kind: ClassVar[JobKind]

    mapping: Path
    marketplace: str | None = None
    parent: Run | None = None
    strict: bool = False
    output: Path | None = None
    selection: Selection = field(default_factory=Selection)
    typed: tuple[str, ...] = ()
    allow_shrunk: bool = False
    whole: ListingMapping = field(init=False)
    listings: ListingMapping = field(init=False)
    limited: str | None = field(default=None, init=False)

    @property
    def subject(self) -> Path:
        """Return what the job is about, for people."""
        return self.mapping

    @property
    def source_file(self) -> Path:
        """Return the mapping file that the results are about."""
        return self.mapping

    @property
    def results_path(self) -> Path | None:
        """Return the results file: the one that was asked for, else ``X.<job>_products.json`` beside the mapping.

        The results of some listings alone must not replace those of all, so they are in ``X.<job>_products.part.json``.
        """
        part = ".part" if self.is_partial else ""
        return self.output or results_beside(self.mapping, f"{self.kind.value}_products{part}")

    @property
    def is_partial(self) -> bool:
        """Return whether it may leave out listings of its mapping, and so never counts as a job on all of it."""
        return not self.selection.is_all

    def prepare(self, events: Events) -> None:
        """Read the mapping, and choose its listings.

        Raises MappingRefused, and ResultsUnwritable if something else is where results belong.
        """
        if self.output and not self.output.parent.is_dir():
            absent = f"{self.output} cannot be written: there is no directory {self.output.parent}"
            raise ResultsUnwritable(f"{absent}; make it, or name another file after --output")
        if self.results_path:
            refuse_to_overwrite(self.results_path, self.mapping)
        self.whole = read(self.mapping, self.marketplace, strict=self.strict)
        self._refuse_odd_name()
        if self.parent and self.parent.mapping_digest not in {None, self.whole.digest}:
            events.note(
                f"{self.mapping} has changed since run {self.parent.id} read it: this run goes by what it says now"
            )
        self.choose(events)

    def choose(self, events: Events) -> None:  # noqa: ARG002 for jobs that choose in another way
        """Take the listings of the selection. Raises MappingRefused if it names others, or chooses none."""
        self.listings = self.whole
        if self.selection.is_all:
            return
        listings = self.whole.listings
        if problems := self.selection.problems(listings):
            raise MappingRefused(self.mapping, problems)
        self.take({listing.sku for listing in self.selection.of(listings)}, self.selection.sentence(listings))

    def take(self, skus: Collection[str], limited: str) -> None:
        """Take the listings of these SKUs, and let the screen say so."""
        self.limited = limited
        chosen = self.whole.only(skus)
        self.listings = replace(chosen, notes=(f"Limited to {limited}", *chosen.notes))

    def request(self) -> RunRequest:
        """Return what the ledger is to hold of the run."""
        return RunRequest(
            job=self.kind,
            mapping=self._name,
            mapping_digest=self.listings.digest,
            marketplace=self.marketplace,
            limited=self.limited,
            selection=self.selection.as_json(),
            parent=self.parent.id if self.parent else None,
        )

    @property
    def _name(self) -> str:
        """Return by what name the mapping can be read again, whatever the working directory is then."""
        return str(self.mapping if is_piped(self.mapping) else self.mapping.resolve())

    def _refuse_odd_name(self) -> None:
        """Refuse a name that neither the ledger nor the results can hold."""
        try:
            f"{self.mapping} {self._name}".encode()
        except UnicodeEncodeError:
            odd = Problem("its name, or that of a directory it lies in, is not UTF-8: rename it")
            raise MappingRefused(self.mapping, [odd]) from None

    def guarded(self, plan: Plan, session: Session) -> Plan:
        """Return a Plan with the limits of all jobs on mappings."""
        last = Runs(session.context.store).last_whole(self.request(), session.account.id)
        if self.allow_shrunk or last is None:
            return plan
        guard = shrunk_guard(len(self.whole.listings), last.listings, last.id)
        return replace(plan, guards=(*plan.guards, guard))

    def header(self, session: Session, schema: Schema) -> PlanHeader:
        """Return what the Plan is made for."""
        parent = self.parent.id if self.parent else None
        return PlanHeader(self.kind, session.account.ref, schema, self.listings.digest, parent)
