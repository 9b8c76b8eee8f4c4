"""What holds of every link plan, whatever a mapping says and an account holds."""

from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from amazon_plytix.amazon import listing_sku
from amazon_plytix.mapping import Canonical, EntryPosition, Listing
from amazon_plytix.planning.changes import TARGETS_PER_CALL, LinkProducts, Relation, UnlinkProducts
from amazon_plytix.planning.existing import ExistingListing, ExistingProduct, LinkHoldings
from amazon_plytix.planning.header import JobKind
from amazon_plytix.planning.plan import LinkState, Plan, PlannedLink
from amazon_plytix.planning.plan_links import plan_links
from tests.support.plans import header

ASINS = [f"B0{n:08d}" for n in range(5)]
NAMES = [Canonical(f"BOOT-{n}", f"c{n}") for n in range(3)]
# Products that are no listing of ours: the canonical ones, and one that somebody keeps by hand.
NOT_OURS = [*(name.sku for name in NAMES), "MANUAL"]
World = tuple[list[Listing], LinkHoldings]


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """A mapping that may call anything its listing's product, and an account with links of all sorts in it."""
    asins = draw(st.lists(st.sampled_from(ASINS), unique=True, min_size=1))
    listings = [draw(listing(asin)) for asin in asins]
    listings = list({each.sku: each for each in listings}.values())
    skus = [each.sku for each in listings] + NOT_OURS
    ids = {sku: f"id-{sku}" for sku in skus}
    some_ids = st.frozensets(st.sampled_from([*ids.values(), "unknown"]), max_size=6)

    def product(sku: str) -> ExistingListing:
        asin = draw(st.sampled_from([*ASINS, None, *(each.asin for each in listings if each.sku == sku)]))
        return ExistingListing(ids[sku], sku, draw(some_ids), asin=asin, marketplace="US")

    products = {each.sku: product(each.sku) for each in listings if draw(st.integers(0, 3))}
    catalog = [ExistingProduct(ids[name.sku or ""], name.sku or "", draw(some_ids)) for name in NAMES]
    styles = {each.sku: each for each in catalog if draw(st.booleans())}
    return listings, LinkHoldings(products, (), dict(zip(NAMES, catalog, strict=True)), styles)


@st.composite
def listing(draw: st.DrawFn, asin: str) -> Listing:
    canonical = draw(st.sampled_from([None, *NAMES]))
    sku = draw(st.sampled_from([listing_sku("US", asin)] * 3 + NOT_OURS))
    place = EntryPosition("matched" if canonical else "unmatched_amazon", 1)
    named = {
        "parent_asin": draw(st.sampled_from([None, *ASINS])),
        "model_number": draw(st.sampled_from(["BOOT-1", None])),
    }
    return Listing(place, sku, asin, "US", canonical, **named)


def plan_of(world: World, *, prune: bool = True) -> Plan:
    listings, holdings = world
    return plan_links(header(JobKind.LINK), listings, holdings, prune=prune, most_removals=len(listings))


def removals(plan: Plan) -> list[PlannedLink]:
    return [link for link in plan.links if link.state is LinkState.REMOVABLE]


@settings(max_examples=50)
@given(worlds())
def test_prune_never_touches_a_link_to_a_product_that_is_not_ours_whatever_the_mapping_says(world: World) -> None:
    listings, holdings = world
    ours = {
        holdings.products[each.sku].id
        for each in listings
        if each.sku == listing_sku("US", each.asin)
        and each.sku in holdings.products
        and holdings.products[each.sku].asin == each.asin
    }
    plan = plan_of(world)
    assert {link.target.id for link in removals(plan)} <= ours
    unlinked = {each for change in plan.changes if isinstance(change, UnlinkProducts) for each in change.targets}
    assert unlinked == {link.target for link in removals(plan)}
    assert {each.sku for each in unlinked}.isdisjoint(NOT_OURS)


@settings(max_examples=50)
@given(worlds())
def test_nothing_is_removed_without_being_asked(world: World) -> None:
    assert not any(isinstance(change, UnlinkProducts) for change in plan_of(world, prune=False).changes)


@settings(max_examples=50)
@given(worlds())
def test_a_link_is_removed_only_where_the_one_that_the_mapping_names_is_there_or_made(world: World) -> None:
    plan = plan_of(world)
    there = {LinkState.PRESENT, LinkState.PLANNED}
    kept = {(link.relation, link.target.id) for link in plan.links if link.state in there}
    assert {(link.relation, link.target.id) for link in removals(plan)} <= kept


@settings(max_examples=50)
@given(worlds())
def test_a_plan_carried_out_leaves_nothing_to_do(world: World) -> None:
    listings, holdings = world
    plan = plan_of(world)
    assert list(plan_of((listings, carried_out(plan, holdings))).changes) == []


@settings(max_examples=50)
@given(worlds())
def test_no_source_has_more_links_than_plytix_takes(world: World) -> None:
    listings, holdings = world
    crowded = frozenset(f"other-{n}" for n in range(TARGETS_PER_CALL - 1))
    full = {name: replace(each, linked=each.linked | crowded) for name, each in holdings.canonicals.items()}
    styles = {sku: replace(each, linked=each.linked | crowded) for sku, each in holdings.styles.items()}
    held = replace(holdings, canonicals=full, styles=styles)
    before = {each.id: len(each.linked) for each in full.values()}
    for each in carried_out(plan_of((listings, held)), held).canonicals.values():
        assert len(each.linked) <= max(TARGETS_PER_CALL, before[each.id])


@settings(max_examples=50)
@given(worlds())
def test_every_link_is_told_once(world: World) -> None:
    keys = [link.key for link in plan_of(world).links]
    assert len(keys) == len(set(keys))


@settings(max_examples=50)
@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_the_mapping_decides_nothing_but_the_order(world: World, random: Any) -> None:
    listings, holdings = world
    shuffled = random.sample(listings, len(listings))
    assert set(plan_of(world).links) == set(plan_of((shuffled, holdings)).links)


def carried_out(plan: Plan, holdings: LinkHoldings) -> LinkHoldings:
    """What Plytix holds after a plan."""

    def after(source: Any, relation: Relation) -> Any:
        linked = set(source.linked)
        for change in plan.changes:
            if isinstance(change, LinkProducts) and (change.source.id, change.relation) == (source.id, relation):
                targets = {each.id or "" for each in change.targets}
                linked = linked - targets if isinstance(change, UnlinkProducts) else linked | targets
        return replace(source, linked=frozenset(linked))

    shops = {name: after(each, Relation.LISTINGS) for name, each in holdings.canonicals.items()}
    styles = {sku: after(each, Relation.LISTINGS) for sku, each in holdings.styles.items()}
    products = {sku: after(each, Relation.HIERARCHY) for sku, each in holdings.products.items()}
    return LinkHoldings(products, holdings.relatives, shops, styles)
