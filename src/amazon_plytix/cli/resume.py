"""amazon-plytix resume: go on with a run."""

from contextlib import closing
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from amazon_plytix.cli.exits import exit_statuses
from amazon_plytix.cli.options import (
    AllowSecondProduct,
    AllowShrunkMapping,
    AsJson,
    LogFile,
    LogFormatName,
    MaxCreate,
    Quiet,
    RunId,
    Verbose,
)

if TYPE_CHECKING:
    from amazon_plytix.jobs.link import LinkJob
    from amazon_plytix.ledger.run import Run
    from amazon_plytix.reporting.results import Results

EPILOG = """
\b
Examples:
  amazon-plytix resume 20251223-055915-7f3a
  amazon-plytix resume 20251223-055915-7f3a --failed

Exit status: 0 all well, 1 some listings failed, 2 refused before the first write, 130 interrupted.
"""


def command(
    run: RunId,
    failed: Annotated[bool, typer.Option("--failed", help="Only the listings that failed or were not reached")] = False,
    allow_second_product: AllowSecondProduct = False,
    allow_shrunk_mapping: AllowShrunkMapping = False,
    max_create: MaxCreate = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
    log: LogFile = None,
    log_format: LogFormatName = "text",
) -> None:
    """Go on with a run: do the same with its mapping again, with the account and the options it had."""
    with exit_statuses(as_json=as_json):
        from amazon_plytix.cli.jobs import leave
        from amazon_plytix.reporting.logs import LogFormat, start_logging

        with start_logging(verbose=verbose, file=log, log_format=LogFormat(log_format)):
            allowed = _Allowed(allow_second_product, allow_shrunk_mapping, max_create)
            results = _resume(run, allowed, failed=failed, as_json=as_json, quiet=quiet)
        leave(results, as_json=as_json)


class _Allowed(NamedTuple):
    """What a guard refused before may be allowed now."""

    second_product: bool
    shrunk_mapping: bool
    max_create: int | None


def _resume(run_id: str, allowed: _Allowed, *, failed: bool, as_json: bool, quiet: bool) -> "Results":
    from amazon_plytix.accounts import ledger_path
    from amazon_plytix.cli.jobs import account_of, carry_out, report_on
    from amazon_plytix.jobs.selection import Selection
    from amazon_plytix.jobs.sync import SyncJob
    from amazon_plytix.ledger.runs import Runs
    from amazon_plytix.ledger.store import Store
    from amazon_plytix.planning.header import JobKind
    from amazon_plytix.reporting.console import console
    from amazon_plytix.reporting.link_report import LinkReport
    from amazon_plytix.reporting.sync_report import SyncReport

    with closing(Store(ledger_path())) as store:
        run = Runs(store).named(run_id)
        left = Runs(store).left(run) if failed and run.job is JobKind.SYNC else None
    if left == frozenset():
        console(stderr=as_json).print(
            f"Nothing of run {run.id} failed, and nothing was left: there is nothing to go on with."
        )
        raise typer.Exit
    account = account_of(run)
    if run.job is JobKind.SYNC:
        job = SyncJob(
            mapping=run.mapping_path,
            marketplace=run.marketplace,
            only=left,
            selection=Selection.from_json(run.selection),
            parent=run,
            allow_shrunk=allowed.shrunk_mapping,
            allow_second_product=allowed.second_product,
            product_status=run.product_status,
            most_creates=run.most_creates if allowed.max_create is None else allowed.max_create,
        )
        report = report_on(SyncReport, execute=True, as_json=as_json, quiet=quiet)
        return carry_out(job, account, report, execute=True)
    links = report_on(LinkReport, execute=True, as_json=as_json, quiet=quiet)
    return carry_out(_link_again(run, allowed), account, links, execute=True)


def _link_again(run: "Run", allowed: _Allowed) -> "LinkJob":
    """Return the same link job: links that are there are left alone, so that only those that failed are sent again.

    Raises NoSuchRun if the run was no link job.
    """
    from amazon_plytix.jobs.link import LinkJob
    from amazon_plytix.jobs.selection import Selection
    from amazon_plytix.ledger.run import NoSuchRun
    from amazon_plytix.planning.header import JobKind

    if run.job is not JobKind.LINK:
        raise NoSuchRun(f"run {run.id} took another back; go on with: amazon-plytix undo {run.parent} --execute")
    return LinkJob(
        mapping=run.mapping_path,
        marketplace=run.marketplace,
        prune=run.most_removals is not None,
        most_removals=run.most_removals or 0,
        allow_shrunk=allowed.shrunk_mapping,
        selection=Selection.from_json(run.selection),
        parent=run,
    )
