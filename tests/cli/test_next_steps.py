"""What to do next: commands that work as they are printed."""

import shlex
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from amazon_plytix.cli.next_steps import next_steps
from amazon_plytix.jobs.job import Job
from amazon_plytix.jobs.link import LinkJob
from amazon_plytix.jobs.sync import SyncJob
from amazon_plytix.jobs.undo import UndoJob
from amazon_plytix.ledger.run import Run
from amazon_plytix.planning.header import JobKind
from amazon_plytix.reporting.results import ErrorRow, Metadata, Results
from plytix_sandbox import Fault, Running
from tests.support.commands import Invoke
from tests.support.world import _account

MAPPING = Path("my shop's.json")
RUN = Run(
    id="r1",
    job=JobKind.SYNC,
    mapping="/m/a b.json",
    account="a",
    alias=None,
    host="h",
    began_at=datetime(2025, 12, 23, tzinfo=UTC),
)
ERROR = ErrorRow(sku="S", asin="A", stage="create", message="no")


def results(*, dry_run: bool = False, **figures: Any) -> Results:
    metadata = Metadata(
        source_file="m",
        sync_date="2025-12-23T00:00:00Z",
        dry_run=dry_run,
        job="sync",
        run=None if dry_run else "r2",
        account=None,
        host="h",
        version="0",
    )
    all_figures = {"total": 1, "created": 0, "exists": 0, "linked": 0, "errors": []} | figures
    return Results(metadata=metadata, products=[], **all_figures)


def steps(job: Job, told: Results, alias: str | None = None, *, ended_early: bool = False) -> Sequence[str]:
    return next_steps(job, replace(_account(), alias=alias), told, ended_early=ended_early)


@pytest.mark.parametrize(
    ("job", "told", "expected"),
    [
        (
            SyncJob(mapping=MAPPING),
            results(dry_run=True, preview=1),
            ["Next: amazon-plytix sync --mapping 'my shop'\"'\"'s.json' --execute"],
        ),
        (
            SyncJob(mapping=Path("m.json"), marketplace="CA", allow_second_product=True),
            results(dry_run=True, preview=1),
            ["Next: amazon-plytix sync --mapping m.json --marketplace CA --allow-second-product --execute"],
        ),
        (
            SyncJob(mapping=Path("m.json")),
            results(dry_run=True, preview=0),
            ["Next: amazon-plytix link --mapping m.json --dry-run"],
        ),
        (
            SyncJob(mapping=Path("m.json")),
            results(created=1),
            [
                "Next: amazon-plytix link --mapping m.json --dry-run",
                "To take it back: amazon-plytix undo r2 --dry-run",
            ],
        ),
        (
            SyncJob(mapping=Path("m.json")),
            results(created=1, errors=[ERROR]),
            ["Next: amazon-plytix resume r2", "To take it back: amazon-plytix undo r2 --dry-run"],
        ),
        # What came through a pipe cannot be read again.
        (SyncJob(mapping=Path("-")), results(dry_run=True, preview=1), []),
        (SyncJob(mapping=Path("-")), results(created=1), ["To take it back: amazon-plytix undo r2 --dry-run"]),
        (
            LinkJob(mapping=Path("m.json"), prune=True, most_removals=7),
            results(dry_run=True, preview=1),
            ["Next: amazon-plytix link --mapping m.json --prune --max-removals 7 --execute"],
        ),
        (LinkJob(mapping=Path("m.json")), results(dry_run=True, preview=1, refused=["too many"]), []),
        (LinkJob(mapping=Path("m.json")), results(linked=1), ["To take it back: amazon-plytix undo r2 --dry-run"]),
        (LinkJob(mapping=Path("m.json")), results(), []),
        (
            UndoJob(RUN, frozenset({"B", "A 1"})),
            results(dry_run=True, undone={"would remove": 1}),
            ["Next: amazon-plytix undo r1 --include-unproven 'A 1' --include-unproven B --execute"],
        ),
        (UndoJob(RUN), results(dry_run=True, undone={"kept": 1}), []),
        (UndoJob(RUN), results(undone={"removed": 1, "error": 1}), ["Next: amazon-plytix undo r1 --execute"]),
        (UndoJob(RUN), results(undone={"removed": 1}), ["Next: amazon-plytix sync --mapping '/m/a b.json' --dry-run"]),
    ],
)
def test_every_job_says_what_comes_next(job: Job, told: Results, expected: list[str]) -> None:
    assert steps(job, told) == expected


def test_the_account_stays_the_one_that_was_named() -> None:
    [step] = steps(SyncJob(mapping=Path("m.json")), results(dry_run=True, preview=1), "my shop")
    assert step == "Next: amazon-plytix sync --mapping m.json --plytix-account 'my shop' --execute"


def test_what_ended_early_is_gone_on_with() -> None:
    assert steps(SyncJob(mapping=Path("m.json")), results(created=1), ended_early=True) == [
        "Next: amazon-plytix resume r2"
    ]
    assert steps(UndoJob(RUN), results(undone={"removed": 1}), ended_early=True) == [
        "Next: amazon-plytix undo r1 --execute"
    ]


def test_the_commands_lead_through_a_whole_life(plytix: Running, invoke: Invoke, mapping: Path) -> None:
    seen, arguments = [], ["sync", "--mapping", str(mapping), "--dry-run"]
    for _ in range(6):
        result = invoke(*arguments)
        assert result.exit_code == 0, result.output
        seen.append(f"{arguments[0]} {arguments[-1]}")
        lines = [line for line in result.stdout.splitlines() if line.startswith(("Next: ", "To take it back: "))]
        if not lines:
            break
        program, *arguments = shlex.split(lines[0].partition(": ")[2])
        assert program == "amazon-plytix"
    assert seen == [
        "sync --dry-run",
        "sync --execute",
        "link --dry-run",
        "link --execute",
        "undo --dry-run",
        "undo --execute",
    ]


def test_resume_works_as_it_is_printed(plytix: Running, invoke: Invoke, mapping: Path) -> None:
    plytix.sandbox.faults.add(Fault(do="answer", method="POST", path="/api/v2/products", status=422, count=2))
    result = invoke("sync", "--mapping", mapping, "--execute")
    [line] = [line for line in result.stdout.splitlines() if line.startswith("Next: ")]
    again = invoke(*shlex.split(line.removeprefix("Next: amazon-plytix ")))
    assert "Products created:    2" in again.stdout
