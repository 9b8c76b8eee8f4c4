"""The table of runs, as people read it."""

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from amazon_plytix.ledger.run import Run, RunState
from amazon_plytix.planning.header import JobKind
from amazon_plytix.reporting.history import hidden_line, run_lines

BEGAN = datetime(2025, 12, 23, 23, 59, 15, tzinfo=UTC)
NEW_YORK, KARACHI = timezone(timedelta(hours=-5)), timezone(timedelta(hours=5))


def run(**more: Any) -> Run:
    """A run that has finished well."""
    values = {
        "id": "20251223-235915-7f3a",
        "job": JobKind.SYNC,
        "account": "d1",
        "alias": "acme",
        "host": "pim.plytix.com",
        "mapping": "/home/me/data/mca0032_mapping.json",
        "began_at": BEGAN,
        "state": RunState.FINISHED,
        "exit_status": 0,
    }
    return Run(**(values | more))


def lines(*runs: Run, zone: timezone = UTC, **figures: int) -> list[str]:
    return list(run_lines(runs, defaultdict(lambda: Counter(figures)), zone))


def test_columns_stand_below_each_other_whatever_is_in_them() -> None:
    other = run(id="20251224-000001-0001", job=JobKind.UNDO, state=RunState.INTERRUPTED, exit_status=130, alias=None)
    assert lines(run(), other, removed=3, error=2) == [
        "RUN                   JOB   STATE                    EXIT  BEGAN              ACCOUNT  HOST",
        "20251223-235915-7f3a  sync  finished, partly undone     0  23 Dec 2025 23:59  acme     pim.plytix.com",
        "  2 errors, 3 removed  /home/me/data/mca0032_mapping.json",
        "20251224-000001-0001  undo  interrupted               130  23 Dec 2025 23:59  -        pim.plytix.com",
        "  2 errors, 3 removed  /home/me/data/mca0032_mapping.json",
    ]


def test_a_usual_run_fits_a_terminal_of_120_columns() -> None:
    figures = {"created": 12_850, "exists": 150, "linked": 12_850, "error": 150, "skipped": 100, "removed": 12_000}
    assert max(map(len, lines(run(state=RunState.INTERRUPTED, exit_status=130), **figures))) <= 120


@pytest.mark.parametrize(("zone", "began"), [(NEW_YORK, "23 Dec 2025 18:59"), (KARACHI, "24 Dec 2025 04:59")])
def test_when_a_run_began_is_told_in_the_time_of_the_place(zone: timezone, began: str) -> None:
    assert began in lines(run(), zone=zone)[1]


def test_the_last_moment_of_the_calendar_is_no_fault() -> None:
    assert "31 Dec 9999 23:59" in lines(run(began_at=datetime(9999, 12, 31, 23, 59, tzinfo=UTC)), zone=KARACHI)[1]


@pytest.mark.parametrize(
    ("state", "exit_status", "said"),
    [(RunState.RUNNING, None, "-"), (RunState.KILLED, None, "?"), (RunState.REFUSED, 2, "2")],
)
def test_an_exit_status_that_is_not_known_is_said_to_be_so(state: RunState, exit_status: int | None, said: str) -> None:
    assert lines(run(state=state, exit_status=exit_status))[1].split()[3] == said


@pytest.mark.parametrize(
    ("job", "state", "said"),
    [
        (JobKind.SYNC, RunState.INTERRUPTED, "interrupted, partly undone  "),
        (JobKind.LINK, RunState.FINISHED, "finished, partly undone  "),
        (JobKind.SYNC, RunState.UNDONE, "undone  "),
        (JobKind.UNDO, RunState.FINISHED, "finished  "),
    ],
)
def test_a_run_some_of_which_was_taken_back_says_so(job: JobKind, state: RunState, said: str) -> None:
    assert lines(run(job=job, state=state), removed=1)[1].startswith(f"20251223-235915-7f3a  {job.value}  {said}")


@pytest.mark.parametrize(("errors", "said"), [(0, "nothing"), (1, "1 error"), (2, "2 errors")])
def test_errors_are_counted_in_words(errors: int, said: str) -> None:
    assert lines(run(), error=errors)[2] == f"  {said}  /home/me/data/mca0032_mapping.json"


def test_names_of_others_are_shown_in_full_and_obeyed_by_no_terminal() -> None:
    shown = "\n".join(lines(run(alias="a\x1b[2J", host="h\x07", mapping="/m\u202e", stopped="no\nroom")))
    assert "\x1b" not in shown
    assert [
        word for word in (r"a\x1b[2J", r"h\x07", r"/m\u202e", r"ended early: no\x0aroom") if word not in shown
    ] == []


def test_runs_that_are_not_listed_are_counted() -> None:
    assert list(hidden_line(20, 57)) == ["20 of 57 runs are listed; all of them: amazon-plytix runs --limit 0"]
    assert list(hidden_line(20, 20)) == []
