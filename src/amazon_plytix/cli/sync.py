"""amazon-plytix sync: a mapping's listings become products in Plytix."""

from pathlib import Path
from typing import Annotated

import typer

from amazon_plytix.accounts import find_account
from amazon_plytix.cli.exits import exit_statuses, run_process
from amazon_plytix.cli.jobs import carry_out, leave, report_on, require_choice
from amazon_plytix.jobs.sync import SyncJob
from amazon_plytix.reporting.sync_report import SyncReport


def command(
    mapping: Annotated[Path, typer.Option(help="Path to mapping JSON file, - for standard input")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Preview without making changes")] = False,
    execute: Annotated[bool, typer.Option("--execute", help="Actually perform the sync")] = False,
    plytix_account: Annotated[str | None, typer.Option(help="Plytix account alias")] = None,
    marketplace: Annotated[str | None, typer.Option(help="Marketplace of entries that give none, such as US")] = None,
    allow_second_product: Annotated[
        bool, typer.Option("--allow-second-product", help="Create listings that Plytix has under another SKU")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the results as JSON on stdout")] = False,
) -> None:
    """Create the Plytix product of every listing in a mapping, and link it from its canonical product."""
    require_choice(dry_run=dry_run, execute=execute)
    report = report_on(SyncReport, execute=execute, as_json=as_json)
    with exit_statuses():
        job = SyncJob(mapping=mapping, marketplace=marketplace, allow_second_product=allow_second_product)
        results = carry_out(job, find_account(plytix_account), report, execute=execute)
        leave(results, as_json=as_json)


def main() -> None:
    """Run the command of sync-workflow.md, Script: scripts/sync_amazon_products.py."""
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(command)
    run_process(app)
