"""What is carried out of a saved Plan is a part of it, whatever the account holds by now."""

from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from amazon_plytix.planning.changes import AssignFamily, CreateProduct, ProductRef, Relation
from amazon_plytix.planning.header import JobKind
from amazon_plytix.planning.plan import LinkState, Plan, PlannedLink, PlannedListing
from amazon_plytix.planning.plan_apply import OwnWork, plan_apply
from amazon_plytix.planning.steps import LinkIds, Step
from tests.support.plans import header, plans

NOTHING = OwnWork()
PLANS = plans().filter(lambda plan: plan.header.job is not JobKind.UNDO)
IDS = st.sampled_from([None, "p1", "p2"])


@st.composite
def later(draw: st.DrawFn, plan: Plan) -> Plan:
    """Return any Plan that may be made later for the same listings."""
    listings = tuple(draw(_listing(each)) for each in plan.listings)
    links = tuple(draw(_link(each)) for each in plan.links if draw(st.booleans()))
    return replace(plan, listings=listings, links=links)


def _listing(planned: PlannedListing) -> st.SearchStrategy[PlannedListing]:
    changes = [planned.change, None]
    if isinstance(planned.change, CreateProduct):
        changes.append(AssignFamily("p1", planned.change.product))
    obstacle = st.sampled_from([None, "is elsewhere"])
    return st.builds(PlannedListing, st.just(planned.listing), IDS, st.sampled_from(changes), obstacle)


def _link(link: PlannedLink) -> st.SearchStrategy[PlannedLink]:
    target = st.sampled_from([link.target, replace(link.target, id="other")])
    source = st.sampled_from([link.source, replace(link.source, id="other")])
    return st.builds(PlannedLink, st.just(link.relation), source, target, st.sampled_from(LinkState))


def sent(plan: Plan) -> set[tuple[str | None, ...]]:
    """What a Plan sends, of which an execute finishes what it began to create."""
    return {(_kind(step), step.subject_sku, step.target_sku, step.relation) for step in plan.steps()}


def _kind(step: Step) -> str:
    return step.kind.replace("finish", "create")


@settings(max_examples=100)
@given(PLANS.flatmap(lambda plan: st.tuples(st.just(plan), later(plan))))
def test_nothing_is_sent_that_the_saved_plan_does_not_send(both: tuple[Plan, Plan]) -> None:
    saved, now = both
    result = plan_apply(saved, now, NOTHING, {})
    assert sent(result) <= sent(saved)
    assert [each.listing for each in result.listings] == [each.listing for each in saved.listings]


@settings(max_examples=100)
@given(PLANS.flatmap(lambda plan: st.tuples(st.just(plan), later(plan))))
def test_a_change_is_sent_or_done_by_us_or_has_an_obstacle(both: tuple[Plan, Plan]) -> None:
    saved, now = both
    assume(saved.header.job is JobKind.SYNC)
    result = plan_apply(saved, now, NOTHING, {})
    for before, after in zip(saved.listings, result.listings, strict=True):
        if isinstance(before.change, CreateProduct):
            assert after.change or after.obstacle
            assert after.change is None or after.change.product == before.change.product


@given(PLANS)
def test_if_nothing_has_changed_everything_is_sent_but_links_to_what_cannot_be_made(saved: Plan) -> None:
    result = plan_apply(saved, saved, NOTHING, {})
    hindered = {each.listing.sku for each in saved.listings if each.obstacle}
    assert sent(result) == {each for each in sent(saved) if not (each[0] == "link_products" and each[2] in hindered)}


def test_what_our_runs_have_made_and_removed_is_no_drift() -> None:
    saved = _small(LinkState.PLANNED, LinkState.REMOVABLE)
    now = replace(saved, links=(replace(saved.links[0], state=LinkState.PRESENT),))
    own = OwnWork(links={LinkIds("r1", "c1", "t")}, removals={LinkIds("r1", "c2", "t")})
    held = {(link.relation, link.source.known_id): frozenset[str]() for link in saved.links}
    assert plan_apply(saved, now, own, held).links == now.links
    told = [link.obstacle for link in plan_apply(saved, now, NOTHING, held).links]
    assert told == [
        "changed since the plan was made: others have made this link",
        "changed since the plan was made: others have removed this link",
    ]


def _small(*states: LinkState) -> Plan:
    links = (
        PlannedLink(Relation.LISTINGS, ProductRef(f"BOOT-{number}", f"c{number}"), ProductRef("SKU", "t"), state)
        for number, state in enumerate(states, 1)
    )
    return Plan(header(JobKind.LINK), links=tuple(links))
