"""What a person sees, beyond the lines of sync-workflow.md, Console Output."""

import io
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from rich.console import Console

from amazon_plytix.applying.outcome import Outcome, Outcomes, ProductOutcome, Status
from amazon_plytix.http import Wait
from amazon_plytix.mapping import EntryPosition, Listing, ListingMapping
from amazon_plytix.planning.estimate import Estimate
from amazon_plytix.planning.plan import Plan, PlannedListing
from amazon_plytix.reporting.console import console
from amazon_plytix.reporting.from_outcomes import results_of
from amazon_plytix.reporting.results import Metadata, Results
from amazon_plytix.reporting.sync_report import SyncReport
from tests.support.clock import SetClock
from tests.support.plans import header

# Two hours east of Greenwich: local times are none of UTC.
ZONE = timezone(timedelta(hours=2))
# The beginning of all lines that are printed at START and go into a file.
STAMP = "2025-12-23T07:59:15+02:00 "
MakeMetadata = Callable[..., Metadata]


def listing(number: int) -> Listing:
    return Listing(EntryPosition("matched", number), f"SKU-{number}", f"B0{number:08d}", "US", None)


def outcome(number: int, status: Status = Status.CREATED, message: str | None = None) -> ProductOutcome:
    return Outcome(PlannedListing(listing(number), "id"), status, "id", message and "create", message)


def results(metadata: MakeMetadata, *outcomes: ProductOutcome, dry_run: bool = False) -> Results:
    by_sku = {each.planned.listing.sku: each for each in outcomes}
    return results_of(Outcomes(Plan(header()), by_sku), metadata(dry_run=dry_run))


def report(out: io.StringIO, *, terminal: bool = False, execute: bool = True) -> SyncReport:
    both = Console(file=out, force_terminal=terminal, markup=False, highlight=False, soft_wrap=True)
    return SyncReport(both, both, execute=execute, clock=SetClock(), zone=ZONE)


def mapping(*numbers: int, warnings: tuple[str, ...] = ()) -> ListingMapping:
    return ListingMapping(tuple(listing(number) for number in numbers), len(numbers), 0, warnings)


def test_listings_are_told_in_the_mappings_order_though_they_settle_in_another() -> None:
    out = io.StringIO()
    with report(out) as told:
        told.mapping_read(mapping(1, 2, 3))
        for number in (3, 1, 2):
            told.product_settled(outcome(number))
    assert [line.split()[0] for line in out.getvalue().splitlines()[2:]] == ["SKU-1", "SKU-2", "SKU-3"]


def test_a_wait_says_why_how_long_and_until_when() -> None:
    out = io.StringIO()
    report(out).waiting(Wait("Plytix asked for a pause (429)", 1806.4, datetime(2025, 12, 23, 6, 30, tzinfo=UTC)))
    assert out.getvalue() == f"{STAMP}Waiting 30 min, until 08:30 (local): Plytix asked for a pause (429)\n"


def test_a_wait_until_another_day_says_its_date() -> None:
    out = io.StringIO()
    report(out).waiting(Wait("Plytix asked for a pause (429)", 70_245.0, datetime(2025, 12, 24, 1, 30, tzinfo=UTC)))
    sentence = "Waiting 19 h 31 min, until 24 Dec 2025 03:30 (local): Plytix asked for a pause (429)\n"
    assert out.getvalue() == STAMP + sentence


def test_a_short_wait_says_the_second_at_which_it_ends() -> None:
    out = io.StringIO()
    report(out).waiting(Wait("the limit is used up", 20.4, datetime(2025, 12, 23, 5, 59, 35, tzinfo=UTC)))
    assert "Waiting 20 s, until 07:59:35 (local): the limit is used up\n" in out.getvalue()


def test_warnings_of_the_mapping_are_told() -> None:
    out = io.StringIO()
    with report(out) as told:
        told.mapping_read(mapping(1, warnings=("odd things",)))
    assert "Warning: odd things\n" in out.getvalue()


def test_a_terminal_gets_colour_and_a_bar_and_a_file_gets_neither() -> None:
    seen = {}
    for terminal in (True, False):
        out = io.StringIO()
        with report(out, terminal=terminal) as told:
            told.mapping_read(mapping(1))
            told.product_settled(outcome(1))
        seen[terminal] = out.getvalue()
    assert "\x1b[" in seen[True]
    assert "\x1b" not in seen[False]


def test_no_color_is_heeded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    out = io.StringIO()
    with report(out, terminal=True) as told:
        told.mapping_read(mapping(1))
        told.product_settled(outcome(1))
    assert "\x1b[32m" not in out.getvalue()


def test_text_of_others_is_no_markup(capsys: pytest.CaptureFixture[str]) -> None:
    SyncReport(console(), console(), execute=True, clock=SetClock(), zone=ZONE).note(
        "[red]not red[/red] :smile: 127.0.0.1 " + "long " * 40
    )
    assert capsys.readouterr().out == STAMP + "Warning: [red]not red[/red] :smile: 127.0.0.1 " + "long " * 40 + "\n"


def test_a_stream_that_is_no_file_is_printed_to_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout", io.StringIO())
    console().print("a notebook's")
    assert sys.stdout.getvalue() == "a notebook's\n"


@pytest.mark.parametrize("execute", [True, False])
def test_what_takes_long_is_told_before_it_begins(metadata: MakeMetadata, execute: bool) -> None:
    out = io.StringIO()
    estimate = Estimate(21_100, 14_720.0, datetime(2025, 12, 23, 10, 5, tzinfo=UTC))
    with report(out, execute=execute) as told:
        told.mapping_read(mapping(1))
        told.planned(Plan(header()), estimate)
        told.summary(results(metadata, dry_run=not execute), Path("m.sync_products.json"))
    text = out.getvalue()
    time = "4 h 05 min, if begun now until 23 Dec 10:05 UTC"
    assert (f"This takes 21,100 calls and at least {time}" in text) is execute
    assert (f"Calls it would take: 21100\nTime it would take:  {time}\n" in text) is not execute


def test_a_wait_tells_how_much_is_left_to_do() -> None:
    out = io.StringIO()
    with report(out) as told:
        told.mapping_read(mapping(1, 2, 3))
        told.product_settled(outcome(1))
        told.waiting(Wait("the account's rate limit is used up", 60.0, datetime(2025, 12, 23, tzinfo=UTC)))
    assert out.getvalue().endswith("the account's rate limit is used up; listings left: 2\n")


def test_a_wait_among_the_links_tells_how_many_products_are_left_to_link() -> None:
    out = io.StringIO()
    with report(out) as told:
        told.mapping_read(mapping(1))
        told.product_settled(outcome(1))
        told.linking(1, 1_204)
        told.waiting(Wait("the account's rate limit is used up", 60.0, datetime(2025, 12, 23, tzinfo=UTC)))
    assert out.getvalue().endswith("the account's rate limit is used up; products left to link: 1,203\n")


def test_a_dry_run_says_why_an_execute_would_be_refused(metadata: MakeMetadata) -> None:
    out = io.StringIO()
    refused = results(metadata, dry_run=True).model_copy(update={"refused": ["60 links would be removed"]})
    report(out, execute=False).summary(refused, Path("m.sync_products.json"))
    assert "--execute would be refused: 60 links would be removed\n" in out.getvalue()
