"""A Plan is carried out, or shown: the same Plan, the same Outcomes but for what only doing can tell."""

from amazon_plytix.applying.create import create
from amazon_plytix.applying.link import Linking
from amazon_plytix.applying.outcome import LinkState, Observer, Outcome, Status
from amazon_plytix.applying.workers import side_by_side
from amazon_plytix.planning import Link, Plan, PlannedListing
from amazon_plytix.plytix import Clock, Family, Plytix, Relationship

_LINKS = {
    Link.NONE: LinkState.NONE,
    Link.PRESENT: LinkState.PRESENT,
    Link.PLANNED: LinkState.PLANNED,
    Link.IMPOSSIBLE: LinkState.FAILED,
}


def preview(plan: Plan, observer: Observer) -> list[Outcome]:
    """The Outcomes of a dry run, in the mapping's order."""
    outcomes = [_expected(planned) for planned in plan.listings]
    for outcome in outcomes:
        observer.product_settled(outcome)
    return outcomes


async def apply(
    plan: Plan, plytix: Plytix, family: Family, relationship: Relationship, clock: Clock, observer: Observer
) -> list[Outcome]:
    """Create, put into the family, link, read the links back; the Outcomes in the mapping's order.

    What fails for one listing stops no other.
    """
    outcomes = {planned.listing.sku: _expected(planned) for planned in plan.listings}

    async def settle(planned: PlannedListing) -> None:
        sku = planned.listing.sku
        if planned.create:
            outcomes[sku] = await create(planned.create, outcomes[sku], plytix.products, family, clock)
        observer.product_settled(outcomes[sku])

    await side_by_side(plan.listings, settle)
    await Linking(outcomes, plytix.products, relationship).carry_out(plan.links, observer)
    return list(outcomes.values())


def _expected(planned: PlannedListing) -> Outcome:
    """The Outcome as far as the Plan knows it."""
    status = Status.PREVIEW if planned.create else Status.EXISTS
    outcome = Outcome(planned.listing, status, planned.product_id, _LINKS[planned.link])
    return outcome.unlinked(planned.obstacle) if planned.obstacle else outcome
