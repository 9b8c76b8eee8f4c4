"""How far the work has come: what the bar says, and the lines where there is no bar."""

import io
from datetime import UTC, datetime, timedelta, timezone

import pytest
from rich.console import Console

from amazon_plytix.applying.outcome import Outcome, Status
from amazon_plytix.http import Wait
from amazon_plytix.mapping import EntryPosition, Listing, ListingMapping
from amazon_plytix.planning.estimate import estimated
from amazon_plytix.planning.plan import Plan, PlannedListing
from amazon_plytix.reporting.call_count import CallCount
from amazon_plytix.reporting.console import SafeConsole
from amazon_plytix.reporting.progress import ProgressReport
from amazon_plytix.reporting.sync_report import SyncReport
from amazon_plytix.reporting.times import duration, time_of_day
from tests.support.clock import START, SetClock
from tests.support.plans import header

ZONE = timezone(timedelta(hours=2))
# As the paid plan has them: 20 calls in 10 s, 2,000 in an hour.
WINDOWS = [(20, 10.0), (2_000, 3_600.0)]
LISTINGS = tuple(Listing(EntryPosition("matched", n), f"SKU-{n}", f"B0{n:08d}", "US", None) for n in range(4))


def report(out: io.StringIO, clock: SetClock, *, terminal: bool = False, quiet: bool = False) -> SyncReport:
    both = Console(file=out, force_terminal=terminal, width=100, markup=False, highlight=False)
    return SyncReport(both, both, execute=True, quiet=quiet, clock=clock, zone=ZONE)


def begin(told: SyncReport, clock: SetClock, calls: int) -> None:
    told.mapping_read(ListingMapping(LISTINGS, len(LISTINGS), 0, ()))
    told.planned(Plan(header()), estimated(calls, WINDOWS, clock.now()))


def settle(told: SyncReport, number: int, status: Status = Status.CREATED) -> None:
    told.product_settled(Outcome(PlannedListing(LISTINGS[number], "id"), status, "id"))


