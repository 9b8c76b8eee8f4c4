"""amazon-plytix undo: take back what a run created."""

from contextlib import closing
from typing import Annotated

import typer

from amazon_plytix.accounts import ledger_path
from amazon_plytix.cli.exits import exit_statuses
from amazon_plytix.cli.jobs import account_of, carry_out, leave, report_on, require_choice
from amazon_plytix.jobs.undo import UndoJob
from amazon_plytix.ledger.runs import Runs
from amazon_plytix.ledger.store import Store
from amazon_plytix.reporting.undo_report import UndoReport


def command(
    run: Annotated[str, typer.Argument(help="The run's id, or how it begins; see: amazon-plytix runs")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be removed")] = False,
    execute: Annotated[bool, typer.Option("--execute", help="Remove it; Plytix keeps nothing of it")] = False,
    include_unproven: Annotated[
        list[str],
        typer.Option(metavar="SKU", help="Remove this product even if nobody can tell whether the run made it"),
    ] = [],  # noqa: B006 typer makes a new list each time
) -> None:
    """Take back what a run did, the links and products it made, but for what others have changed since."""
    require_choice(dry_run=dry_run, execute=execute)
    with exit_statuses():
        with closing(Store(ledger_path())) as store:
            named = Runs(store).named(run)
        report = report_on(UndoReport, execute=execute, as_json=False)
        results = carry_out(UndoJob(named, frozenset(include_unproven)), account_of(named), report, execute=execute)
        leave(results, as_json=False)
