"""amazon-plytix resume: go on with a run."""

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from amazon_plytix.accounts import ledger_path
from amazon_plytix.cli import link, sync
from amazon_plytix.cli.exits import exit_statuses
from amazon_plytix.cli.jobs import account_of, leave
from amazon_plytix.jobs.link import LinkJob
from amazon_plytix.jobs.sync import SyncJob
from amazon_plytix.ledger import Job, Runs, Store
from amazon_plytix.reporting import Results


def command(
    run: Annotated[str, typer.Argument(help="The run's id, or how it begins; see: amazon-plytix runs")],
    failed: Annotated[bool, typer.Option("--failed", help="Only the listings that failed or were not reached")] = False,
) -> None:
    """Go on with a run: do the same with its mapping again, with the account and the marketplace it had."""
    with exit_statuses():
        results = _resume(run, failed=failed)
    leave(results, as_json=False)


def _resume(run_id: str, *, failed: bool) -> Results:
    with closing(Store(ledger_path())) as store:
        run = Runs(store).named(run_id)
        account_of(run)
        only = Runs(store).left(run) if failed and run.job is Job.SYNC else None
    if run.job is Job.LINK:
        # Links that are there are left alone, so that only those that failed are sent again.
        prune = run.most_removals is not None
        job = LinkJob(Path(run.mapping), True, run.marketplace, prune, run.most_removals or 0)
        return link.do(job, run.alias)
    return sync.do(SyncJob(Path(run.mapping), True, run.marketplace, only), run.alias)
