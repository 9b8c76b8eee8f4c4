"""The family tree and the shop window: read the mapping, look up, plan, then show or apply, then report."""

from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from amazon_plytix.accounts import Account
from amazon_plytix.applying.link import Linking
from amazon_plytix.applying.link_outcomes import LinkOutcome, PlannedLinks, expected_links, link_intents
from amazon_plytix.applying.outcome import LinkObserver
from amazon_plytix.jobs.context import Surroundings
from amazon_plytix.jobs.running import CUT_SHORT, executing
from amazon_plytix.ledger import Job, LinkLog, Runs
from amazon_plytix.lookup import LinkSchema, find_link_holdings, find_link_schema
from amazon_plytix.mapping import Listing, ListingMapping, read
from amazon_plytix.planning import Estimate, LinkHoldings, LinkPlan, Relation, Review, estimated, plan_links
from amazon_plytix.plytix import Plytix, Watcher

# A mapping that contradicts more links than this is more likely to be wrong than they are.
MOST_REMOVALS = 50


class TooManyRemovals(Exception):
    """A plan would remove more links than it may; nothing was removed."""


class LinkJobObserver(LinkObserver, Watcher, Protocol):
    """Told of a link job's steps as they happen."""

    def mapping_read(self, mapping: ListingMapping) -> None:
        """The file is good."""

    def link_schema_found(self, schema: LinkSchema) -> None:
        """The account has what linking needs."""

    def links_planned(self, plan: LinkPlan, estimate: Estimate) -> None:
        """It is known what is to be done and how long that takes; nothing has been written yet."""


@dataclass(frozen=True, slots=True)
class LinkJob:
    """What a user asked for. ``marketplace`` is for entries that say none, ``execute`` False for a dry run.

    ``prune`` removes links that the mapping contradicts, ``most_removals`` of them at most.
    """

    mapping: Path
    execute: bool
    marketplace: str | None = None
    prune: bool = False
    most_removals: int = MOST_REMOVALS


@dataclass(frozen=True, slots=True)
class Linked:
    """What a link job found and did: ``product_ids`` by SKU of the listings that have a product."""

    listings: Sequence[Listing]
    product_ids: MappingOf[str, str]
    outcomes: Sequence[LinkOutcome]
    reviews: Sequence[Review]


async def link(job: LinkJob, account: Account, observer: LinkJobObserver, around: Surroundings) -> Linked:
    """Link canonical products to a mapping's listings, and parents to their children.

    Raises before the first write: MappingRefused, SchemaLacks, TooManyRemovals, AccountBusy, and ApiError where
    Plytix could not be asked what it holds, or LedgerUnusable. Raises CutShort once writing has begun.
    """
    mapping = read(job.mapping, job.marketplace)
    observer.mapping_read(mapping)
    async with around.plytix(account, observer) as plytix:
        work = _Work(job, mapping, account, plytix, observer, around)
        return await (work.execute() if job.execute else work.preview())


class _Work:
    """A job under way: everything it needs is at hand."""

    def __init__(
        self,
        job: LinkJob,
        mapping: ListingMapping,
        account: Account,
        plytix: Plytix,
        observer: LinkJobObserver,
        around: Surroundings,
    ) -> None:
        self._job = job
        self._listings = mapping.listings
        self._account = account
        self._plytix = plytix
        self._observer = observer
        self._around = around

    async def preview(self) -> Linked:
        """What an execute would do."""
        _, holdings, plan = await self._plan()
        return self._linked(holdings, plan, list(expected_links(plan).values()))

    async def execute(self) -> Linked:
        """Do it, alone on the account, as a run of the ledger."""
        job, account, around = self._job, self._account, self._around
        runs, mapping = Runs(around.store), str(job.mapping.resolve())
        now, most_removals = around.clock.now(), job.most_removals if job.prune else None
        run = runs.begin(account.id, account.alias, mapping, job.marketplace, now, Job.LINK, most_removals)
        async with executing(around.store, run, around.clock, around.owner, around.interrupt) as execution:
            schema, holdings, plan = await self._plan()
            _guard(plan, job.most_removals)
            log, outcomes = LinkLog(around.store, run), expected_links(plan)
            log.enter(link_intents(plan))
            execution.begin_writing(
                lambda: self._linked(holdings, plan, [each.cut_short(CUT_SHORT) for each in outcomes.values()])
            )
            relationships = {Relation.LISTINGS: schema.listings, Relation.HIERARCHY: schema.hierarchy}
            journal = PlannedLinks(plan, outcomes, log, self._observer)
            await Linking(self._plytix.products, relationships, journal).carry_out(plan.changes)
        return self._linked(holdings, plan, list(outcomes.values()))

    async def _plan(self) -> tuple[LinkSchema, LinkHoldings, LinkPlan]:
        """Look everything up, and compare."""
        schema = await find_link_schema(self._plytix, self._account.names)
        self._observer.link_schema_found(schema)
        holdings = await find_link_holdings(self._plytix, self._listings, schema)
        command = f"amazon-plytix sync --mapping {self._job.mapping} --execute"
        plan = plan_links(self._listings, holdings, command, prune=self._job.prune)
        self._observer.links_planned(plan, estimated(plan.calls, self._plytix.windows, self._around.clock.now()))
        return schema, holdings, plan

    def _linked(self, holdings: LinkHoldings, plan: LinkPlan, outcomes: Sequence[LinkOutcome]) -> Linked:
        ids = {sku: product.id for sku, product in holdings.products.items()}
        return Linked(self._listings, ids, outcomes, plan.reviews)


def _guard(plan: LinkPlan, most: int) -> None:
    if len(plan.removals) > most:
        raise TooManyRemovals(
            f"{len(plan.removals)} links would be removed, and at most {most} may be: look at them with --dry-run, "
            f"then allow so many with --max-removals {len(plan.removals)}"
        )
