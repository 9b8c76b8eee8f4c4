"""amazon-plytix resume: go on with a run."""

from contextlib import closing
from typing import Annotated

import typer

from amazon_plytix.accounts import ledger_path
from amazon_plytix.cli.exits import exit_statuses
from amazon_plytix.cli.jobs import account_of, carry_out, leave, report_on
from amazon_plytix.jobs.link import LinkJob
from amazon_plytix.jobs.sync import SyncJob
from amazon_plytix.ledger.run import NoSuchRun, Run
from amazon_plytix.ledger.runs import Runs
from amazon_plytix.ledger.store import Store
from amazon_plytix.planning.header import JobKind
from amazon_plytix.reporting.console import console
from amazon_plytix.reporting.link_report import LinkReport
from amazon_plytix.reporting.results import Results
from amazon_plytix.reporting.sync_report import SyncReport


def command(
    run: Annotated[str, typer.Argument(help="The run's id, or how it begins; see: amazon-plytix runs")],
    failed: Annotated[bool, typer.Option("--failed", help="Only the listings that failed or were not reached")] = False,
    allow_second_product: Annotated[
        bool, typer.Option("--allow-second-product", help="Create listings that Plytix has under another SKU")
    ] = False,
) -> None:
    """Go on with a run: do the same with its mapping again, with the account and the marketplace it had."""
    with exit_statuses():
        results = _resume(run, failed=failed, allow_second_product=allow_second_product)
        leave(results, as_json=False)


def _resume(run_id: str, *, failed: bool, allow_second_product: bool) -> Results:
    with closing(Store(ledger_path())) as store:
        run = Runs(store).named(run_id)
        left = Runs(store).left(run) if failed and run.job is JobKind.SYNC else None
    if left == frozenset():
        console().print(f"Nothing of run {run.id} failed, and nothing was left: there is nothing to go on with.")
        raise typer.Exit
    account = account_of(run)
    if run.job is JobKind.SYNC:
        job = SyncJob(
            mapping=run.mapping_path,
            marketplace=run.marketplace,
            only=left,
            parent=run,
            allow_second_product=allow_second_product,
        )
        return carry_out(job, account, report_on(SyncReport, execute=True, as_json=False), execute=True)
    return carry_out(_link_again(run), account, report_on(LinkReport, execute=True, as_json=False), execute=True)


def _link_again(run: Run) -> LinkJob:
    """Return the same link job: links that are there are left alone, so that only those that failed are sent again.

    Raises NoSuchRun if the run was no link job.
    """
    if run.job is not JobKind.LINK:
        raise NoSuchRun(f"run {run.id} took another back; go on with: amazon-plytix undo {run.parent} --execute")
    return LinkJob(
        mapping=run.mapping_path,
        marketplace=run.marketplace,
        prune=run.most_removals is not None,
        most_removals=run.most_removals or 0,
        parent=run,
    )
