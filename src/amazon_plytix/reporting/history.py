"""Runs, and what became of their Steps, as a table and as JSON."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any

from amazon_plytix.ledger.run import Run, RunState
from amazon_plytix.planning.header import JobKind
from amazon_plytix.planning.steps import PRODUCT_STEPS, Step
from amazon_plytix.reporting.visible import LONGEST_MESSAGE, shown

_FIGURES = ("created", "exists", "linked", "unlinked", "error", "skipped", "removed")
_HEAD = ("RUN", "JOB", "STATE", "EXIT", "BEGAN", "ACCOUNT", "HOST")
# The longest alias or host that the table shows whole.
_LONGEST_NAME = 40


def runs_as_json(runs: Iterable[Run], counts: Mapping[str, Counter[str]]) -> list[dict[str, Any]]:
    """Return one object a run, with its figures."""
    return [
        {
            "run": run.id,
            "job": run.job.value,
            "parent": run.parent,
            "state": run.state.value,
            "exit_status": run.exit_status,
            "stopped": run.stopped,
            "began_at": run.began_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "ended_at": run.ended_at and run.ended_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "account": run.alias,
            "host": run.host,
            "mapping": run.mapping,
            **{figure: counts[run.id][figure] for figure in _FIGURES},
        }
        for run in runs
    ]


def run_lines(runs: Sequence[Run], counts: Mapping[str, Counter[str]], zone: tzinfo | None = None) -> Iterator[str]:
    """Return a table of runs: a line for what each is and how it ended, below it a line for what it did.

    On one line they would not fit a terminal of 120 columns.

    Arguments:
        runs: the runs.
        counts: their figures.
        zone: the time zone of people; None for this machine's.
    """
    if not runs:
        yield "No runs yet."
        return
    head, *lines = _aligned([_HEAD, *(_columns(run, counts[run.id], zone) for run in runs)])
    yield head
    for run, line in zip(runs, lines, strict=True):
        yield line
        yield f"  {_figures(counts[run.id])}  {shown(run.mapping)}"
        if run.stopped:
            yield f"  ended early: {shown(run.stopped, LONGEST_MESSAGE)}"


def _columns(run: Run, figures: Counter[str], zone: tzinfo | None) -> tuple[str, ...]:
    # A run that is not over has no exit status, that of one which ended may be unknown.
    unknown = "-" if run.state is RunState.RUNNING else "?"
    return (
        run.id,
        run.job.value,
        f"{run.state.value}, partly undone" if _is_partly_undone(run, figures) else run.state.value,
        unknown if run.exit_status is None else str(run.exit_status),
        f"{_local(run.began_at, zone):%d %b %Y %H:%M}",
        "-" if run.alias is None else shown(run.alias, _LONGEST_NAME),
        shown(run.host, _LONGEST_NAME),
    )


def _local(moment: datetime, zone: tzinfo | None) -> datetime:
    try:
        return moment.astimezone(zone)
    except OverflowError:
        # A damaged ledger may name the last hour of the calendar.
        return moment


def _is_partly_undone(run: Run, figures: Counter[str]) -> bool:
    """Return whether some of what a run did was taken back. What an undo removed is what it was to do."""
    return run.job is not JobKind.UNDO and run.state is not RunState.UNDONE and figures["removed"] > 0


def _figures(figures: Counter[str]) -> str:
    named = {figure: figures[figure] for figure in _FIGURES if figures[figure]}
    words = (f"{number} {'errors' if name == 'error' and number > 1 else name}" for name, number in named.items())
    return ", ".join(words) or "nothing"


def _aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Return lines with their columns below each other, numbers to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (
            cell.rjust(width) if name == "EXIT" else cell.ljust(width)
            for name, cell, width in zip(_HEAD, row, widths, strict=True)
        )
        yield "  ".join(cells).rstrip()


def hidden_line(shown_runs: int, all_runs: int) -> Iterator[str]:
    """Return how many runs are not listed, and how to see them, if there are any."""
    if shown_runs < all_runs:
        yield f"{shown_runs} of {all_runs} runs are listed; all of them: amazon-plytix runs --limit 0"


def child_lines(run: Run, children: Iterable[Run], counts: Mapping[str, Counter[str]]) -> Iterator[str]:
    """Return by which runs another one was gone on with, finished or taken back."""
    for child in children:
        # A run with errors is finished, too, and an undo may have had to keep things.
        is_whole = child.state is RunState.FINISHED and not counts[child.id]["error"]
        if child.job is JobKind.UNDO:
            is_undone = is_whole and run.state is RunState.UNDONE
            done = "taken back by" if is_undone else "begun to be taken back by"
        else:
            done = "finished by" if is_whole else "gone on with by"
        yield f"  {done} run {child.id} ({child.state.value})"


def step_lines(steps: Iterable[Step]) -> Iterator[str]:
    """Return one line a Step."""
    for step in steps:
        message = f": {shown(step.message, LONGEST_MESSAGE)}" if step.message else ""
        yield f"  {_named(step)}  {step.kind.value} {step.stage.value}{message}"


def _named(step: Step) -> str:
    if step.kind in PRODUCT_STEPS or step.target_sku is None:
        return shown(step.subject_sku)
    return f"{shown(step.subject_sku)} to {shown(step.target_sku)} ({step.relation} link)"
