"""amazon-plytix resume: go on with a run."""

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from amazon_plytix.accounts import ledger_path
from amazon_plytix.applying import Status
from amazon_plytix.applying.ledger import Run, Runs, Store
from amazon_plytix.cli import sync
from amazon_plytix.cli.exits import exit_statuses
from amazon_plytix.sync import SyncJob


def command(
    run: Annotated[str, typer.Argument(help="The run's id, or how it begins; see: amazon-plytix runs")],
    failed: Annotated[bool, typer.Option("--failed", help="Only the listings that failed or were not reached")] = False,
) -> None:
    """Go on with a run: sync its mapping again, with the account and the marketplace it had."""
    with exit_statuses():
        named, only = _chosen(run, failed=failed)
        job = SyncJob(Path(named.mapping), execute=True, marketplace=named.marketplace, only=only)
        results = sync.carry_out(job, named.alias)
    sync.leave(results)


def _chosen(run_id: str, *, failed: bool) -> tuple[Run, frozenset[str] | None]:
    with closing(Store(ledger_path())) as store:
        run = Runs(store).named(run_id)
        if not failed:
            return run, None
        done = {Status.CREATED, Status.EXISTS}
        return run, frozenset(each.sku for each in Runs(store).records(run) if each.message or each.status not in done)
