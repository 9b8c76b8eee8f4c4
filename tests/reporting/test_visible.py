"""Text of others on a screen: nothing that a terminal obeys or hides, and no value that fills it."""

import csv
import io
import json
import re
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.text import Text

from amazon_plytix.applying.outcome import Outcome, Status
from amazon_plytix.mapping import Canonical, EntryPosition, Listing, ListingMapping
from amazon_plytix.planning.changes import Relation
from amazon_plytix.planning.header import JobKind
from amazon_plytix.planning.plan import PlannedListing
from amazon_plytix.planning.steps import Step, StepKind
from amazon_plytix.reporting.console import SafeConsole
from amazon_plytix.reporting.history import step_lines
from amazon_plytix.reporting.kept_results import results_as_csv
from amazon_plytix.reporting.results import ErrorRow, Metadata, ProductRow, Results, UndoRow
from amazon_plytix.reporting.sync_report import SyncReport
from amazon_plytix.reporting.undo_report import UndoReport
from amazon_plytix.reporting.visible import (
    INVISIBLE,
    LONGEST_LINE,
    LONGEST_VALUE,
    shown,
    shown_json,
    shown_lines,
    without_foreign_controls,
)

HIDDEN = {"Cc", "Cf", "Zl", "Zp", "Cs"}
EVIL = "\x1b]0;owned\x07\x1b[2J\x9b31m\x00\u202eX\u2028\ud800"
SPELLED = r"\x1b]0;owned\x07\x1b[2J\x9b31m\x00\u202eX\u2028\ud800"


def printed(*objects: object, terminal: bool = False, **options: object) -> str:
    out = io.StringIO()
    SafeConsole(out, force_terminal=terminal).print(*objects, **options)
    return out.getvalue()


def test_the_table_holds_every_character_of_the_hidden_categories_and_no_letter() -> None:
    table = re.compile(f"[{INVISIBLE}]")
    for code in range(sys.maxunicode + 1):
        category = unicodedata.category(chr(code))
        # What one Python does not know yet (Cn), or knows as a mark, another one hides.
        if category not in {"Cn", "Mn", "Lo"}:
            assert (table.match(chr(code)) is not None) is (category in HIDDEN), hex(code)


def test_what_a_terminal_would_obey_is_spelled_out() -> None:
    assert shown(EVIL) == SPELLED
    assert printed(EVIL) == SPELLED + "\n"
    # Rich itself drops a bell.
    told = printed(Text.assemble("  ", EVIL, ("DONE", "green")), terminal=True)
    assert told == "  " + SPELLED.replace(r"\x07", "") + "\x1b[32mDONE\x1b[0m\n"


def test_a_line_end_in_a_value_makes_no_line_of_its_own() -> None:
    assert shown("X\r\nError: none") == r"X\x0d\x0aError: none"
    assert shown_lines("our own\nsentences\r") == "our own\nsentences\\x0d"


@pytest.mark.parametrize("ordinary", ["GRÖSSE-42", "靴 ", "👢", "e\u0301", "a\xa0b", "[red]x[/]", ":smile:", "\\x1b"])
def test_ordinary_text_stays_as_it_is(ordinary: str) -> None:
    assert shown(ordinary) == shown_lines(ordinary) == without_foreign_controls(ordinary) == ordinary
    assert printed(ordinary) == ordinary + "\n"


def test_a_long_value_is_cut_and_says_how_long_it_is() -> None:
    assert shown("x" * LONGEST_VALUE) == "x" * LONGEST_VALUE
    assert shown("x" * 10_000_000) == "x" * LONGEST_VALUE + "… (10,000,000 characters)"


def test_of_a_line_that_is_far_too_long_both_ends_are_shown() -> None:
    line = printed("begin" + "x" * 10_000_000 + "... CREATED\nanother")
    first, second = line.splitlines()
    assert first.startswith("beginxxx")
    assert first.endswith("xxx... CREATED")
    assert "… (10,000,016 characters) …" in first
    assert len(first) < LONGEST_LINE + 50
    assert second == "another"


