"""Runs, and what became of their listings and links, as lines and as JSON."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from amazon_plytix.ledger import LinkRecord, Record, Run

_FIGURES = ("created", "exists", "linked", "unlinked", "error", "skipped", "removed")


def runs_as_json(runs: Iterable[Run], counts: Mapping[str, Counter[str]]) -> list[dict[str, Any]]:
    """One object a run, with its figures."""
    return [
        {
            "run": run.id,
            "job": run.job.value,
            "state": run.state.value,
            "began_at": run.began_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "ended_at": run.ended_at and run.ended_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "account": run.alias,
            "mapping": run.mapping,
            **{figure: counts[run.id][figure] for figure in _FIGURES},
        }
        for run in runs
    ]


def run_lines(runs: Sequence[Run], counts: Mapping[str, Counter[str]]) -> Iterator[str]:
    """One line a run."""
    if not runs:
        yield "No runs yet."
    for row in runs_as_json(runs, counts):
        figures = ", ".join(f"{row[figure]} {figure}" for figure in _FIGURES if row[figure])
        yield f"{row['run']}  {row['job']:<4}  {row['state']:<11}  {figures or 'nothing'}  {row['mapping']}"


def records_as_json(records: Iterable[Record]) -> list[dict[str, Any]]:
    """One object a listing."""
    return [
        {
            "sku": record.sku,
            "asin": record.asin,
            "status": record.status,
            "product_id": record.product_id,
            "create": record.create.value,
            "family": record.family.value,
            "link": record.link.value,
            "message": record.message,
        }
        for record in records
    ]


def record_lines(records: Iterable[Record]) -> Iterator[str]:
    """One line a listing."""
    for record in records:
        stages = [f"{name} {stage}" for name, stage in _stages(record) if stage]
        message = f": {record.message}" if record.message else ""
        yield f"  {record.sku}  {record.status}{' (' + ', '.join(stages) + ')' if stages else ''}{message}"


def link_records_as_json(records: Iterable[LinkRecord]) -> list[dict[str, Any]]:
    """One object a link."""
    return [asdict(record) for record in records]


def link_record_lines(records: Iterable[LinkRecord]) -> Iterator[str]:
    """One line a link."""
    for record in records:
        named = f"{record.source_sku} to {record.target_sku} ({record.relation} link)"
        message = f": {record.message}" if record.message else ""
        yield f"  {named}  {record.action} {record.stage or 'taken back'}{message}"


def _stages(record: Record) -> tuple[tuple[str, str], ...]:
    return ("create", record.create), ("family", record.family), ("link", record.link)
