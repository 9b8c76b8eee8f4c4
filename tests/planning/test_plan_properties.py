"""What holds of every plan, whatever the mapping and whatever Plytix holds."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from amazon_plytix.mapping import Canonical, EntryPosition, Listing
from amazon_plytix.planning import ExistingProduct, Holdings, Link, Missing, Plan, plan_sync

World = tuple[list[Listing], Holdings]

TODAY = date(2025, 12, 23)
NAMES = [Canonical(f"C{number}", None) for number in range(3)] + [Canonical(None, f"c{number}") for number in range(3)]


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Listings, some with products, and canonical products: found, missing, shared by two names, or a listing's own."""
    canonicals = st.none() | st.sampled_from(NAMES)
    numbers = draw(st.permutations(range(draw(st.integers(0, 8)))))
    listings = [
        Listing(EntryPosition("matched", number + 1), f"S{number}", "B000000001", "US", draw(canonicals))
        for number in numbers
    ]
    products = {each.sku: ExistingProduct(f"p-{each.sku}", each.sku) for each in listings if draw(st.booleans())}
    ids = [product.id for product in products.values()]
    catalog = [
        ExistingProduct(f"c{n}", f"C{n}", frozenset(draw(st.sets(st.sampled_from(["p-S0", "p-S1", "x"])))))
        for n in range(3)
    ]
    catalog += [
        replace(product, linked=frozenset(draw(st.sets(st.sampled_from(ids))))) for product in products.values()
    ]
    found = {name: draw(st.sampled_from(catalog) | st.builds(Missing, st.just(f"no {name.name}"))) for name in NAMES}
    return listings, Holdings(products, found)


def carried_out(plan: Plan, holdings: Holdings) -> Holdings:
    """What Plytix holds after a plan."""
    created = {
        each.listing.sku: ExistingProduct(f"p-{each.listing.sku}", each.listing.sku)
        for each in plan.listings
        if each.create
    }
    products = {**holdings.products, **created}
    gained = {link.source_id: {products[sku].id for sku in link.targets} for link in plan.links}
    return Holdings(products, {name: with_links(product, gained) for name, product in holdings.canonicals.items()})


def with_links(product: ExistingProduct | Missing, gained: dict[str, set[str]]) -> ExistingProduct | Missing:
    if isinstance(product, Missing):
        return product
    return replace(product, linked=product.linked | gained.get(product.id, set()))


def doubled(values: Iterable[str]) -> bool:
    values = list(values)
    return len(set(values)) < len(values)


@given(worlds())
def test_every_listing_is_planned_exactly_once_in_order(world: World) -> None:
    listings, holdings = world
    assert [planned.listing for planned in plan_sync(listings, holdings, TODAY).listings] == listings


@given(worlds())
def test_a_listing_has_a_product_or_gets_one_and_never_both(world: World) -> None:
    listings, holdings = world
    for planned in plan_sync(listings, holdings, TODAY).listings:
        assert (planned.product_id is None) is (planned.create is not None)
        assert (planned.listing.sku in holdings.products) is (planned.create is None)


@given(worlds())
def test_the_targets_of_the_links_are_exactly_the_planned_listings(world: World) -> None:
    plan = plan_sync(*world, TODAY)
    targets = [sku for link in plan.links for sku in link.targets]
    assert sorted(targets) == sorted(each.listing.sku for each in plan.listings if each.link is Link.PLANNED)


@given(worlds())
def test_every_canonical_product_has_at_most_one_change_and_one_that_does_something(world: World) -> None:
    plan = plan_sync(*world, TODAY)
    assert not doubled(link.source_id for link in plan.links)
    assert all(link.targets for link in plan.links)


@given(worlds())
def test_every_target_is_linked_from_the_canonical_product_of_its_listing(world: World) -> None:
    listings, holdings = world
    canonicals = {each.sku: each.canonical for each in listings}
    for link in plan_sync(listings, holdings, TODAY).links:
        for sku in link.targets:
            canonical = holdings.canonicals[canonicals[sku]]  # type: ignore[index]
            assert isinstance(canonical, ExistingProduct)
            assert (canonical.id, canonical.sku) == (link.source_id, link.source_sku)


@given(worlds())
def test_no_product_is_linked_to_itself(world: World) -> None:
    listings, holdings = world
    for link in plan_sync(listings, holdings, TODAY).links:
        assert link.source_id not in {holdings.products[sku].id for sku in link.targets if sku in holdings.products}


@given(worlds())
def test_an_obstacle_is_told_exactly_where_a_link_is_impossible(world: World) -> None:
    for planned in plan_sync(*world, TODAY).listings:
        assert bool(planned.obstacle) is (planned.link is Link.IMPOSSIBLE)
        assert (planned.link is Link.NONE) is (planned.listing.canonical is None)


@given(worlds())
def test_planning_twice_gives_the_same_plan(world: World) -> None:
    assert plan_sync(*world, TODAY) == plan_sync(*world, TODAY)


@given(worlds(), st.dates())
def test_a_plan_carried_out_leaves_nothing_to_do_on_any_day(world: World, later: date) -> None:
    listings, holdings = world
    plan = plan_sync(listings, holdings, TODAY)
    again = plan_sync(listings, carried_out(plan, holdings), later)
    assert [each for each in again.listings if each.create] == []
    assert (again.links, again.calls) == ((), 0)
    assert [each.link for each in again.listings] == [
        Link.PRESENT if each.link is Link.PLANNED else each.link for each in plan.listings
    ]


@given(worlds())
def test_the_cost_is_two_calls_a_create_and_one_a_canonical_product(world: World) -> None:
    plan = plan_sync(*world, TODAY)
    assert plan.calls == 2 * len([each for each in plan.listings if each.create]) + len(plan.links)
