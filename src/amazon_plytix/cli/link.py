"""amazon-plytix link: canonical products are linked to their listings, parents to their children."""

from pathlib import Path
from typing import Annotated

import typer

from amazon_plytix.accounts import find_account
from amazon_plytix.cli.exits import exit_statuses
from amazon_plytix.cli.jobs import carry_out, leave, report_on, require_choice
from amazon_plytix.jobs.link import MOST_REMOVALS, LinkJob
from amazon_plytix.reporting.link_report import LinkReport


def command(
    mapping: Annotated[Path, typer.Option(help="Path to mapping JSON file, - for standard input")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Preview without making changes")] = False,
    execute: Annotated[bool, typer.Option("--execute", help="Actually make the links")] = False,
    plytix_account: Annotated[str | None, typer.Option(help="Plytix account alias")] = None,
    marketplace: Annotated[str | None, typer.Option(help="Marketplace of entries that give none, such as US")] = None,
    prune: Annotated[bool, typer.Option("--prune", help="Remove links that the mapping contradicts")] = False,
    max_removals: Annotated[int, typer.Option(min=0, help="Refuse to remove more links than this")] = MOST_REMOVALS,
    as_json: Annotated[bool, typer.Option("--json", help="Print the results as JSON on stdout")] = False,
) -> None:
    """Link canonical products to their listings, and parent listings to their children."""
    require_choice(dry_run=dry_run, execute=execute)
    report = report_on(LinkReport, execute=execute, as_json=as_json)
    with exit_statuses():
        job = LinkJob(mapping=mapping, marketplace=marketplace, prune=prune, most_removals=max_removals)
        results = carry_out(job, find_account(plytix_account), report, execute=execute)
        leave(results, as_json=as_json)
