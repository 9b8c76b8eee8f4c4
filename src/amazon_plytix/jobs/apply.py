"""Apply: a saved Plan is carried out, as far as everything is still as it was when it was made."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import ClassVar

from amazon_plytix.applying.events import Events
from amazon_plytix.jobs.job import Session, Work
from amazon_plytix.jobs.link import LinkJob
from amazon_plytix.jobs.sync import SyncJob
from amazon_plytix.ledger.history import links_since, own_products
from amazon_plytix.ledger.run import RunRequest, name_of_plan_file
from amazon_plytix.lookup.family_trees import find_link_holdings
from amazon_plytix.lookup.holdings import find_elsewhere, find_holdings
from amazon_plytix.lookup.schema import SyncSchema, find_link_schema, find_schema
from amazon_plytix.mapping import Listing, ListingMapping
from amazon_plytix.mapping.listing import MATCHED
from amazon_plytix.planning.changes import Relation
from amazon_plytix.planning.existing import ExistingProduct, Holdings, LinkHoldings
from amazon_plytix.planning.header import JobKind, PlanHeader, Schema
from amazon_plytix.planning.plan import LinkState, Plan
from amazon_plytix.planning.plan_apply import LinkedNow, OwnWork, plan_apply
from amazon_plytix.planning.plan_links import plan_links
from amazon_plytix.planning.plan_sync import plan_sync
from amazon_plytix.planning.steps import StepKind
from amazon_plytix.plytix import Refused
from amazon_plytix.reporting.files import ResultsUnwritable, refuse_to_overwrite, results_beside
from amazon_plytix.reporting.saved_plan import PlanUnusable, read_plan

# How old a saved Plan may be.
MAX_AGE = timedelta(hours=72)


@dataclass(slots=True, kw_only=True)
class ApplyJob:
    """What a user asked for: the saved Plan of a sync or of a link job.

    ``file`` is where it was read from. A Plan that is older than ``max_age`` is refused. ``output`` is the results
    file; None if it is the one beside the Plan.
    """

    kind: ClassVar[JobKind]

    file: Path
    saved: Plan
    max_age: timedelta = MAX_AGE
    output: Path | None = None

    @property
    def subject(self) -> Path:
        """Return what the job is about, for people."""
        return self.file

    @property
    def source_file(self) -> Path:
        """Return the file that the results are about."""
        return self.file

    @property
    def results_path(self) -> Path | None:
        """Return the results file: the one that was asked for, else ``X.apply.json`` beside the Plan."""
        return self.output or results_beside(self.file, "apply")

    @property
    def listings(self) -> tuple[Listing, ...]:
        """Return the listings that the Plan speaks of."""
        return tuple(planned.listing for planned in self.saved.listings)

    def prepare(self, events: Events) -> None:
        """Raise ResultsUnwritable if something else is where the results belong."""
        if self.output and not self.output.parent.is_dir():
            absent = f"{self.output} cannot be written: there is no directory {self.output.parent}"
            raise ResultsUnwritable(f"{absent}; make it, or name another file after --output")
        if self.results_path:
            refuse_to_overwrite(self.results_path, self.file)
        matched = sum(listing.position.list_key == MATCHED for listing in self.listings)
        events.mapping_read(ListingMapping(self.listings, matched, len(self.listings) - matched))

    def request(self) -> RunRequest:
        """Return what the ledger is to hold of the run."""
        name = name_of_plan_file(self.file.resolve())
        return RunRequest(job=self.kind, mapping=name, mapping_digest=self.saved.header.mapping_digest)

    async def plan(self, session: Session) -> Plan:
        """Look at everything again that the Plan touches, and keep those of its Changes that are as planned.

        Raises PlanUnusable, SchemaLacks, and ApiError if Plytix could not be asked.
        """
        self._check_account_and_age(session)
        schema = await self._find_schema(session)
        self._check_relationships(schema)
        session.events.schema_found(schema)
        header = replace(self.saved.header, account=session.account.ref, schema=schema)
        now, linked = await self._look(session, header)
        return plan_apply(self.saved, now, self._own_work(session), linked)

    async def apply(self, session: Session, work: Work) -> None:
        """Carry out what is left of the Plan."""
        raise NotImplementedError

    async def _find_schema(self, session: Session) -> Schema:
        raise NotImplementedError

    async def _look(self, session: Session, header: PlanHeader) -> tuple[Plan, LinkedNow]:
        """Return the Plan that would be made now for the same listings, and the links that are there."""
        raise NotImplementedError

    def _own_work(self, session: Session) -> OwnWork:
        """Return what our runs have done since the Plan was made: no change by others."""
        store, account, since = session.context.store, session.account.id, self._made_at()
        made, removed = (links_since(store, account, kind, since) for kind in (StepKind.LINK, StepKind.UNLINK))
        return OwnWork(own_products(store, account), made, removed)

    def _check_account_and_age(self, session: Session) -> None:
        account = self.saved.header.account
        if account.id != session.account.id:
            named = f"{account.alias!r} at {account.host}" if account.alias else f"one at {account.host}"
            raise PlanUnusable(f"{self.file} was made on another account ({named}): name it with --plytix-account")
        age = session.context.clock.now() - self._made_at()
        if age > self.max_age:
            hours, most = (int(each.total_seconds() // 3600) for each in (age, self.max_age))
            raise PlanUnusable(
                f"{self.file} was made {hours:,} hours ago, and at most {most:,} are allowed: make it anew with "
                f"--plan-out, or allow it with --max-age {hours + 1}"
            )

    def _made_at(self) -> datetime:
        try:
            return datetime.fromisoformat(self.saved.header.made_at or "").astimezone(UTC)
        except ValueError:
            raise PlanUnusable(f"{self.file} does not say when it was made: make it anew with --plan-out") from None

    def _check_relationships(self, schema: Schema) -> None:
        for relation in Relation if self.saved.header.schema.hierarchy else (Relation.LISTINGS,):
            planned, now = self.saved.header.schema.relationship(relation), schema.relationship(relation)
            if planned.id != now.id:
                raise PlanUnusable(
                    f"the relationship {planned.name!r} ({planned.id}) of {self.file} is {now.name!r} ({now.id}) now: "
                    "make the plan anew with --plan-out"
                )


@dataclass(slots=True, kw_only=True)
class ApplySyncJob(ApplyJob):
    """The saved Plan of a sync."""

    kind: ClassVar[JobKind] = JobKind.SYNC
    _found: SyncSchema = field(init=False)

    async def apply(self, session: Session, work: Work) -> None:
        """Create products and link them, as a sync does."""
        await SyncJob(mapping=self.file).apply(session, work)

    async def _find_schema(self, session: Session) -> Schema:
        self._found = await find_schema(session.plytix, session.account.names, session.account.ref.alias)
        return self._found.parts

    async def _look(self, session: Session, header: PlanHeader) -> tuple[Plan, LinkedNow]:
        holdings = await find_holdings(session.plytix, self.listings, self._found, session.begun)
        if not self.saved.header.allow_second_product:
            holdings = replace(holdings, elsewhere=await self._elsewhere(session, holdings))
        return plan_sync(header, self.listings, holdings, session.context.clock.now().date()), {}

    async def _elsewhere(self, session: Session, holdings: Holdings) -> dict[str, str]:
        try:
            own = {listing.sku for listing in self.listings}
            return await find_elsewhere(session.plytix, self.listings, holdings, own)
        except Refused as refusal:
            # An account whose products cannot be filtered by ASIN: the dry run has said so.
            if refusal.status != 422:
                raise
            return {}


class ApplyLinkJob(ApplyJob):
    """The saved Plan of a link job."""

    kind: ClassVar[JobKind] = JobKind.LINK

    async def apply(self, session: Session, work: Work) -> None:
        """Remove links and make links, as a link job does."""
        await LinkJob(mapping=self.file).apply(session, work)

    async def _find_schema(self, session: Session) -> Schema:
        return await find_link_schema(session.plytix, session.account.names, session.account.ref.alias)

    async def _look(self, session: Session, header: PlanHeader) -> tuple[Plan, LinkedNow]:
        holdings = await find_link_holdings(session.plytix, self.listings, header.schema, session.account.names.fields)
        prune = any(link.state is LinkState.REMOVABLE for link in self.saved.links)
        now = plan_links(header, self.listings, holdings, prune=prune, most_removals=len(self.saved.links))
        return now, _linked(holdings)


def apply_job(file: Path, *, max_age: timedelta = MAX_AGE, output: Path | None = None) -> ApplyJob:
    """Return the job that carries out the Plan of a file.

    Raises PlanUnusable if the file does not hold a whole and unchanged Plan of a sync or of a link job.
    """
    saved = read_plan(file)
    try:
        str(file.resolve()).encode()
    except UnicodeEncodeError:
        odd = "its name, or that of a directory it lies in, is not UTF-8: rename it"
        raise PlanUnusable(f"{file} cannot be used: {odd}") from None
    kinds: dict[JobKind, type[ApplyJob]] = {JobKind.SYNC: ApplySyncJob, JobKind.LINK: ApplyLinkJob}
    kind = kinds.get(saved.header.job)
    if kind is None:
        raise PlanUnusable(f"{file} takes a run back; do that with: amazon-plytix undo {saved.header.parent} --execute")
    return kind(file=file, saved=saved, max_age=max_age, output=output)


def _linked(holdings: LinkHoldings) -> LinkedNow:
    """Return the links of every product that a link job may link or unlink."""
    canonicals = [each for each in holdings.canonicals.values() if isinstance(each, ExistingProduct)]
    sources = [(Relation.LISTINGS, each) for each in (*canonicals, *holdings.styles.values())]
    sources += [(Relation.HIERARCHY, each) for each in holdings.products.values()]
    return {(relation, source.id): source.linked for relation, source in sources}
