"""amazon-plytix runs: what has been done, run by run and listing by listing."""

import json
from contextlib import closing
from typing import TYPE_CHECKING, Annotated

import typer
from typer.core import TyperGroup

from amazon_plytix.cli.exits import exit_statuses
from amazon_plytix.cli.options import CONTEXT, RunId

if TYPE_CHECKING:
    from collections.abc import Iterable

    from amazon_plytix.ledger.run import Run
    from amazon_plytix.ledger.runs import Runs
    from amazon_plytix.ledger.store import Store


class _ListByDefault(TyperGroup):
    """A group that lists if it is given no command. Options of its own would load pydantic for the help of `show`."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        """Put the command in that is meant."""
        is_list = not args or (args[0].startswith("-") and args[0] not in CONTEXT["help_option_names"])
        return super().parse_args(ctx, ["list", *args] if is_list else args)


app = typer.Typer(
    cls=_ListByDefault,
    context_settings=CONTEXT,
    help="The history of runs, the newest first.",
    epilog="""
\b
Examples:
  amazon-plytix runs
  amazon-plytix runs show 20251223-055915-7f3a
  amazon-plytix runs --json

Exit status: 0 all well, 2 if there is no such run, or the ledger cannot be read.
""",
)
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON")]
Limit = Annotated[int, typer.Option(min=0, help="How many runs to list, 0 for all; with --json all, if not said")]


@app.command(
    "list",
    context_settings=CONTEXT,
    epilog="""
\b
Examples:
  amazon-plytix runs
  amazon-plytix runs --limit 0
  amazon-plytix runs list --json
""",
)
def list_runs(context: typer.Context, as_json: AsJson = False, limit: Limit = 20) -> None:
    """List the runs with their figures; this is what `runs` alone does."""
    with exit_statuses(as_json=as_json):
        from amazon_plytix.accounts import ledger_path
        from amazon_plytix.ledger.history import counts
        from amazon_plytix.ledger.runs import Runs
        from amazon_plytix.ledger.store import Store
        from amazon_plytix.reporting.console import console
        from amazon_plytix.reporting.history import hidden_line, run_lines, runs_as_json
        from amazon_plytix.reporting.visible import shown_json

        with closing(Store(ledger_path())) as store:
            found = Runs(store).all()
            # JSON has no place for the line that says how many are left out.
            source = context.get_parameter_source("limit")
            is_said = source is not None and source.name == "COMMANDLINE"
            runs = _seen(store, found[: limit or None] if is_said or not as_json else found)
            figures = counts(store, [run.id for run in runs])
        if as_json:
            typer.echo(shown_json(json.dumps(runs_as_json(runs, figures), indent=2)))
        else:
            console().print("\n".join([*run_lines(runs, figures), *hidden_line(len(runs), len(found))]))


@app.command(
    epilog="""
\b
Examples:
  amazon-plytix runs show 20251223-055915-7f3a
  amazon-plytix runs show 20251223-055915-7f3a --csv > rows.csv
  amazon-plytix runs show 20251223-055915-7f3a --plan
"""
)
def show(
    run: RunId,
    as_json: Annotated[bool, typer.Option("--json", help="Print the run's results as JSON")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print the run's rows as CSV")] = False,
    plan: Annotated[bool, typer.Option("--plan", help="Print the plan that the run carried out")] = False,
) -> None:
    """Show every step of a run and how far it came, the results that it left, or the plan it carried out."""
    with exit_statuses(as_json=as_json):
        from amazon_plytix.accounts import ledger_path
        from amazon_plytix.cli.jobs import results_folder
        from amazon_plytix.ledger.history import counts
        from amazon_plytix.ledger.runs import Runs
        from amazon_plytix.ledger.store import Store
        from amazon_plytix.reporting.console import console
        from amazon_plytix.reporting.history import child_lines, run_lines, step_lines
        from amazon_plytix.reporting.kept_results import kept_results, results_as_csv
        from amazon_plytix.reporting.visible import shown_json

        with closing(Store(ledger_path())) as store:
            named = Runs(store).named(run)
            if plan:
                _print_plan(Runs(store), named, as_json=as_json, as_csv=as_csv)
            elif as_json or as_csv:
                results = kept_results(results_folder(), named.id)
                typer.echo(results_as_csv(results) if as_csv else shown_json(results.to_json()), nl=False)
            else:
                children = _seen(store, Runs(store).children(named))
                figures = counts(store, [named.id, *(child.id for child in children)])
                head = run_lines(_seen(store, [named]), figures)
                gone_on = child_lines(named, children, figures)
                console().print("\n".join([*head, *gone_on, *step_lines(Runs(store).steps(named))]))


def _print_plan(runs: "Runs", run: "Run", *, as_json: bool, as_csv: bool) -> None:
    from amazon_plytix.ledger.run import NoSuchRun
    from amazon_plytix.planning.document import to_json
    from amazon_plytix.reporting.console import console
    from amazon_plytix.reporting.plan_groups import Show
    from amazon_plytix.reporting.plan_text import plan_text

    if as_csv:
        raise typer.BadParameter("a plan has no rows: say --plan or --csv", param_hint="'--plan' / '--csv'")
    carried_out = runs.plan_of(run)
    if carried_out is None:
        raise NoSuchRun(f"run {run.id} has no plan: it had nothing to do, or ended before its plan was made")
    if as_json:
        typer.echo("".join(to_json(carried_out)))
        return
    out = console()
    for line in plan_text(carried_out, Show.ALL):
        out.print(line)


def _seen(store: "Store", runs: "Iterable[Run]") -> "list[Run]":
    from amazon_plytix.http import SystemClock
    from amazon_plytix.ledger.lease import holders

    holding = holders(store, SystemClock().now().timestamp())
    return [run.seen_with(holding) for run in runs]
