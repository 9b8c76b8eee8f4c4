"""amazon-plytix sync: a mapping's listings become products in Plytix."""

from pathlib import Path
from typing import Annotated

import typer

from amazon_plytix.cli.exits import exit_statuses
from amazon_plytix.cli.jobs import carry_out, leave, report_on, require_choice
from amazon_plytix.jobs.sync import SyncJob, sync
from amazon_plytix.reporting import Results, SyncReport, results_of, results_path


def command(
    mapping: Annotated[Path, typer.Option(help="Path to mapping JSON file")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Preview without making changes")] = False,
    execute: Annotated[bool, typer.Option("--execute", help="Actually perform the sync")] = False,
    plytix_account: Annotated[str | None, typer.Option(help="Plytix account alias")] = None,
    marketplace: Annotated[str | None, typer.Option(help="Marketplace of entries that give none, such as US")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the results as JSON on stdout")] = False,
) -> None:
    """Create the Plytix product of every listing in a mapping, and link it from its canonical product."""
    require_choice(dry_run=dry_run, execute=execute)
    with exit_statuses():
        results = do(SyncJob(mapping, execute, marketplace), plytix_account, as_json=as_json)
    leave(results, as_json=as_json)


def do(job: SyncJob, alias: str | None, *, as_json: bool = False) -> Results:
    """Sync, and save the results; the results."""
    report = report_on(SyncReport, execute=job.execute, as_json=as_json)
    return carry_out(
        job.mapping,
        results_path(job),
        alias,
        report,
        lambda account, around: sync(job, account, report, around),
        lambda outcomes, now: results_of(outcomes, job.mapping, now, execute=job.execute),
    )


def main() -> None:
    """Run scripts/sync_amazon_products.py (sync-workflow.md, Script)."""
    typer.run(command)
