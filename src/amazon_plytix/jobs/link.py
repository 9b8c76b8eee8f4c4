"""Link: canonical products are linked to a mapping's listings, and parents to their children."""

from dataclasses import dataclass, replace
from typing import ClassVar

from amazon_plytix.applying.apply import apply_links
from amazon_plytix.applying.events import Events
from amazon_plytix.jobs.job import Session, Work
from amazon_plytix.jobs.mapping_job import MappingJob
from amazon_plytix.ledger.history import untouched
from amazon_plytix.ledger.run import RunRequest
from amazon_plytix.lookup.family_trees import find_link_holdings
from amazon_plytix.lookup.schema import find_link_schema
from amazon_plytix.planning.header import JobKind
from amazon_plytix.planning.plan import Plan
from amazon_plytix.planning.plan_links import plan_links
from amazon_plytix.planning.some_links import only_links_to, with_families
from amazon_plytix.refusal import RefusedBeforeWriting

# A mapping that contradicts more links than this is more likely to be wrong than they are.
MOST_REMOVALS = 50


class PruneOfPart(RefusedBeforeWriting):
    """Links are to be removed by a part of a mapping, which does not say all that the mapping says of them."""


@dataclass(slots=True, kw_only=True)
class LinkJob(MappingJob):
    """What a user asked for.

    ``prune`` removes links that the mapping contradicts. More than ``most_removals`` of them are refused.
    """

    kind: ClassVar[JobKind] = JobKind.LINK

    prune: bool = False
    most_removals: int = MOST_REMOVALS

    def prepare(self, events: Events) -> None:
        """Read the mapping. Raises MappingRefused, ResultsUnwritable, and PruneOfPart."""
        if self.prune and self.is_partial:
            raise PruneOfPart(
                "--prune works on a whole mapping alone: "
                "leave out --limit, --only, --exclude and --only-marketplace, or link without --prune"
            )
        MappingJob.prepare(self, events)
        events.mapping_read(self.listings)

    def request(self) -> RunRequest:
        """Return what the ledger is to hold of the run."""
        most_removals = self.most_removals if self.prune else None
        return replace(MappingJob.request(self), most_removals=most_removals)

    async def plan(self, session: Session) -> Plan:
        """Look everything up and compare.

        Raises SchemaLacks, and ApiError if Plytix could not be asked.
        """
        schema = await find_link_schema(session.plytix, session.account.names, session.account.ref.alias)
        session.events.schema_found(schema)
        chosen = self.listings.listings
        listings = with_families(chosen, self.whole.listings) if self.is_partial else chosen
        holdings = await find_link_holdings(session.plytix, listings, schema, session.account.names.fields)
        header = self.header(session, schema)
        plan = plan_links(header, listings, holdings, prune=self.prune, most_removals=self.most_removals)
        plan = only_links_to(plan, {listing.sku for listing in chosen}) if self.is_partial else plan
        return self.guarded(plan, session)

    async def apply(self, session: Session, work: Work) -> None:
        """Remove links, then make links."""
        sources = {link.source.id: link.source.modified for link in work.outcomes.plan.links}
        unchanged = untouched(session.context.store, session.account.id, sources)
        brake = session.new_brake()
        await apply_links(work.outcomes, work.steps, session.plytix, work.log, session.events, brake, unchanged)
