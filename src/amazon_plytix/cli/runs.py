"""amazon-plytix runs: what has been done, run by run and listing by listing."""

import json
from collections.abc import Iterable
from contextlib import closing
from typing import Annotated

import typer

from amazon_plytix.accounts import ledger_path
from amazon_plytix.cli.exits import exit_statuses
from amazon_plytix.cli.jobs import results_folder
from amazon_plytix.http import SystemClock
from amazon_plytix.ledger.history import counts
from amazon_plytix.ledger.lease import holders
from amazon_plytix.ledger.run import Run
from amazon_plytix.ledger.runs import Runs
from amazon_plytix.ledger.store import Store
from amazon_plytix.reporting.console import console
from amazon_plytix.reporting.history import child_lines, hidden_line, run_lines, runs_as_json, step_lines
from amazon_plytix.reporting.kept_results import kept_results, results_as_csv
from amazon_plytix.reporting.visible import shown_json

app = typer.Typer(help="The history of runs, the newest first.")
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON")]
_LISTED = 20
Limit = Annotated[
    int | None,
    typer.Option(min=0, help="How many runs to list, 0 for all", show_default=f"{_LISTED}; with --json all"),
]


@app.callback(invoke_without_command=True)
def all_runs(context: typer.Context, as_json: AsJson = False, limit: Limit = None) -> None:
    """List all runs with their figures."""
    if context.invoked_subcommand:
        return
    with exit_statuses(), closing(Store(ledger_path())) as store:
        found = Runs(store).all()
        if limit is None and not as_json:
            limit = _LISTED
        runs = _seen(store, found[: limit or None])
        figures = counts(store, [run.id for run in runs])
        if as_json:
            typer.echo(shown_json(json.dumps(runs_as_json(runs, figures), indent=2)))
        else:
            console().print("\n".join([*run_lines(runs, figures), *hidden_line(len(runs), len(found))]))


@app.command()
def show(
    run: Annotated[str, typer.Argument(help="The run's id, or how it begins")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the run's results as JSON")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print the run's rows as CSV")] = False,
) -> None:
    """Show every step of a run and how far it came, or the results that it left."""
    with exit_statuses(), closing(Store(ledger_path())) as store:
        named = Runs(store).named(run)
        if as_json or as_csv:
            results = kept_results(results_folder(), named.id)
            typer.echo(results_as_csv(results) if as_csv else shown_json(results.to_json()), nl=False)
        else:
            children = _seen(store, Runs(store).children(named))
            figures = counts(store, [named.id, *(child.id for child in children)])
            head = run_lines(_seen(store, [named]), figures)
            gone_on = child_lines(named, children, figures)
            console().print("\n".join([*head, *gone_on, *step_lines(Runs(store).steps(named))]))


def _seen(store: Store, runs: Iterable[Run]) -> list[Run]:
    holding = holders(store, SystemClock().now().timestamp())
    return [run.seen_with(holding) for run in runs]
