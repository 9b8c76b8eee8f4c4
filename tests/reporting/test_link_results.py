"""What a link job tells of a mapping with much, or nothing, for people to look at."""

import io
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from rich.console import Console

from amazon_plytix.applying.outcome import LinkOutcome, Outcome, expected
from amazon_plytix.mapping import EntryPosition, Listing
from amazon_plytix.planning.changes import ProductRef, Relation
from amazon_plytix.planning.header import JobKind
from amazon_plytix.planning.plan import LinkState, Plan, PlannedLink, PlannedListing, Review
from amazon_plytix.reporting.from_outcomes import results_of
from amazon_plytix.reporting.link_report import LinkReport
from amazon_plytix.reporting.results import Metadata, Results
from tests.support.plans import header

MakeMetadata = Callable[..., Metadata]


def report(out: io.StringIO) -> LinkReport:
    both = Console(file=out, markup=False, highlight=False, soft_wrap=True)
    return LinkReport(both, both, execute=True)


def results(metadata: MakeMetadata, reviews: int) -> Results:
    parents = [
        Listing(EntryPosition("unmatched_amazon", n), f"PARENT-{n}", f"B0{n:08d}", "US", None, model_number="MCA0032")
        for n in range(reviews)
    ]
    in_doubt = tuple(Review(each, "is in doubt", ("no children are known",)) for each in parents)
    listings = tuple(PlannedListing(each, None) for each in parents)
    plan = Plan(header(JobKind.LINK), listings, reviews=in_doubt)
    return results_of(expected(plan), metadata(job="link"))


def summary(metadata: MakeMetadata, reviews: int) -> list[str]:
    out = io.StringIO()
    report(out).summary(results(metadata, reviews), Path("m.link_products.json"))
    return out.getvalue().splitlines()


def test_the_summary_shows_the_first_reviews_and_where_the_rest_is(metadata: MakeMetadata) -> None:
    lines = summary(metadata, 30)
    assert "For review:          30" in lines
    assert lines[lines.index("  PARENT-0 is in doubt") + 1] == "    no children are known"
    assert sum(line.endswith("is in doubt") for line in lines) == 20
    assert "  and 10 more: all of them are in the results file" in lines


@pytest.mark.parametrize("reviews", [0, 20])
def test_where_all_are_shown_nothing_is_said_of_more(metadata: MakeMetadata, reviews: int) -> None:
    lines = summary(metadata, reviews)
    assert any("somebody has to look" in line for line in lines) is (reviews > 0)
    assert not any("more: all of them" in line for line in lines)


def test_a_review_is_a_row_with_all_that_is_known(metadata: MakeMetadata) -> None:
    assert results(metadata, 1).model_dump()["review"] == [
        {
            "sku": "PARENT-0",
            "asin": "B000000000",
            "model_number": "MCA0032",
            "reason": "is in doubt",
            "evidence": ["no children are known"],
        }
    ]


def settled(outcomes: Sequence[LinkOutcome], *, quiet: bool = False, ending: bool = False) -> list[str]:
    out = io.StringIO()
    both = Console(file=out, markup=False, highlight=False, soft_wrap=True)
    told = LinkReport(both, both, execute=True, quiet=quiet)
    told.schema_found(header(JobKind.LINK).schema)
    if ending:
        told.ending()
    out.truncate(0)
    out.seek(0)
    told.links_settled(outcomes)
    return out.getvalue().splitlines()


def link(number: int, state: LinkState, message: str | None = None, source: str = "BOOT") -> LinkOutcome:
    planned = PlannedLink(Relation.LISTINGS, ProductRef(source, "b"), ProductRef(f"SKU-{number}", "s"), state)
    return Outcome(planned, state, message=message)


def test_a_link_that_is_not_well_is_named_below_its_source() -> None:
    name = header(JobKind.LINK).schema.listings.name
    assert settled(
        [
            link(1, LinkState.MADE),
            link(2, LinkState.CONTRADICTED, "the mapping says SHOE"),
            link(3, LinkState.FAILED, "BOOT is full"),
            link(4, LinkState.FAILED, "not linked from BOOT: stopped before its turn"),
            link(5, LinkState.PRESENT, source="SHOE"),
        ]
    ) == [
        f"  BOOT ({name})... 1 LINKED, 1 ERROR, 1 CONTRADICTED, 1 SKIPPED",
        "    SKU-2 CONTRADICTED: the mapping says SHOE",
        "    SKU-3 ERROR: BOOT is full",
        f"  SHOE ({name})... 1 PRESENT",
    ]


def test_of_many_links_that_are_not_well_twenty_are_named() -> None:
    lines = settled([link(number, LinkState.FAILED, "no", f"BOOT-{number % 3}") for number in range(33)])
    assert sum(line.endswith("ERROR: no") for line in lines) == 20
    assert lines[-1] == "    and 13 more such links: all of them are in the results file"


@pytest.mark.parametrize("how", [{"quiet": True}, {"ending": True}])
def test_quiet_or_after_an_interrupt_no_source_has_a_line(how: dict[str, bool]) -> None:
    assert settled([link(1, LinkState.MADE)], **how) == []
