"""What a link job tells of a mapping with much, or nothing, for people to look at."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

from amazon_plytix.applying.outcome import expected
from amazon_plytix.mapping import EntryPosition, Listing
from amazon_plytix.planning.header import JobKind
from amazon_plytix.planning.plan import Plan, PlannedListing, Review
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
