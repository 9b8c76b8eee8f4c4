"""What holds of every plan, whatever the mapping and whatever Plytix holds."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from amazon_plytix.mapping import Canonical, EntryPosition, Listing
from amazon_plytix.planning.changes import CreateProduct, LinkProducts
from amazon_plytix.planning.existing import ExistingProduct, Holdings, Missing
from amazon_plytix.planning.plan import LinkState, Plan
from amazon_plytix.planning.plan_sync import plan_sync
from tests.support.plans import header

World = tuple[list[Listing], Holdings]

HEADER = header()
TODAY = date(2025, 12, 23)
NAMES = [Canonical(f"C{number}", None) for number in range(3)] + [Canonical(None, f"c{number}") for number in range(3)]


# Strategies are made once: to make one in every draw takes longer than the test.
CANONICALS = st.none() | st.sampled_from(NAMES)
LINKED = st.frozensets(st.sampled_from(["p-S0", "p-S1", "x"]))


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Listings, some with products, and canonical products: found, missing, shared by two names, or a listing's own."""
    numbers = draw(st.permutations(range(draw(st.integers(0, 8)))))
    listings = [
        Listing(EntryPosition("matched", number + 1), f"S{number}", "B000000001", "US", draw(CANONICALS))
        for number in numbers
    ]
    products = {each.sku: ExistingProduct(f"p-{each.sku}", each.sku) for each in listings if draw(st.booleans())}
    ids = [product.id for product in products.values()]
    catalog = [ExistingProduct(f"c{n}", f"C{n}", draw(LINKED)) for n in range(3)]
    own = st.frozensets(st.sampled_from(ids)) if ids else st.nothing()
    catalog += [replace(product, linked=draw(own)) for product in products.values()]
    there = st.none() | st.sampled_from(catalog)
    found = {name: draw(there) or Missing(f"no {name.name}") for name in NAMES}
    return listings, Holdings(products, found)


def creates(plan: Plan) -> list[str]:
    """The SKUs of the products that are to be created."""
    return [each.listing.sku for each in plan.listings if isinstance(each.change, CreateProduct)]


def link_changes(plan: Plan) -> list[LinkProducts]:
    return [change for change in plan.changes if isinstance(change, LinkProducts)]


def carried_out(plan: Plan, holdings: Holdings) -> Holdings:
    """What Plytix holds after a plan."""
    created = {sku: ExistingProduct(f"p-{sku}", sku) for sku in creates(plan)}
    products = {**holdings.products, **created}
    gained = {link.source.id: {products[each.sku].id for each in link.targets} for link in link_changes(plan)}
    return Holdings(products, {name: with_links(product, gained) for name, product in holdings.canonicals.items()})


def with_links(product: ExistingProduct | Missing, gained: dict[str | None, set[str]]) -> ExistingProduct | Missing:
    if isinstance(product, Missing):
        return product
    return replace(product, linked=product.linked | gained.get(product.id, set()))


def doubled(values: Iterable[str]) -> bool:
    values = list(values)
    return len(set(values)) < len(values)


@settings(max_examples=50)
@given(worlds())
def test_every_listing_is_planned_exactly_once_in_order(world: World) -> None:
    listings, holdings = world
    assert [planned.listing for planned in plan_sync(HEADER, listings, holdings, TODAY).listings] == listings


@settings(max_examples=50)
@given(worlds())
def test_a_listing_has_a_product_or_gets_one_and_never_both(world: World) -> None:
    listings, holdings = world
    for planned in plan_sync(HEADER, listings, holdings, TODAY).listings:
        assert (planned.product_id is None) is (planned.change is not None)
        assert (planned.listing.sku in holdings.products) is (planned.change is None)


@settings(max_examples=50)
@given(worlds())
def test_the_targets_of_the_links_are_exactly_the_planned_listings(world: World) -> None:
    plan = plan_sync(HEADER, *world, TODAY)
    targets = [each.sku for change in link_changes(plan) for each in change.targets]
    assert sorted(targets) == sorted(link.target.sku for link in plan.links if link.state is LinkState.PLANNED)


@settings(max_examples=50)
@given(worlds())
def test_every_canonical_product_has_at_most_one_change_and_one_that_does_something(world: World) -> None:
    plan = plan_sync(HEADER, *world, TODAY)
    assert not doubled(change.source.id or "" for change in link_changes(plan))
    assert all(change.targets for change in link_changes(plan))


@settings(max_examples=50)
@given(worlds())
def test_every_target_is_linked_from_the_canonical_product_of_its_listing(world: World) -> None:
    listings, holdings = world
    canonicals = {each.sku: each.canonical for each in listings}
    for change in link_changes(plan_sync(HEADER, listings, holdings, TODAY)):
        for target in change.targets:
            canonical = holdings.canonicals[canonicals[target.sku]]  # type: ignore[index]
            assert isinstance(canonical, ExistingProduct)
            assert canonical.ref == change.source


@settings(max_examples=50)
@given(worlds())
def test_no_product_is_linked_to_itself(world: World) -> None:
    listings, holdings = world
    for change in link_changes(plan_sync(HEADER, listings, holdings, TODAY)):
        skus = {each.sku for each in change.targets}
        assert change.source.id not in {each.id for each in holdings.products.values() if each.sku in skus}


@settings(max_examples=50)
@given(worlds())
def test_an_obstacle_is_told_exactly_where_a_link_is_impossible(world: World) -> None:
    for link in plan_sync(HEADER, *world, TODAY).links:
        assert bool(link.obstacle) is (link.state is LinkState.FAILED)


@settings(max_examples=50)
@given(worlds())
def test_every_listing_with_a_canonical_product_has_one_link_and_no_other_has(world: World) -> None:
    listings, holdings = world
    linked = [link.target.sku for link in plan_sync(HEADER, listings, holdings, TODAY).links]
    assert linked == [each.sku for each in listings if each.canonical]


@settings(max_examples=50)
@given(worlds())
def test_planning_twice_gives_the_same_plan(world: World) -> None:
    assert plan_sync(HEADER, *world, TODAY) == plan_sync(HEADER, *world, TODAY)


@settings(max_examples=50)
@given(worlds(), st.dates())
def test_a_plan_carried_out_leaves_nothing_to_do_on_any_day(world: World, later: date) -> None:
    listings, holdings = world
    plan = plan_sync(HEADER, listings, holdings, TODAY)
    again = plan_sync(HEADER, listings, carried_out(plan, holdings), later)
    assert [each for each in again.listings if each.change] == []
    assert (list(again.changes), again.calls) == ([], 0)
    assert [each.state for each in again.links] == [
        LinkState.PRESENT if each.state is LinkState.PLANNED else each.state for each in plan.links
    ]


@settings(max_examples=50)
@given(worlds())
def test_the_cost_is_two_calls_a_create_and_one_a_canonical_product_and_each_kind_a_look_more(world: World) -> None:
    plan = plan_sync(HEADER, *world, TODAY)
    looks = bool(creates(plan)) + bool(link_changes(plan))
    assert plan.calls == 2 * len(creates(plan)) + len(link_changes(plan)) + looks
