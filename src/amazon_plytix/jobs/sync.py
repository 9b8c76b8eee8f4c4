"""Sync: every listing of a mapping gets a product of its own, linked from the canonical product it sells."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from amazon_plytix.applying.apply import apply_sync
from amazon_plytix.applying.events import Events
from amazon_plytix.jobs.job import Session, Work
from amazon_plytix.jobs.mapping_job import MappingJob
from amazon_plytix.ledger.run import RunRequest
from amazon_plytix.lookup.holdings import find_elsewhere, find_holdings
from amazon_plytix.lookup.schema import find_schema
from amazon_plytix.planning.existing import Holdings
from amazon_plytix.planning.guards import creates_guard
from amazon_plytix.planning.header import JobKind
from amazon_plytix.planning.plan import Plan, PlannedListing
from amazon_plytix.planning.plan_sync import plan_sync
from amazon_plytix.plytix import Refused
from amazon_plytix.refusal import RefusedBeforeWriting

# As many SKUs as a sentence names.
_NAMED = 20


class NothingLeft(RefusedBeforeWriting):
    """None of the listings that a run left is in its mapping any more."""


@dataclass(slots=True, kw_only=True)
class SyncJob(MappingJob):
    """What a user asked for.

    ``only`` holds the SKUs that ``parent`` left, None for what ``selection`` chooses. ``allow_second_product`` says
    that a listing gets a product though Plytix has it under another SKU. More than ``most_creates`` new products are
    refused; None allows any number. ``product_status`` is the status of new products, None if Plytix is to choose it.
    """

    kind: ClassVar[JobKind] = JobKind.SYNC

    only: Collection[str] | None = None
    allow_second_product: bool = False
    most_creates: int | None = None
    product_status: str | None = None

    @property
    def is_partial(self) -> bool:
        """Return whether it may leave out listings of its mapping, and so never counts as a job on all of it."""
        return self.only is not None or not self.selection.is_all

    def prepare(self, events: Events) -> None:
        """Read the mapping. Raises MappingRefused, ResultsUnwritable, and NothingLeft if it lacks all of ``only``."""
        MappingJob.prepare(self, events)
        events.mapping_read(self.listings)

    def request(self) -> RunRequest:
        """Return what the ledger is to hold of the run."""
        return replace(MappingJob.request(self), most_creates=self.most_creates, product_status=self.product_status)

    def choose(self, events: Events) -> None:
        """Take the listings that are left of an earlier run, else those of the selection.

        Raises MappingRefused, and NothingLeft if the mapping lacks all that are left.
        """
        # The selection chose for the earlier run: what is left of its listings is not chosen again.
        if self.only is None:
            return MappingJob.choose(self, events)
        return self._take_only(self.only, events)

    def _take_only(self, only: Collection[str], events: Events) -> None:
        lost = sorted(set(only) - self._own)
        of_run = f", those that run {self.parent.id} left" if self.parent else ""
        self.take(only, f"{len(only) - len(lost):,} of {len(self._own):,} listings{of_run}")
        if not lost:
            return
        lacks = f"{self.mapping} no longer holds {len(lost)} of the {len(only)} listings that are left: {_named(lost)}"
        if len(lost) == len(only):
            raise NothingLeft(f"{lacks}; nothing is left to do with it")
        events.note(lacks)

    async def plan(self, session: Session) -> Plan:
        """Look everything up and compare.

        Raises SchemaLacks, and ApiError if Plytix could not be asked.
        """
        schema = await find_schema(session.plytix, session.account.names, session.account.ref.alias)
        session.events.schema_found(schema.parts)
        if schema.warning:
            session.events.note(schema.warning)
        listings = self.listings.listings
        holdings = await find_holdings(session.plytix, listings, schema, session.begun)
        if not self.allow_second_product:
            holdings = replace(holdings, elsewhere=await self._elsewhere(session, holdings))
        today = session.context.clock.now().date()
        plan = plan_sync(self.header(session, schema.parts), listings, holdings, today)
        return self.guarded(_with_status(plan, self.product_status), session)

    def guarded(self, plan: Plan, session: Session) -> Plan:
        """Return a Plan with the limits of a sync."""
        if self.most_creates is not None:
            plan = replace(plan, guards=(*plan.guards, creates_guard(plan, self.most_creates)))
        return MappingJob.guarded(self, plan, session)

    @property
    def _own(self) -> frozenset[str]:
        """Return the SKUs of the whole mapping."""
        return frozenset(listing.sku for listing in self.whole.listings)

    async def _elsewhere(self, session: Session, holdings: Holdings) -> dict[str, str]:
        try:
            return await find_elsewhere(session.plytix, self.listings.listings, holdings, self._own)
        except Refused as refusal:
            if refusal.status != 422:
                raise
            session.events.note(
                "whether Plytix has new listings under other SKUs was not looked for: "
                f"this account's products cannot be filtered by {holdings.fields.label_of('asin')}"
            )
            return {}

    async def apply(self, session: Session, work: Work) -> None:
        """Create products, and link each canonical product as soon as all its listings have theirs."""
        clock, events = session.context.clock, session.events
        await apply_sync(work.outcomes, work.steps, session.plytix, clock, work.log, events, session.new_brake)


def _with_status(plan: Plan, status: str | None) -> Plan:
    """Return a Plan whose new products get a status."""
    if status is None:
        return plan
    return replace(plan, listings=tuple(_listing_with_status(planned, status) for planned in plan.listings))


def _listing_with_status(planned: PlannedListing, status: str) -> PlannedListing:
    if planned.change is None:
        return planned
    product = replace(planned.change.product, status=status)
    return replace(planned, change=replace(planned.change, product=product))


def _named(skus: Sequence[str]) -> str:
    more = f" and {len(skus) - _NAMED:,} more" if len(skus) > _NAMED else ""
    return f"{', '.join(skus[:_NAMED])}{more}"
