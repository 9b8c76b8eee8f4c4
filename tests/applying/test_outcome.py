"""What is known of everything that a Plan speaks of: before it is carried out, and when a run breaks off."""

import pytest
from hypothesis import given, settings

from amazon_plytix.applying.outcome import CUT_SHORT, LinkOutcome, Outcomes, Status, expected
from amazon_plytix.mapping import EntryPosition, Listing
from amazon_plytix.planning.changes import CreateProduct, ProductRef, Relation
from amazon_plytix.planning.desired import DesiredProduct
from amazon_plytix.planning.plan import LinkState, Plan, PlannedLink, PlannedListing, UndoState
from tests.support.plans import header, plans

LISTING = Listing(EntryPosition("matched", 1), "NEW", "B000000001", "US", None)
LINK = PlannedLink(Relation.LISTINGS, ProductRef("BOOT", "c"), ProductRef("NEW"), LinkState.PLANNED)


def one(status: Status) -> Outcomes:
    """A listing whose product came to this, and the link to it."""
    planned = PlannedListing(LISTING, None, CreateProduct(DesiredProduct("NEW", "Boot", {})))
    outcomes = expected(Plan(header(), (planned,), (LINK,)))
    outcomes.products["NEW"] = outcomes.products["NEW"].become(status)
    return outcomes


def link_of(outcomes: Outcomes) -> LinkOutcome:
    return outcomes.links[LINK.key]


@settings(max_examples=25)
@given(plans())
def test_everything_that_a_plan_speaks_of_has_an_outcome_in_its_order(plan: Plan) -> None:
    outcomes = expected(plan)
    assert [outcome.planned for outcome in outcomes.products.values()] == list(plan.listings)
    assert [outcome.planned for outcome in outcomes.links.values()] == list(plan.links)
    assert [outcome.planned for outcome in outcomes.undone.values()] == list(plan.undo)


@settings(max_examples=25)
@given(plans())
def test_before_anything_is_done_a_listing_is_a_preview_or_exists_or_is_missing_or_impossible(plan: Plan) -> None:
    for outcome in expected(plan).products.values():
        planned = outcome.planned
        if planned.obstacle:
            assert (outcome.state, outcome.message) == (Status.ERROR, planned.obstacle)
        elif planned.change:
            assert outcome.state is Status.PREVIEW
        else:
            assert outcome.state is (Status.EXISTS if planned.product_id else Status.MISSING)


@settings(max_examples=25)
@given(plans())
def test_a_run_that_broke_off_leaves_nothing_undecided_and_changes_nothing_decided(plan: Plan) -> None:
    outcomes, before = expected(plan), expected(plan)
    outcomes.cut_short()
    undecided = {Status.PREVIEW, LinkState.PLANNED, LinkState.REMOVABLE, UndoState.REMOVABLE, UndoState.RESTORABLE}
    for now, then in ((outcomes.products, before.products), (outcomes.links, before.links)):
        assert all((now[key] == then[key]) is (then[key].state not in undecided) for key in then)
        assert not any(outcome.state in undecided for outcome in now.values())
    for number, undone in outcomes.undone.items():
        was = before.undone[number]
        assert undone == (was.become(UndoState.ERROR, None, CUT_SHORT) if was.state in undecided else was)


@pytest.mark.parametrize("status", [Status.PREVIEW, Status.ERROR, Status.SKIPPED])
def test_a_link_to_a_product_that_was_not_made_fails_without_a_sentence_of_its_own(status: Status) -> None:
    outcomes = one(status)
    outcomes.cut_short()
    assert (link_of(outcomes).state, link_of(outcomes).message) == (LinkState.FAILED, None)


@pytest.mark.parametrize("status", [Status.CREATED, Status.EXISTS])
def test_a_link_that_was_not_got_to_says_so_if_its_product_is_there(status: Status) -> None:
    outcomes = one(status)
    outcomes.cut_short()
    assert (link_of(outcomes).state, link_of(outcomes).message) == (LinkState.FAILED, CUT_SHORT)


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (Status.ERROR, LinkState.FAILED),
        (Status.SKIPPED, LinkState.FAILED),
        (Status.CREATED, LinkState.PLANNED),
        (Status.EXISTS, LinkState.PLANNED),
    ],
)
def test_links_fail_only_if_their_product_was_not_made(status: Status, state: LinkState) -> None:
    outcomes = one(status)
    outcomes.fail_links_without_product()
    assert (link_of(outcomes).state, link_of(outcomes).message) == (state, None)
