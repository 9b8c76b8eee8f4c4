"""amazon-plytix apply: the saved plan of a dry run is carried out."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from amazon_plytix.cli.exits import exit_statuses
from amazon_plytix.cli.options import (
    AccountAlias,
    AsJson,
    DryRun,
    Execute,
    LogFile,
    LogFormatName,
    Output,
    Quiet,
    Verbose,
    require_choice,
)
from amazon_plytix.cli.plan_options import ShowName, require_dry_run, show_plan

EPILOG = """
\b
Examples:
  amazon-plytix apply plan.json --dry-run --show changes
  amazon-plytix apply plan.json --execute
  amazon-plytix apply plan.json --execute --max-age 168

Exit status: 0 all well, 1 some changes failed or no longer hold, 2 refused before the first write, 130 interrupted.
"""


def command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The plan, saved by sync or link with --plan-out")],
    dry_run: DryRun = False,
    execute: Execute = False,
    plytix_account: AccountAlias = None,
    max_age: Annotated[
        int, typer.Option(min=1, metavar="HOURS", help="Refuse a plan that is older than this [default: 72]")
    ] = 72,
    show: ShowName = None,
    output: Output = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
    log: LogFile = None,
    log_format: LogFormatName = "text",
) -> None:
    """Carry out a saved plan: exactly its changes, and only those that still hold."""
    with exit_statuses(as_json=as_json):
        require_choice(dry_run=dry_run, execute=execute)
        require_dry_run(execute=execute, as_json=as_json, show=show)
        from amazon_plytix.accounts import find_account
        from amazon_plytix.cli.jobs import carry_out, leave, report_on
        from amazon_plytix.jobs.apply import apply_job
        from amazon_plytix.planning.header import JobKind
        from amazon_plytix.reporting.link_report import LinkReport
        from amazon_plytix.reporting.logs import LogFormat, start_logging
        from amazon_plytix.reporting.sync_report import SyncReport

        job = apply_job(file, max_age=timedelta(hours=max_age), output=output)
        kind = SyncReport if job.kind is JobKind.SYNC else LinkReport
        report = report_on(kind, execute=execute, as_json=as_json, quiet=quiet)
        report.source = "plan"
        show_plan(report, job, show=show)
        with start_logging(verbose=verbose, file=log, log_format=LogFormat(log_format)):
            results = carry_out(job, find_account(plytix_account), report, execute=execute)
        leave(results, as_json=as_json)
