"""A link job on some listings says of them what one on the whole mapping says."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from amazon_plytix.amazon import listing_sku
from amazon_plytix.mapping import Canonical, EntryPosition, Listing
from amazon_plytix.planning.existing import ExistingListing, ExistingProduct, LinkHoldings
from amazon_plytix.planning.header import JobKind
from amazon_plytix.planning.plan import LinkState, Plan, PlannedLink
from amazon_plytix.planning.plan_links import plan_links
from amazon_plytix.planning.some_links import only_links_to, with_families
from tests.support.plans import header

ASINS = [f"B0{n:08d}" for n in range(7)]
NAMES = [Canonical(f"BOOT-{n}", f"c{n}") for n in range(3)]
SKUS = [listing_sku("US", asin) for asin in ASINS]
World = tuple[list[Listing], LinkHoldings, frozenset[str]]


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """A mapping with parents, children and circles of them, an account with all sorts of links, and a choice."""
    asins = draw(st.lists(st.sampled_from(ASINS), unique=True, min_size=1))
    listings = [draw(listing(asin)) for asin in asins]
    linked = st.frozensets(st.sampled_from([f"id-{sku}" for sku in SKUS]), max_size=4)
    held = [each for each in listings if draw(st.integers(0, 3))]
    products = {
        each.sku: ExistingListing(f"id-{each.sku}", each.sku, draw(linked), asin=each.asin, marketplace="US")
        for each in held
    }
    catalog = [ExistingProduct(name.id or "", name.sku or "", draw(linked)) for name in NAMES]
    styles = {each.sku: each for each in catalog if draw(st.booleans())}
    holdings = LinkHoldings(products, (), dict(zip(NAMES, catalog, strict=True)), styles)
    return listings, holdings, draw(st.frozensets(st.sampled_from([each.sku for each in listings])))


@st.composite
def listing(draw: st.DrawFn, asin: str) -> Listing:
    canonical = draw(st.sampled_from([None, *NAMES]))
    place = EntryPosition("matched" if canonical else "unmatched_amazon", 1)
    parent, model = draw(st.sampled_from([None, *ASINS])), draw(st.sampled_from(["BOOT-1", None]))
    return Listing(place, listing_sku("US", asin), asin, "US", canonical, parent_asin=parent, model_number=model)


def plan_of(listings: list[Listing], holdings: LinkHoldings) -> Plan:
    """The Plan of these listings, from what would be looked up for them alone."""
    names = {each.canonical for each in listings}
    seen = {each.sku for each in listings} | {listing_sku("US", each.parent_asin or "") for each in listings}
    known = replace(
        holdings,
        products={sku: product for sku, product in holdings.products.items() if sku in seen},
        canonicals={name: found for name, found in holdings.canonicals.items() if name in names},
    )
    return plan_links(header(JobKind.LINK), listings, known)


def to_make(plan: Plan) -> list[PlannedLink]:
    return [link for link in plan.links if link.state is not LinkState.CONTRADICTED]


@given(worlds())
@settings(max_examples=300)
def test_some_listings_get_the_links_that_the_whole_mapping_gives_them(world: World) -> None:
    listings, holdings, skus = world
    whole = only_links_to(plan_of(listings, holdings), skus)
    chosen = [each for each in listings if each.sku in skus]
    some = only_links_to(plan_of(list(with_families(chosen, listings)), holdings), skus)
    assert (some.listings, to_make(some), some.reviews) == (whole.listings, to_make(whole), whole.reviews)
    # What only listings that were left out would show is not seen, and nothing else is called contradicted.
    assert {link.key for link in some.links} <= {link.key for link in whole.links}
    assert {link.target.sku for link in some.links} <= skus


@given(worlds())
def test_some_listings_and_the_rest_get_all_links(world: World) -> None:
    listings, holdings, skus = world
    plan = plan_of(listings, holdings)
    rest = {each.sku for each in listings} - skus
    parts = [only_links_to(plan, each) for each in (skus, rest)]
    assert sorted(link.key for part in parts for link in part.links) == sorted(link.key for link in plan.links)
    assert sum(len(part.reviews) for part in parts) == len(plan.reviews)
