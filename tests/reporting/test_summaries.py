"""The figures at the end, of a job that was interrupted and of one that was not."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from amazon_plytix.reporting.link_report import LinkReport
from amazon_plytix.reporting.progress import ProgressReport
from amazon_plytix.reporting.results import ErrorRow, Metadata, ProductRow, Results, UndoRow
from amazon_plytix.reporting.sync_report import SyncReport
from amazon_plytix.reporting.undo_report import UndoReport

MakeMetadata = Callable[..., Metadata]


def row(number: int, status: str = "created", link: str = "made") -> ProductRow:
    sku = f"SKU-{number}"
    return ProductRow(
        sku=sku, asin="B01", status=status, product_id="p", canonical_sku="BOOT", linked=link == "made", link=link
    )


def undone(number: int, state: str, message: str | None = None) -> UndoRow:
    return UndoRow(
        kind="product",
        sku=f"SKU-{number}",
        source_sku=None,
        relation=None,
        product_id="p",
        state=state,
        message=message,
    )


def printed(
    kind: type[ProgressReport], results: Results, *, interrupted: bool = False, quiet: bool = False
) -> list[str]:
    out = io.StringIO()
    both = Console(file=out, markup=False, highlight=False, soft_wrap=True)
    report = kind(both, both, execute=True, quiet=quiet)
    if interrupted:
        report.ending()
    report.summary(results, Path("m.json"), ["Next: amazon-plytix resume r"])
    return out.getvalue().splitlines()


def results(metadata: Metadata, **figures: Any) -> Results:
    return Results(**({"total": 4, "created": 0, "exists": 0, "linked": 0, "errors": []} | figures), metadata=metadata)


def test_an_interrupted_sync_ends_with_figures_that_add_up(metadata: MakeMetadata) -> None:
    errors = [ErrorRow(sku=f"SKU-{number}", asin=None, stage="create", message=f"{number}") for number in range(9)]
    rows = [row(1), row(2, "created", "skipped"), row(3, "skipped", "skipped"), row(4, "skipped", "none")]
    told = results(metadata(), created=2, linked=1, present=1, skipped=2, products=rows, errors=errors)
    lines = printed(SyncReport, told, interrupted=True)
    assert lines[1:] == [
        "=" * 60,
        "SYNC SUMMARY",
        "=" * 60,
        "Total mappings:      4",
        "Products created:    2",
        "Products existing:   0",
        "Canonical links:     1",
        "Skipped:             2",
        "Links skipped:       1",
        "Errors:              9",
        "=" * 60,
        "Results saved to m.json",
        "Next: amazon-plytix resume r",
    ]


def test_after_a_whole_sync_the_links_that_were_there_are_counted(metadata: MakeMetadata) -> None:
    lines = printed(SyncReport, results(metadata(), exists=4, present=4, products=[]))
    assert lines[lines.index("Canonical links:     0") + 1] == "Links present:       4"
    assert not [line for line in lines if "kipped" in line or "rrors" in line]


def test_a_link_job_that_was_interrupted_says_how_many_links_it_did_not_get_to(metadata: MakeMetadata) -> None:
    told = results(metadata(job="link"), present=1, skipped=3, products=[], contradicted=[], review=[])
    lines = printed(LinkReport, told, interrupted=True)
    assert "Skipped:             3" in lines
    assert len(lines) + len(["Error: interrupted ..."]) <= 15


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ({}, ["SKU-1 (product)... REMOVED", "SKU-2 (product)... KEPT: renamed"]),
        ({"quiet": True}, ["SKU-2 (product)... KEPT: renamed"]),
        ({"interrupted": True}, []),
    ],
)
def test_an_undo_says_what_became_of_everything_that_it_got_to(
    metadata: MakeMetadata, how: dict[str, bool], expected: list[str]
) -> None:
    rows = [undone(1, "removed"), undone(2, "kept", "renamed"), undone(3, "skipped", "stopped before its turn")]
    figures = {"removed": 1, "kept": 1, "skipped": 1}
    told = results(metadata(job="undo"), undone=figures, skipped=1, products=[], taken_back=rows)
    lines = printed(UndoReport, told, **how)
    assert [line.strip() for line in lines if "(product)" in line] == expected
    assert "1 removed, 1 kept, 1 skipped" in lines
    assert lines[-1] == "Next: amazon-plytix resume r"
