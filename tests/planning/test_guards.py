"""Limits that a job on a mapping must keep, and the sentences that say how to go on."""

from collections.abc import Callable
from datetime import date

import pytest

from amazon_plytix.mapping import Listing
from amazon_plytix.planning.existing import ExistingProduct, Holdings
from amazon_plytix.planning.guards import creates_guard, shrunk_guard
from amazon_plytix.planning.plan import Guard, Plan
from amazon_plytix.planning.plan_sync import plan_sync
from tests.support.plans import header


@pytest.fixture
def plan(listing: Callable[..., Listing], today: date) -> Plan:
    """Three listings, one of which has a product."""
    listings = [listing(number) for number in (1, 2, 3)]
    return plan_sync(header(), listings, Holdings({listings[0].sku: ExistingProduct("p1", listings[0].sku)}, {}), today)


def test_as_many_creates_as_allowed_are_not_refused(plan: Plan) -> None:
    assert creates_guard(plan, 2) == Guard("creates", 2, 2)


@pytest.mark.parametrize(("most", "ending"), [(1, "--max-create 2, or begin with --limit 1"), (0, "--max-create 2")])
def test_more_creates_than_allowed_are_refused(plan: Plan, most: int, ending: str) -> None:
    guard = creates_guard(plan, most)
    assert (guard.allowed, guard.found) == (most, 2)
    assert guard.refusal == (
        f"2 products would be created, and at most {most} may be: look at them with --dry-run, "
        f"then allow so many with {ending}"
    )


@pytest.mark.parametrize(("listings", "before"), [(5, 10), (1, 9), (10, 10), (20, 10), (1, 1), (1, 0)])
def test_a_mapping_may_lose_half_of_its_listings(listings: int, before: int) -> None:
    assert shrunk_guard(listings, before, "r1").refusal is None


@pytest.mark.parametrize(("listings", "before"), [(4, 10), (5, 11), (1499, 3000)])
def test_a_mapping_that_lost_more_is_refused(listings: int, before: int) -> None:
    guard = shrunk_guard(listings, before, "r1")
    assert guard.found > guard.allowed
    assert guard.refusal == (
        f"the mapping holds {listings:,} listings, fewer than half of the {before:,} of run r1: "
        "if some are missing, make it anew; if it is right, go on with --allow-shrunk-mapping"
    )
