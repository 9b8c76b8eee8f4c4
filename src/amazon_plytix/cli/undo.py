"""amazon-plytix undo: take back what a run created."""

from contextlib import closing
from typing import Annotated

import typer

from amazon_plytix.cli.exits import exit_statuses
from amazon_plytix.cli.options import (
    AsJson,
    DryRun,
    Execute,
    LogFile,
    LogFormatName,
    Quiet,
    RunId,
    Verbose,
    require_choice,
)

EPILOG = """
\b
Examples:
  amazon-plytix undo 20251223-055915-7f3a --dry-run
  amazon-plytix undo 20251223-055915-7f3a --execute
  amazon-plytix undo 20251223-055915-7f3a --execute --include-unproven AMZN-US-B077QMJFG9

Exit status: 0 all taken back, 1 something was kept or failed, 2 refused before the first write, 130 interrupted.
"""


def command(
    run: RunId,
    dry_run: DryRun = False,
    execute: Execute = False,
    include_unproven: Annotated[
        list[str],
        typer.Option(metavar="SKU", help="Remove this product even if nobody can tell whether the run made it"),
    ] = [],  # noqa: B006 typer makes a new list each time
    as_json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
    log: LogFile = None,
    log_format: LogFormatName = "text",
) -> None:
    """Take back what a run did, the links and products it made, but for what others have changed since.

    Plytix keeps nothing of a product that is removed.
    """
    with exit_statuses(as_json=as_json):
        require_choice(dry_run=dry_run, execute=execute)
        from amazon_plytix.accounts import ledger_path
        from amazon_plytix.cli.jobs import account_of, carry_out, leave, report_on
        from amazon_plytix.jobs.undo import UndoJob
        from amazon_plytix.ledger.runs import Runs
        from amazon_plytix.ledger.store import Store
        from amazon_plytix.reporting.logs import LogFormat, start_logging
        from amazon_plytix.reporting.undo_report import UndoReport

        with start_logging(verbose=verbose, file=log, log_format=LogFormat(log_format)):
            with closing(Store(ledger_path())) as store:
                named = Runs(store).named(run)
            report = report_on(UndoReport, execute=execute, as_json=as_json, quiet=quiet)
            job = UndoJob(named, frozenset(include_unproven))
            results = carry_out(job, account_of(named), report, execute=execute)
        leave(results, as_json=as_json)
