"""amazon-plytix undo: take back what a run created."""

from collections.abc import Sequence
from contextlib import closing
from typing import Annotated

import typer

from amazon_plytix.accounts import ledger_path
from amazon_plytix.applying.undoing.undone import Fate, Undone, UndoneLink
from amazon_plytix.cli.exits import SOME_FAILED, exit_statuses, run_interruptibly
from amazon_plytix.cli.jobs import account_of, require_choice
from amazon_plytix.jobs.context import Surroundings
from amazon_plytix.jobs.running import CutShort
from amazon_plytix.jobs.undo import undo
from amazon_plytix.ledger import Runs, Store
from amazon_plytix.reporting import UndoReport, console


def command(
    run: Annotated[str, typer.Argument(help="The run's id, or how it begins; see: amazon-plytix runs")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be removed")] = False,
    execute: Annotated[bool, typer.Option("--execute", help="Remove it; Plytix keeps nothing of it")] = False,
) -> None:
    """Take back what a run did, the links and products it made, but for what others have changed since."""
    require_choice(dry_run=dry_run, execute=execute)
    with exit_statuses():
        undone = _undo(run, execute=execute)
    if any(each.fate in {Fate.ERROR, Fate.KEPT} for each in undone):
        raise typer.Exit(SOME_FAILED)


def _undo(run_id: str, *, execute: bool) -> Sequence[Undone | UndoneLink]:
    with closing(Store(ledger_path())) as store:
        run, around = Runs(store).named(run_id), Surroundings(store)
        account = account_of(run)
        with UndoReport(console(), console(stderr=True), execute=execute) as report:
            report.begin(run.id)
            try:
                undone = run_interruptibly(undo(run, account, report, around, execute=execute), around.interrupt)
            except CutShort as cut:
                report.summary(cut.result)
                raise
            report.summary(undone)
        if around.interrupt.happened:
            raise KeyboardInterrupt
        return undone
