"""amazon-plytix runs: what has been done, run by run and listing by listing."""

import json
from collections.abc import Iterable
from contextlib import closing
from typing import Annotated

import typer

from amazon_plytix.accounts import ledger_path
from amazon_plytix.cli.exits import exit_statuses
from amazon_plytix.ledger import Run, Runs, Store, holders
from amazon_plytix.plytix import SystemClock
from amazon_plytix.reporting import (
    console,
    link_record_lines,
    link_records_as_json,
    record_lines,
    records_as_json,
    run_lines,
    runs_as_json,
)

app = typer.Typer(help="The history of runs, the newest first.")
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON")]


@app.callback(invoke_without_command=True)
def all_runs(context: typer.Context, as_json: AsJson = False) -> None:
    """List all runs with their figures."""
    if context.invoked_subcommand:
        return
    with exit_statuses(), closing(Store(ledger_path())) as store:
        runs, counts = _seen(store, Runs(store).all()), Runs(store).counts()
        if as_json:
            typer.echo(json.dumps(runs_as_json(runs, counts), indent=2))
        else:
            console().print("\n".join(run_lines(runs, counts)))


@app.command()
def show(run: Annotated[str, typer.Argument(help="The run's id, or how it begins")], as_json: AsJson = False) -> None:
    """Show what became of every listing of a sync, of every link of a link job."""
    with exit_statuses(), closing(Store(ledger_path())) as store:
        named = Runs(store).named(run)
        listings, links = Runs(store).records(named), Runs(store).link_records(named)
        if as_json:
            typer.echo(json.dumps(records_as_json(listings) + link_records_as_json(links), indent=2))
        else:
            head = run_lines(_seen(store, [named]), Runs(store).counts())
            console().print("\n".join([*head, *record_lines(listings), *link_record_lines(links)]))


def _seen(store: Store, runs: Iterable[Run]) -> list[Run]:
    holding = holders(store, SystemClock().now().timestamp())
    return [run.seen_with(holding) for run in runs]
