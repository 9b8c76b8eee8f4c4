"""What to do after a job, as commands that work as they are printed."""

import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path

from amazon_plytix.accounts import Account
from amazon_plytix.jobs.apply import ApplyJob
from amazon_plytix.jobs.job import Job
from amazon_plytix.jobs.link import LinkJob
from amazon_plytix.jobs.mapping_job import MappingJob
from amazon_plytix.jobs.sync import SyncJob
from amazon_plytix.jobs.undo import UndoJob
from amazon_plytix.mapping import is_piped
from amazon_plytix.planning.header import JobKind
from amazon_plytix.planning.plan import LinkState, UndoState
from amazon_plytix.reporting.results import Results

_TO_DO = {UndoState.REMOVABLE, UndoState.RESTORABLE}
_LEFT = {UndoState.ERROR.value, "skipped"}


def next_steps(job: Job, account: Account, results: Results, *, ended_early: bool = False) -> Sequence[str]:
    """Return one to three lines about what to do next.

    Arguments:
        job: the job that was done or previewed.
        account: the account it was done on.
        results: what became of it.
        ended_early: whether it was interrupted or broke off.
    """
    if isinstance(job, UndoJob):
        return list(_after_undo(job, account, results, ended_early=ended_early))
    if isinstance(job, ApplyJob):
        return list(_after_apply(job, account, results, ended_early=ended_early))
    if isinstance(job, MappingJob):
        return list(_after_mapping_job(job, account, results, ended_early=ended_early))
    return []


def _after_mapping_job(job: MappingJob, account: Account, results: Results, *, ended_early: bool) -> Iterator[str]:
    run = results.metadata.run
    if run is None:
        # What comes through a pipe is gone.
        if not is_piped(job.mapping):
            yield from _after_dry_run(job, account, results)
        return
    if ended_early or results.errors:
        if not is_piped(job.mapping):
            yield f"Next: amazon-plytix resume {run}"
    elif job.kind is JobKind.SYNC and not is_piped(job.mapping):
        yield f"Next: {_next_link(job, account)} --dry-run"
    if not ended_early and (results.created or results.linked or _removed(results)):
        yield f"To take it back: amazon-plytix undo {run} --dry-run"


def _after_apply(job: ApplyJob, account: Account, results: Results, *, ended_early: bool) -> Iterator[str]:
    run = results.metadata.run
    if run is None:
        if not results.refused and _has_changes(results):
            yield f"Next: {_on_plan(job.file, account)} --execute"
    elif ended_early:
        yield f"Next: {_on_plan(job.file, account)} --execute"
    elif results.created or results.linked or _removed(results):
        yield f"To take it back: amazon-plytix undo {run} --dry-run"


def _after_dry_run(job: MappingJob, account: Account, results: Results) -> Iterator[str]:
    if results.refused:
        # The refusal itself says what helps.
        return
    if _has_changes(results):
        again = [_on_mapping(job.kind, job.mapping, job.marketplace, account), *_options(job), "--execute"]
        yield f"Next: {' '.join(again)}"
    elif job.kind is JobKind.SYNC and not results.errors:
        yield f"Next: {_next_link(job, account)} --dry-run"


def _after_undo(job: UndoJob, account: Account, results: Results, *, ended_early: bool) -> Iterator[str]:
    undone = results.undone or {}
    again = ["amazon-plytix", "undo", job.run.id]
    again += [part for sku in sorted(job.include_unproven) for part in ("--include-unproven", sku)]
    is_left = ended_early or _LEFT & undone.keys()
    if results.metadata.dry_run:
        if _TO_DO & undone.keys():
            yield f"Next: {shlex.join(again)} --execute"
    elif is_left:
        yield f"Next: {shlex.join(again)} --execute"
    elif undone and job.run.plan_file:
        yield f"Next: {_on_plan(job.run.plan_file, account)} --dry-run"
    elif undone and not is_piped(Path(job.run.mapping)):
        kind = job.run.job
        yield f"Next: {_on_mapping(kind, Path(job.run.mapping), job.run.marketplace, account)} --dry-run"


def _next_link(job: MappingJob, account: Account) -> str:
    return " ".join([_on_mapping(JobKind.LINK, job.mapping, job.marketplace, account), *_chosen(job)])


def _on_mapping(kind: JobKind, mapping: Path, marketplace: str | None, account: Account) -> str:
    parts = ["amazon-plytix", kind.value, "--mapping", str(mapping)]
    if account.alias:
        parts += ["--plytix-account", account.alias]
    if marketplace:
        parts += ["--marketplace", marketplace]
    return shlex.join(parts)


def _on_plan(file: Path, account: Account) -> str:
    parts = ["amazon-plytix", "apply", str(file)]
    return shlex.join([*parts, "--plytix-account", account.alias] if account.alias else parts)


def _options(job: MappingJob) -> Iterator[str]:
    """Return the options that make an execute do what its dry run showed."""
    yield from _chosen(job)
    if job.allow_shrunk:
        yield "--allow-shrunk-mapping"
    if isinstance(job, SyncJob) and job.allow_second_product:
        yield "--allow-second-product"
    if isinstance(job, SyncJob) and job.most_creates is not None:
        yield f"--max-create {job.most_creates}"
    if isinstance(job, SyncJob) and job.product_status:
        yield f"--status {job.product_status}"
    if isinstance(job, LinkJob) and job.prune:
        yield f"--prune --max-removals {job.most_removals}"


def _chosen(job: MappingJob) -> Iterator[str]:
    """Return the options that choose the same listings again."""
    if job.typed:
        yield shlex.join(job.typed)


def _has_changes(results: Results) -> bool:
    """Return whether an execute would do anything."""
    removals = any(row.state == LinkState.REMOVABLE for row in results.contradicted or ())
    return bool(results.preview or removals or any(row.link == LinkState.PLANNED for row in results.products))


def _removed(results: Results) -> bool:
    return any(row.state == LinkState.REMOVED for row in results.contradicted or ())
