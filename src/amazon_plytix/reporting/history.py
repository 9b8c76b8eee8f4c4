"""Runs, and what became of their Steps, as lines and as JSON."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from amazon_plytix.ledger.run import Run, RunState
from amazon_plytix.planning.header import JobKind
from amazon_plytix.planning.steps import PRODUCT_STEPS, Step
from amazon_plytix.reporting.visible import LONGEST_MESSAGE, shown

_FIGURES = ("created", "exists", "linked", "unlinked", "error", "skipped", "removed")


def runs_as_json(runs: Iterable[Run], counts: Mapping[str, Counter[str]]) -> list[dict[str, Any]]:
    """Return one object a run, with its figures."""
    return [
        {
            "run": run.id,
            "job": run.job.value,
            "parent": run.parent,
            "state": run.state.value,
            "began_at": run.began_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "ended_at": run.ended_at and run.ended_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "account": run.alias,
            "host": run.host,
            "mapping": run.mapping,
            **{figure: counts[run.id][figure] for figure in _FIGURES},
        }
        for run in runs
    ]


def run_lines(runs: Sequence[Run], counts: Mapping[str, Counter[str]]) -> Iterator[str]:
    """Return one line a run."""
    if not runs:
        yield "No runs yet."
    for row in runs_as_json(runs, counts):
        figures = ", ".join(f"{row[figure]} {figure}" for figure in _FIGURES if row[figure])
        yield f"{row['run']}  {row['job']:<4}  {row['state']:<11}  {figures or 'nothing'}  {shown(row['mapping'])}"


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
