"""A Plan as lines for a screen and as Markdown: every Change, folded if there are many."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings

from amazon_plytix.mapping import EntryPosition, Listing
from amazon_plytix.planning.changes import CreateProduct, ProductRef, Relation
from amazon_plytix.planning.desired import desired_product
from amazon_plytix.planning.estimate import Estimate
from amazon_plytix.planning.header import JobKind, Schema, SchemaPart
from amazon_plytix.planning.plan import LinkState, Plan, PlannedLink, PlannedListing, PlannedUndo, Review, UndoState
from amazon_plytix.planning.steps import Stage, Step, StepKind
from amazon_plytix.reporting.plan_groups import Show
from amazon_plytix.reporting.plan_markdown import escaped, plan_markdown
from amazon_plytix.reporting.plan_text import plan_text
from tests.support.plans import header, plans

SCHEMA = Schema(SchemaPart("r1", "Amazon Listings"), SchemaPart("r2", "Amazon Hierarchy"), SchemaPart("f1", "Amazon"))
ESTIMATE = Estimate(1_234, 5.0, datetime(2025, 12, 23, tzinfo=UTC))


def listing(number: int, title: str | None = "Boot") -> Listing:
    return Listing(EntryPosition("matched", number), f"SKU-{number}", f"B{number}", "US", None, title=title)


def created(number: int, title: str | None = "Boot") -> PlannedListing:
    one = listing(number, title)
    return PlannedListing(one, None, CreateProduct(desired_product(one, date(2025, 12, 23))))


def link(source: str, target: str, state: LinkState = LinkState.PLANNED, obstacle: str | None = None) -> PlannedLink:
    return PlannedLink(Relation.LISTINGS, ProductRef(source, "c"), ProductRef(target, "t"), state, obstacle)


def plan(*listings: PlannedListing, links: tuple[PlannedLink, ...] = (), reviews: tuple[Review, ...] = ()) -> Plan:
    return Plan(header(schema=SCHEMA), listings, links, reviews)


def text(of: Plan, show: Show = Show.CHANGES) -> list[str]:
    return list(plan_text(of, show, ESTIMATE))


def test_every_change_is_shown_with_label_family_and_attributes_then_links_by_source() -> None:
    links = (link("BOOT", "SKU-1"), link("BOOT", "SKU-2"), link("OLD", "SKU-2", LinkState.REMOVABLE))
    assert text(plan(created(1), PlannedListing(listing(2), "p2"), links=links)) == [
        "",
        "PLAN",
        "Create products: 1",
        '  + SKU-1 "Boot"',
        "      family: Amazon",
        "      amazon_asin: B1",
        "      amazon_title: Boot",
        "      amazon_marketplace: US",
        "      amazon_is_primary: false",
        "      amazon_last_synced: 2025-12-23",
        "Remove links (Amazon Listings): 1",
        "  - OLD",
        "      SKU-2",
        "Link products (Amazon Listings): 2",
        "  + BOOT",
        "      SKU-1",
        "      SKU-2",
        "Calls: 1,234. Time: less than a minute.",
    ]


def test_all_also_shows_what_is_left_alone_and_why() -> None:
    listings = (
        PlannedListing(listing(1), "p1", remark="will be linked twice"),
        PlannedListing(listing(2), None, obstacle="is elsewhere"),
        PlannedListing(listing(3), None),
    )
    links = (
        link("A", "SKU-1", LinkState.PRESENT),
        link("B", "SKU-2", LinkState.FAILED, "B is full"),
        link("C", "SKU-1", LinkState.CONTRADICTED, "the mapping says A"),
    )
    told = plan(*listings, links=links, reviews=(Review(listing(4), "has no model", ()),))
    assert text(told) == ["", "PLAN", "Nothing is changed.", "Calls: 1,234. Time: less than a minute."]
    assert text(told, Show.ALL)[2:] == [
        "Nothing is changed.",
        "Left alone: 7",
        "  = SKU-1: exists: will be linked twice",
        "  = SKU-2: cannot be made: is elsewhere",
        "  = SKU-3: has no product",
        "  = A: link to SKU-1 (listings) is there",
        "  = B: link to SKU-2 (listings) cannot be made: B is full",
        "  = C: link to SKU-1 (listings) is contradicted and stays: the mapping says A",
        "  = SKU-4: for review: has no model",
        "Calls: 1,234. Time: less than a minute.",
    ]


@pytest.mark.parametrize(
    ("number", "seen", "more"), [(100, 100, []), (101, 20, ["  and 81 more (--show all shows them)"])]
)
def test_more_than_a_hundred_of_a_kind_are_folded(number: int, seen: int, more: list[str]) -> None:
    told = plan(*map(created, range(number)))
    lines = text(told)
    assert sum(line.startswith("  + ") for line in lines) == seen
    assert [line for line in lines if " more " in line] == more
    assert f"Create products: {number}" in lines
    assert sum(line.startswith("  + ") for line in text(told, Show.ALL)) == number
    marked = list(plan_markdown(told, Show.CHANGES))
    assert sum(line.startswith("`+` ") for line in marked) == seen
    assert ("and 81 more (`--show all` shows them)" in marked) is bool(more)


def test_many_targets_of_one_source_are_folded_and_counted() -> None:
    links = tuple(link("BOOT", f"SKU-{number}") for number in range(150))
    lines = text(plan(links=links))
    assert lines[2:4] == ["Link products (Amazon Listings): 150", "  + BOOT"]
    assert lines[-2] == "      and 130 more (--show all shows them)"


def test_a_screen_shows_no_control_and_cuts_a_value_after_200_characters() -> None:
    lines = text(plan(created(1, "\x1b[2J" + "x" * 300)))
    [title] = [line for line in lines if "amazon_title" in line]
    assert title == "      amazon_title: \\x1b[2J" + "x" * 196 + "… (304 characters)"


def test_markdown_has_whole_values_in_tables_with_nothing_that_it_would_obey() -> None:
    title = "a|b `c` <script>&amp; *d* [e](f) \\ _g_\n" + "x" * 300
    lines = list(plan_markdown(plan(created(1, title), links=(link("BOOT|1", "SKU-1"),)), Show.CHANGES, ESTIMATE))
    safe = r"a\|b \`c\` &lt;script&gt;&amp;amp; \*d\* \[e\](f) \\ \_g\_\\x0a" + "x" * 300
    assert lines[:7] == [
        "## Plan of a sync job",
        "",
        "Account: of the environment at pim.plytix.com.",
        "Calls: 1,234. Time: less than a minute.",
        "",
        "### Create products: 1",
        "",
    ]
    assert lines[7:11] == [f'`+` **SKU-1** "{safe}"', "", "| Attribute | Value |", "|---|---|"]
    assert f"| amazon\\_title | {safe} |" in lines
    assert lines[-2:] == [r"- `+` **BOOT\|1**", "  - SKU-1"]


def test_none_shows_nothing() -> None:
    assert text(plan(created(1)), Show.NONE) == list(plan_markdown(plan(created(1)), Show.NONE)) == []


def test_the_plan_of_an_undo_is_shown_too() -> None:
    made = Step(0, StepKind.CREATE, "SKU-1", "p1", stage=Stage.DONE)
    linked = Step(1, StepKind.LINK, "A", "c", "SKU-2", "p2", Relation.LISTINGS, "r1", Stage.DONE)
    undo = (
        PlannedUndo(made, UndoState.REMOVABLE),
        PlannedUndo(linked, UndoState.KEPT, "made again by others"),
    )
    lines = list(plan_text(Plan(header(JobKind.UNDO), undo=undo), Show.ALL))
    assert lines[2:] == [
        "Delete products: 1",
        "  - SKU-1",
        "Left alone: 1",
        "  = A to SKU-2: kept: made again by others",
    ]


@settings(max_examples=50)
@given(plans())
def test_any_plan_can_be_shown_on_lines_of_its_own(drawn: Plan) -> None:
    for show in Show:
        lines = [*plan_text(drawn, show, ESTIMATE), *plan_markdown(drawn, show)]
        assert [line for line in lines if "\n" in line.strip() or "\x1b" in line] == []


def test_what_is_escaped_is_one_line() -> None:
    assert escaped("a\r\n# b") == r"a\\x0d\\x0a# b"
