"""A Plan is carried out, or shown: the same Plan, the same Outcomes but for what only doing can tell."""

from collections.abc import Iterator
from typing import Any

from amazon_plytix.applying.create import Creating
from amazon_plytix.applying.link import Linking
from amazon_plytix.applying.listing_links import ListingLinks
from amazon_plytix.applying.outcome import LinkState, Observer, Outcome
from amazon_plytix.http import run_concurrently
from amazon_plytix.ledger import RunLog, Stage
from amazon_plytix.ledger.records import Status
from amazon_plytix.planning import Link, Plan, PlannedListing, Relation
from amazon_plytix.plytix import Clock, Family, Plytix, Relationship

_LINKS = {
    Link.NONE: LinkState.NONE,
    Link.PRESENT: LinkState.PRESENT,
    Link.PLANNED: LinkState.PLANNED,
    Link.IMPOSSIBLE: LinkState.FAILED,
}


def expected(plan: Plan) -> dict[str, Outcome]:
    """The Outcomes as far as the Plan knows them, by SKU, in the mapping's order."""
    return {planned.listing.sku: _expected(planned) for planned in plan.listings}


def preview(plan: Plan, observer: Observer) -> list[Outcome]:
    """The Outcomes of a dry run, in the mapping's order."""
    outcomes = list(expected(plan).values())
    for outcome in outcomes:
        observer.product_settled(outcome)
    return outcomes


async def apply(
    plan: Plan,
    outcomes: dict[str, Outcome],
    plytix: Plytix,
    family: Family,
    relationship: Relationship,
    clock: Clock,
    log: RunLog,
    observer: Observer,
) -> None:
    """Create, put into the family, link, read the links back; what becomes of each is entered into ``outcomes``.

    What fails for one listing stops no other. Raises LedgerUnusable where intents can no longer be written down:
    nothing is sent without.
    """
    creating = Creating(plytix.products, family, clock, log)

    async def settle(planned: PlannedListing) -> None:
        outcome = outcomes[planned.listing.sku]
        if planned.create:
            outcome = await creating.create(planned.create, outcome)
        elif planned.finish:
            outcome = await creating.finish(planned.finish, outcome)
        outcomes[planned.listing.sku] = outcome
        observer.product_settled(outcome)

    await run_concurrently(plan.listings, settle)
    journal = ListingLinks(outcomes, log, observer)
    await Linking(plytix.products, {Relation.LISTINGS: relationship}, journal).carry_out(plan.links)


def intents(plan: Plan) -> Iterator[dict[str, Any]]:
    """What the ledger is to hold of every listing before anything is sent."""
    sources = {sku: change.source_id for change in plan.links for sku in change.targets}
    for planned in plan.listings:
        outcome = _expected(planned)
        yield {
            "sku": planned.listing.sku,
            "asin": planned.listing.asin,
            "status": outcome.status if outcome.status is Status.EXISTS else Status.SKIPPED,
            "product_id": planned.product_id,
            "canonical_id": sources.get(planned.listing.sku),
            "create": Stage.PLANNED if planned.create else Stage.NONE,
            "family": Stage.PLANNED if planned.create or planned.finish else Stage.NONE,
            "link": Stage.PLANNED if outcome.link is LinkState.PLANNED else Stage.NONE,
            "message": outcome.troubles[0].message if outcome.troubles else None,
            "modified": None,
            "open": False,
        }


def _expected(planned: PlannedListing) -> Outcome:
    """The Outcome as far as the Plan knows it."""
    status = Status.PREVIEW if planned.create or planned.finish else Status.EXISTS
    outcome = Outcome(planned.listing, status, planned.product_id, _LINKS[planned.link])
    return outcome.unlinked(planned.obstacle) if planned.obstacle else outcome
