"""amazon-plytix sync: a mapping's listings become products in Plytix."""

import json
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from amazon_plytix.accounts import find_account, ledger_path
from amazon_plytix.applying import Outcome
from amazon_plytix.applying.ledger import Store
from amazon_plytix.cli.exits import SOME_FAILED, exit_statuses, run_interruptibly
from amazon_plytix.reporting import (
    ConsoleReport,
    Results,
    ResultsLost,
    console,
    results_of,
    results_path,
    save_results,
    try_to_write,
)
from amazon_plytix.surroundings import Surroundings
from amazon_plytix.sync import CutShort, SyncJob, sync


def command(
    mapping: Annotated[Path, typer.Option(help="Path to mapping JSON file")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Preview without making changes")] = False,
    execute: Annotated[bool, typer.Option("--execute", help="Actually perform the sync")] = False,
    plytix_account: Annotated[str | None, typer.Option(help="Plytix account alias")] = None,
    marketplace: Annotated[str | None, typer.Option(help="Marketplace of entries that give none, such as US")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the results as JSON on stdout")] = False,
) -> None:
    """Create the Plytix product of every listing in a mapping, and link it from its canonical product."""
    if dry_run == execute:
        raise typer.BadParameter("say either --dry-run or --execute", param_hint="'--dry-run' / '--execute'")
    with exit_statuses():
        results = carry_out(SyncJob(mapping, execute, marketplace), plytix_account, as_json=as_json)
    if as_json:
        typer.echo(json.dumps(results, indent=2))
    leave(results)


def carry_out(job: SyncJob, alias: str | None, *, as_json: bool = False) -> Results:
    """Do the job and save its results; the results."""
    saved_to, account, talk = results_path(job), find_account(alias), console(stderr=True)
    try_to_write(saved_to)
    with (
        closing(Store(ledger_path())) as store,
        ConsoleReport(talk if as_json else console(), talk, execute=job.execute) as report,
    ):
        around = Surroundings(store)

        def conclude(outcomes: Sequence[Outcome]) -> Results:
            results = results_of(outcomes, job.mapping, around.clock.now(), execute=job.execute)
            save_results(saved_to, results)
            report.summary(results, saved_to)
            return results

        report.loading(job.mapping)
        try:
            results = conclude(run_interruptibly(sync(job, account, report, around), around.interrupt))
        except CutShort as cut:
            try:
                conclude(cut.outcomes)
            except ResultsLost as lost:
                raise CutShort(f"{cut}; {lost}", cut.outcomes) from None
            raise
    if around.interrupt.happened:
        raise KeyboardInterrupt
    return results


def leave(results: Results) -> None:
    """Exit with the status that results deserve."""
    if results["errors"]:
        raise typer.Exit(SOME_FAILED)


def main() -> None:
    """The seed's command, scripts/sync_amazon_products.py."""
    typer.run(command)
