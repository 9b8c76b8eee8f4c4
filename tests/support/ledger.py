"""Runs and Plans for a ledger, without a Plytix to carry them out on."""

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from amazon_plytix.ledger.run import Run, RunRequest
from amazon_plytix.ledger.runs import Runs
from amazon_plytix.ledger.step_log import StepLog
from amazon_plytix.ledger.store import Store
from amazon_plytix.mapping import Canonical, EntryPosition, Listing
from amazon_plytix.planning.changes import CreateProduct, ProductRef, Relation
from amazon_plytix.planning.desired import desired_product
from amazon_plytix.planning.header import AccountRef, JobKind, PlanHeader, Schema, SchemaPart
from amazon_plytix.planning.plan import LinkState, Plan, PlannedLink, PlannedListing
from amazon_plytix.planning.steps import Step, StepKind
from tests.support.mappings import asin

NOW = datetime(2025, 12, 23, 6, 0, 0, 250_000, tzinfo=UTC)
DIGEST = "d1" * 32
ACME = AccountRef("acme", None, "pim.example")


def request(job: JobKind = JobKind.SYNC, **more: Any) -> RunRequest:
    """What a run is to do."""
    return RunRequest(job, **({"mapping": "/maps/m.json"} | more))


def begin(
    store: Store, job: JobKind = JobKind.SYNC, account: str = ACME.id, *, seconds: float = 0.0, **more: Any
) -> Run:
    """Enter a run that begins so many seconds after NOW."""
    return Runs(store).begin(request(job, **more), replace(ACME, id=account), NOW + timedelta(seconds=seconds))


def log_of(store: Store, run: Run, *planned: Step) -> StepLog:
    """The log of a run that has entered these Steps, after all runs before it."""
    log = StepLog(store, run, Runs(store).begun(run.account))
    log.enter(planned)
    return log


def creates(*skus: str) -> list[Step]:
    """One create a SKU."""
    return [Step(number, StepKind.CREATE, sku, schema_id="family") for number, sku in enumerate(skus)]


def link(number: int, source: str, target: str, kind: StepKind = StepKind.LINK) -> Step:
    """A Step on the link between two products, whose ids are their SKUs in small letters."""
    ends = (source, source.lower(), target, target.lower())
    return Step(number, kind, *ends, Relation.LISTINGS, "relationship")


def sync_plan(missing: Collection[int] = (), there: Collection[int] = (), impossible: Collection[int] = ()) -> Plan:
    """The Plan of a sync: some listings have no product, some have one, of some the link cannot be made."""
    part = SchemaPart("relationship", "Amazon Listings", "relationship_1")
    schema = Schema(part, family=SchemaPart("family", "8 - Amazon"))
    listings = [
        PlannedListing(listing, None, CreateProduct(desired_product(listing, date(2025, 12, 23))))
        if number in missing
        else PlannedListing(listing, f"p{number}")
        for number in sorted({*missing, *there, *impossible})
        for listing in [a_listing(number)]
    ]
    links = [
        PlannedLink(
            Relation.LISTINGS,
            ProductRef(f"BOOT-{number}", f"c{number}"),
            ProductRef(a_listing(number).sku, None if number in missing else f"p{number}"),
            LinkState.FAILED if number in impossible else LinkState.PLANNED,
            "BOOT is full" if number in impossible else None,
        )
        for number in sorted({*missing, *impossible})
    ]
    header = PlanHeader(JobKind.SYNC, ACME, schema, DIGEST)
    return Plan(header, tuple(listings), tuple(links))


def a_listing(number: int) -> Listing:
    """A matched listing."""
    canonical = Canonical(f"BOOT-{number}", f"c{number}")
    return Listing(EntryPosition("matched", number), f"AMZN-US-{asin(number)}", asin(number), "US", canonical)