def status(told: ProgressReport) -> str:
    return told._status().plain


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.0, "0 s"),
        (20.4, "20 s"),
        (59.4, "59 s"),
        (59.6, "1 min"),
        (120.0, "2 min"),
        (3_560.0, "59 min"),
        (3_599.0, "1 h 00 min"),
        (4_380.0, "1 h 13 min"),
        (216_060.0, "60 h 01 min"),
        (-1.0, "0 s"),
    ],
)
def test_lengths_of_time_are_said_in_hours_and_minutes(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_without_a_zone_the_time_of_day_is_the_systems() -> None:
    assert time_of_day(START, START, None) == f"{START.astimezone():%H:%M:%S} (local)"


def test_the_time_left_is_the_forecasts_at_the_beginning() -> None:
    clock = SetClock()
    calls, estimate = CallCount(clock), estimated(8_850, WINDOWS, clock.now())
    calls.begin(estimate)
    calls.made, clock.seconds = 20, 2.0
    assert calls.seconds_left() == pytest.approx(estimate.seconds, abs=10)


def test_the_time_left_follows_the_pace_if_that_is_slower() -> None:
    clock = SetClock()
    calls = CallCount(clock)
    calls.begin(estimated(1_000, WINDOWS, clock.now()))
    calls.made, clock.seconds = 100, 1_000.0
    assert calls.seconds_left() == pytest.approx(9_000.0)


def test_the_pause_after_the_first_burst_tells_no_pace() -> None:
    clock = SetClock()
    calls = CallCount(clock)
    calls.begin(estimated(1_000, WINDOWS, clock.now()))
    calls.made, clock.seconds = 20, 9.0
    assert calls.seconds_left() == pytest.approx(491.0)


def test_the_time_left_holds_a_wait_that_is_under_way() -> None:
    clock = SetClock()
    calls = CallCount(clock)
    calls.begin(estimated(100, WINDOWS, clock.now()))
    calls.made, clock.seconds = 99, 1.0
    assert calls.seconds_left(3_600.0) >= 3_600.0


def test_more_calls_than_were_forecast_are_the_total() -> None:
    calls = CallCount(SetClock())
    assert (calls.total, calls.left) == (0, 0)
    calls.begin(estimated(2, WINDOWS, START))
    calls.made = 5
    assert (calls.total, calls.left, calls.seconds_left()) == (5, 0, 0.0)


def test_the_bar_counts_calls_and_agrees_with_the_forecast() -> None:
    clock = SetClock()
    told = report(io.StringIO(), clock)
    told.call_ended()
    assert status(told) == "Asking Plytix ... (1 calls)"
    begin(told, clock, 8_850)
    told.call_ended()
    settle(told, 0)
    bar = "─" * 30
    assert status(told) == f"Calls {bar} 1/8,850  4 h 07 min left; listings left: 3"


def test_a_wait_is_counted_down_in_the_bar() -> None:
    clock = SetClock()
    told = report(io.StringIO(), clock, terminal=True)
    begin(told, clock, 8_850)
    told.waiting(Wait("the account's rate limit is used up", 3_560.0, START + timedelta(seconds=3_560)))
    reason = "the account's rate limit is used up; listings left: 4"
    assert status(told) == f"Waiting 59 min, until 08:58 (local): {reason}"
    clock.seconds = 3_000.0
    assert status(told) == f"Waiting 9 min, until 08:58 (local): {reason}"
    clock.seconds = 3_540.0
    assert status(told) == f"Waiting 20 s, until 08:58:35 (local): {reason}"
    clock.seconds = 3_560.0
    assert status(told).startswith("Calls ")


def test_the_bar_is_never_longer_than_the_window() -> None:
    clock = SetClock()
    told = report(io.StringIO(), clock)
    begin(told, clock, 8_850)
    told.waiting(Wait("a long reason " * 20, 3_560.0, START + timedelta(seconds=3_560)))
    line = told._bar._cut().plain
    assert (len(line), line[-1]) == (100, "…")


def test_without_a_terminal_a_line_a_minute_says_how_far_the_work_is() -> None:
    out, clock = io.StringIO(), SetClock()
    told = report(out, clock)
    begin(told, clock, 120)
    out.truncate(0)
    out.seek(0)
    for second in range(150):
        clock.seconds = float(second)
        if second % 2 == 0:
            told.call_ended()
        if second == 100:
            settle(told, 1, Status.SKIPPED)
    assert out.getvalue().splitlines() == [
        "2025-12-23T08:00:15+02:00 31 calls made, 89 left; 3 min left; listings done: 0; listings left: 4",
        "2025-12-23T08:01:15+02:00 61 calls made, 59 left; 2 min left; listings done: 1; listings left: 3",
    ]


@pytest.mark.parametrize("how", [{"terminal": True}, {"quiet": True}])
def test_with_a_bar_or_where_quiet_is_asked_for_there_are_no_such_lines(how: dict[str, bool]) -> None:
    out, clock = io.StringIO(), SetClock()
    with report(out, clock, **how) as told:
        begin(told, clock, 120)
        clock.seconds = 100.0
        told.call_ended()
    assert "calls made" not in out.getvalue()


def test_quiet_leaves_out_lines_of_listings_and_waits_and_keeps_warnings() -> None:
    out, clock = io.StringIO(), SetClock()
    told = report(out, clock, quiet=True)
    begin(told, clock, 4)
    told.waiting(Wait("the account's rate limit is used up", 60.0, START + timedelta(seconds=60)))
    settle(told, 0)
    told.note("odd things")
    text = out.getvalue()
    assert ("SKU-0" in text, "Waiting" in text, "Syncing" in text) == (False, False, False)
    assert "2025-12-23T07:59:15+02:00 Warning: odd things\n" in text


def test_after_an_interrupt_no_listing_has_a_line() -> None:
    out, clock = io.StringIO(), SetClock()
    told = report(out, clock)
    begin(told, clock, 4)
    settle(told, 0)
    told.ending()
    for number in (1, 2):
        settle(told, number)
    settle(told, 3, Status.SKIPPED)
    told.waiting(Wait("odd", 60.0, datetime(2025, 12, 23, 6, 0, tzinfo=UTC)))
    sentence = "Ending: what is under way is finished. Once more to stop at once."
    assert out.getvalue().splitlines()[-2:] == [
        "  SKU-0 (canonical: N/A)... CREATED",
        f"2025-12-23T07:59:15+02:00 {sentence}",
    ]


def test_a_listing_that_a_run_did_not_get_to_has_no_line() -> None:
    out, clock = io.StringIO(), SetClock()
    told = report(out, clock)
    begin(told, clock, 4)
    settle(told, 0, Status.SKIPPED)
    settle(told, 1)
    assert out.getvalue().splitlines()[-1] == "  SKU-1 (canonical: N/A)... CREATED"
    assert "SKU-0" not in out.getvalue()


@pytest.mark.parametrize("variable", [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_without_colour_or_on_a_dumb_terminal_lines_are_plain(
    monkeypatch: pytest.MonkeyPatch, variable: tuple[str, str]
) -> None:
    monkeypatch.setenv(*variable)
    out, clock = io.StringIO(), SetClock()
    both = SafeConsole(out, force_terminal=True)
    told = SyncReport(both, both, execute=True, clock=clock, zone=ZONE)
    begin(told, clock, 4)
    settle(told, 0)
    told._bar.stop()
    lines = [line for line in out.getvalue().splitlines() if "SKU-0" in line]
    assert "\x1b[3" not in "".join(lines)
    assert lines[-1].endswith("  SKU-0 (canonical: N/A)... CREATED")
    if variable[0] == "TERM":
        assert "\x1b" not in out.getvalue()