def test_what_rich_itself_writes_passes_to_a_terminal() -> None:
    own = "\r\x1b[2K\x1b[1A\x1b[?25l\x1b[1;31mred\x1b[0m\x1b[?25h\n"
    assert without_foreign_controls(own) == own
    assert without_foreign_controls("\x1b]0;x\x07\x1b[2J\x1bc\x9bm\u202e") == r"\x1b]0;x\x07\x1b[2J\x1bc\x9bm\u202e"


def test_json_that_is_shown_is_the_same_json() -> None:
    document = json.dumps({"a": EVIL + "\x7f\U000e0041ü\n"}, ensure_ascii=False, indent=2) + "\n"
    safe = shown_json(document)
    assert json.loads(safe) == json.loads(document)
    assert [each for each in safe if each != "\n" and unicodedata.category(each) in HIDDEN] == []
    assert "ü" in safe


def test_a_table_holds_whole_values_in_which_nothing_is_hidden(metadata: Callable[..., Metadata]) -> None:
    long = "y" * (LONGEST_LINE + 1)
    row = ProductRow(
        sku=EVIL, asin="B0", status="created", product_id=long, canonical_sku=None, linked=False, link="none"
    )
    results = Results(
        total=1, created=1, exists=0, linked=0, errors=[], metadata=metadata(job=JobKind.SYNC), products=[row]
    )
    [read] = csv.DictReader(io.StringIO(results_as_csv(results)))
    assert (read["sku"], read["product_id"]) == (SPELLED, long)
    assert json.loads(results.to_json())["products"][0]["sku"] == EVIL


def test_text_of_others_in_the_lines_of_a_run_is_spelled_out_and_cut() -> None:
    step = Step(1, StepKind.LINK, EVIL, "id", "y" * 3_000 + "\nError: fake", "id", Relation.LISTINGS, message=EVIL)
    [line] = step_lines([step])
    target = "y" * LONGEST_VALUE + "… (3,012 characters)"
    assert line == f"  {SPELLED} to {target} (listings link)  link_products planned: {SPELLED}"


def test_a_listing_with_evil_names_is_one_line_that_ends_with_its_state() -> None:
    out = io.StringIO()
    both = SafeConsole(out)
    listing = Listing(EntryPosition("matched", 1), EVIL, "B000000001", "US", Canonical(None, "z" * 10_000_000))
    report = SyncReport(both, both, execute=True)
    report.mapping_read(ListingMapping((listing,), 1, 0))
    report.product_settled(Outcome(PlannedListing(listing, "id"), Status.CREATED, "id"))
    last = out.getvalue().splitlines()[-1]
    assert last.startswith(f"  {SPELLED} (canonical: zzz")
    assert last.endswith("z… (10,000,000 characters))... CREATED")


def test_what_went_wrong_is_told_in_one_line_for_each_listing(metadata: Callable[..., Metadata]) -> None:
    out = io.StringIO()
    both = SafeConsole(out)
    errors = [ErrorRow(sku=EVIL, asin=None, stage="create", message="refused:\nError: fake\x1b[2J")]
    results = Results(total=1, created=0, exists=0, linked=0, errors=errors, metadata=metadata(), products=[])
    SyncReport(both, both, execute=True).summary(results, Path("evil\x1b[2J.json"))
    assert f"  {SPELLED} [create] refused:\\x0aError: fake\\x1b[2J" in out.getvalue().splitlines()
    assert out.getvalue().endswith("Results saved to evil\\x1b[2J.json\n")


def test_what_an_undo_keeps_is_spelled_out(metadata: Callable[..., Metadata]) -> None:
    out = io.StringIO()
    both = SafeConsole(out)
    row = UndoRow(
        kind="link",
        sku=EVIL,
        source_sku=EVIL,
        relation="listings",
        product_id=None,
        state="kept",
        message=f"renamed to {EVIL}",
    )
    results = Results(
        total=1, created=0, exists=0, linked=0, errors=[], metadata=metadata(), products=[], taken_back=[row]
    )
    UndoReport(both, both, execute=True).summary(results, None)
    assert f"  {SPELLED} to {SPELLED} (listings link)... KEPT: renamed to {SPELLED}" in out.getvalue().splitlines()
