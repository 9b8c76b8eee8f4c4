"""amazon-plytix link: canonical products are linked to their listings, parents to their children."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from amazon_plytix.cli.exits import exit_statuses
from amazon_plytix.cli.jobs import carry_out, leave, report_on, require_choice
from amazon_plytix.jobs.link import MOST_REMOVALS, Linked, LinkJob, link
from amazon_plytix.reporting import LinkReport, Results, link_results_of, link_results_path


def command(
    mapping: Annotated[Path, typer.Option(help="Path to mapping JSON file")],
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
    job = LinkJob(mapping, execute, marketplace, prune, max_removals)
    with exit_statuses():
        results = do(job, plytix_account, as_json=as_json)
    leave(results, as_json=as_json)


def do(job: LinkJob, alias: str | None, *, as_json: bool = False) -> Results:
    """Link, and save the results; the results."""
    report = report_on(LinkReport, execute=job.execute, as_json=as_json)

    def results_of(linked: Linked, now: datetime) -> Results:
        report.sources(linked.outcomes)
        return link_results_of(linked, job.mapping, now, execute=job.execute)

    return carry_out(
        job.mapping,
        link_results_path(job),
        alias,
        report,
        lambda account, around: link(job, account, report, around),
        results_of,
    )
