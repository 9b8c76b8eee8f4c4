"""Headers of Plans, and whole Plans drawn at random: valid ones, with odd text in all of their fields."""

from dataclasses import fields
from datetime import date
from typing import Any

from hypothesis import strategies as st

from amazon_plytix.mapping import Canonical, EntryPosition, Listing
from amazon_plytix.planning.changes import AssignFamily, CreateProduct, ProductRef, Relation
from amazon_plytix.planning.desired import DesiredProduct
from amazon_plytix.planning.header import AccountRef, JobKind, PlanHeader, Schema, SchemaPart
from amazon_plytix.planning.plan import (
    Guard,
    LinkState,
    Plan,
    PlannedLink,
    PlannedListing,
    PlannedUndo,
    Review,
    UndoState,
)
from amazon_plytix.planning.steps import LINK_STEPS, PRODUCT_STEPS, Stage, Step, StepKind


def _is_json(text: str) -> bool:
    """Return whether JSON can tell a text from others: two surrogates that make a pair are one character to it."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass") == text


# NULs, quotes, line ends, lone surrogates: whatever a str may hold.
ODD = [
    "",
    "AMZN-US-B07TBFZL3N",
    "Men's 4\" Wedge & Saddle",
    "\0",
    "\\",
    "a\r\n\u2028b",
    "\ud800",
    "\udfff\ud800",
    "\U0001f45f",
    "null",
]
TEXT = st.sampled_from(ODD) | st.text(st.characters(exclude_categories=()), max_size=5).filter(_is_json)
MAYBE = st.none() | TEXT
NUMBER = st.integers(0, 400)
# A few, so that several links have the same source; an id or none, as it is with products that do not exist yet.
PRODUCTS = [ProductRef(f"BOOT-{n}", f"c{n}", None if n % 2 else f"2025-12-2{n}T00:00:00") for n in range(4)]
SCHEMA = Schema(SchemaPart("r1", "Amazon Listings"), SchemaPart("r2", "Amazon Hierarchy"), SchemaPart("f1", "Amazon"))
SCHEMA_PART = st.builds(SchemaPart, TEXT, TEXT, TEXT)


def header(job: JobKind = JobKind.SYNC, schema: Schema = SCHEMA) -> PlanHeader:
    """Return the header of a Plan for some account."""
    return PlanHeader(job, AccountRef("a1", None, "pim.plytix.com"), schema, "digest")


def listings() -> st.SearchStrategy[Listing]:
    """Return listings with any text in their fields, and with any of their optional fields missing."""
    optional = [each.name for each in fields(Listing) if each.default is None]
    return st.builds(
        Listing,
        position=st.builds(EntryPosition, st.sampled_from(["matched", "unmatched_amazon"]), NUMBER),
        sku=TEXT,
        asin=TEXT,
        marketplace=TEXT,
        canonical=st.none() | st.builds(Canonical, MAYBE, MAYBE),
        **dict.fromkeys(optional, MAYBE),
    )


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Return a Plan of any job: listings, links and reviews of a sync or of a link job, or everything of an undo."""
    job = draw(st.sampled_from(JobKind))
    account = AccountRef(draw(TEXT), draw(MAYBE), draw(TEXT))
    schema = Schema(draw(SCHEMA_PART), draw(st.none() | SCHEMA_PART), draw(st.none() | SCHEMA_PART))
    header = PlanHeader(job, account, schema, draw(MAYBE), draw(MAYBE))
    relations = [Relation.LISTINGS, *[Relation.HIERARCHY] * (schema.hierarchy is not None)]
    guards = draw(st.lists(st.builds(Guard, TEXT, NUMBER, NUMBER, MAYBE), max_size=2))
    if job is JobKind.UNDO:
        numbers = draw(st.lists(NUMBER, unique=True, max_size=4))
        return Plan(header, guards=tuple(guards), undo=tuple(draw(_undo(number, relations)) for number in numbers))
    listed = draw(st.lists(listings(), unique_by=lambda each: each.sku, max_size=3))
    reviews = st.builds(Review, listings(), TEXT, st.lists(TEXT, max_size=3).map(tuple))
    return Plan(
        header,
        tuple(draw(_planned_listing(each)) for each in listed),
        tuple(draw(st.lists(_links(relations), unique_by=lambda link: link.key, max_size=5))),
        tuple(draw(st.lists(reviews, max_size=2))),
        tuple(guards),
    )


def steps(number: int, relations: list[Relation] | None = None) -> st.SearchStrategy[Step]:
    """Return Steps that create or finish a product, or that link or unlink two, at any stage."""
    of_product = st.builds(
        Step,
        number=st.just(number),
        kind=st.sampled_from(sorted(PRODUCT_STEPS)),
        subject_sku=TEXT,
        subject_id=MAYBE,
        schema_id=MAYBE,
        is_open=st.booleans(),
        **_progress(),
    )
    return of_product | _link_steps(number, relations or list(Relation))


def _planned_listing(listing: Listing) -> st.SearchStrategy[PlannedListing]:
    label = TEXT | st.sampled_from(["amazon_asin", "amazon_last_synced"])
    value = TEXT | st.booleans() | st.just(date(2025, 12, 23).isoformat())
    desired = st.builds(DesiredProduct, st.just(listing.sku), TEXT, st.dictionaries(label, value, max_size=4))
    created = st.builds(PlannedListing, st.just(listing), st.none(), st.builds(CreateProduct, desired))
    finished = TEXT.flatmap(
        lambda id_: st.builds(
            PlannedListing, st.just(listing), st.just(id_), st.builds(AssignFamily, st.just(id_), desired)
        )
    )
    hindered = st.builds(PlannedListing, st.just(listing), st.none(), st.none(), TEXT)
    remarked = st.builds(PlannedListing, st.just(listing), MAYBE, remark=MAYBE)
    return remarked | created | finished | hindered


def _links(relations: list[Relation]) -> st.SearchStrategy[PlannedLink]:
    return st.builds(
        PlannedLink,
        st.sampled_from(relations),
        st.sampled_from(PRODUCTS),
        st.builds(ProductRef, TEXT, MAYBE, MAYBE),
        st.sampled_from(LinkState),
        MAYBE,
    )


@st.composite
def _undo(draw: st.DrawFn, number: int, relations: list[Relation]) -> PlannedUndo:
    step, state = draw(steps(number, relations)), draw(st.sampled_from(UndoState))
    unlinks = st.lists(_link_steps(number + 1000, relations, StepKind.LINK), max_size=2).map(tuple)
    more = draw(unlinks) if step.kind in PRODUCT_STEPS else ()
    return PlannedUndo(step, state, draw(MAYBE), more, draw(MAYBE))


def _link_steps(number: int, relations: list[Relation], *kinds: StepKind) -> st.SearchStrategy[Step]:
    return st.sampled_from(PRODUCTS).flatmap(
        lambda source: st.builds(
            Step,
            number=st.just(number),
            kind=st.sampled_from(kinds or sorted(LINK_STEPS)),
            subject_sku=st.just(source.sku),
            subject_id=st.just(source.id),
            target_sku=TEXT,
            target_id=MAYBE,
            relation=st.sampled_from(relations),
            schema_id=MAYBE,
            **_progress(),
        )
    )


def _progress() -> dict[str, st.SearchStrategy[Any]]:
    """Return how far a Step has come, which of its fields say so."""
    undoes = st.none() | NUMBER
    return {"stage": st.sampled_from(Stage), "modified": MAYBE, "message": MAYBE, "undoes": undoes}
