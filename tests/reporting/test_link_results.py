"""What a link job tells of a mapping with much, or nothing, for people to look at."""

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from amazon_plytix.jobs.link import Linked
from amazon_plytix.mapping import EntryPosition, Listing
from amazon_plytix.planning import Review
from amazon_plytix.plytix import Wait
from amazon_plytix.reporting import LinkReport, link_results_of

NOW = datetime(2025, 12, 23, 6, 30, tzinfo=UTC)


def report(out: io.StringIO) -> LinkReport:
    both = Console(file=out, markup=False, highlight=False, soft_wrap=True)
    return LinkReport(both, both, execute=True)


def results(reviews: int) -> dict[str, Any]:
    parents = [
        Listing(EntryPosition("unmatched_amazon", n), f"PARENT-{n}", f"B0{n:08d}", "US", None, model_number="MCA0032")
        for n in range(reviews)
    ]
    in_doubt = [Review(each, "is in doubt", ("no children are known",)) for each in parents]
    return link_results_of(Linked(parents, {}, [], in_doubt), Path("m.json"), NOW, execute=True)


def summary(reviews: int) -> list[str]:
    out = io.StringIO()
    report(out).summary(results(reviews), Path("m.link_products.json"))
    return out.getvalue().splitlines()


def test_the_summary_shows_the_first_reviews_and_where_the_rest_is() -> None:
    lines = summary(30)
    assert "For review:          30" in lines
    assert lines[lines.index("  PARENT-0 is in doubt") + 1] == "    no children are known"
    assert sum(line.endswith("is in doubt") for line in lines) == 20
    assert "  and 10 more: all of them are in the results file" in lines


@pytest.mark.parametrize("reviews", [0, 20])
def test_where_all_are_shown_nothing_is_said_of_more(reviews: int) -> None:
    lines = summary(reviews)
    assert any("somebody has to look" in line for line in lines) is (reviews > 0)
    assert not any("more: all of them" in line for line in lines)


def test_a_review_is_a_row_with_all_that_is_known() -> None:
    assert results(1)["review"] == [
        {
            "sku": "PARENT-0",
            "asin": "B000000000",
            "model_number": "MCA0032",
            "reason": "is in doubt",
            "evidence": ["no children are known"],
        }
    ]


def test_a_wait_is_told_as_it_is() -> None:
    out = io.StringIO()
    report(out).waiting(Wait("the account's rate limit is used up", 60.0, NOW))
    assert out.getvalue() == "Waiting 60 s, until 06:30:00 UTC: the account's rate limit is used up\n"
