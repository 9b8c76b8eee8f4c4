"""amazon-plytix: all commands."""

from functools import partial
from typing import Annotated

import typer
from typer.core import TyperGroup

from amazon_plytix.cli import apply, demo, link, resume, runs, sync, undo
from amazon_plytix.cli.exits import run_process
from amazon_plytix.cli.options import CONTEXT

_NAME = "amazon-plytix"
_IN_ORDER_OF_USE = ["demo", "sync", "link", "apply", "runs", "resume", "undo", "help"]
EPILOG = """
\b
Examples:
  amazon-plytix demo
  amazon-plytix sync --mapping listings.json --dry-run
  amazon-plytix sync --mapping listings.json --execute
  amazon-plytix link --mapping listings.json --dry-run
  amazon-plytix runs

\b
Exit statuses:
  0    all well
  1    finished, but something went wrong for some listings
  2    refused before the first write: nothing was written to Plytix
  130  interrupted: run the same command again to go on

\b
Environment variables:
  PLYTIX_API_KEY, PLYTIX_API_PASSWORD  the account's key and password
  PLYTIX_PIM_BASE_URL                  address of the API, if it is not Plytix's
  PLYTIX_AUTH_BASE_URL                 address of the sign-in, if it is not Plytix's
  AMAZON_PLYTIX_CONFIG                 config file with named accounts
  AMAZON_PLYTIX_STATE_DIR              directory of the ledger and of kept results
  AMAZON_PLYTIX_FAMILY                 product family of listings, by name
  AMAZON_PLYTIX_FAMILY_ID              product family of listings, by id
  AMAZON_PLYTIX_RELATIONSHIP           relationship from canonical products to listings
  AMAZON_PLYTIX_HIERARCHY              relationship from parents to children
  AMAZON_PLYTIX_RESERVE                part of the rate limits left to others, such as 0.2
  AMAZON_PLYTIX_STOP_AFTER_REFUSALS    equal refusals in a row that stop a run (10)
  AMAZON_PLYTIX_STOP_AFTER_OUTAGE      seconds without an answer that stop a run (60)
  AMAZON_PLYTIX_STOP_AT_FAILURES       part of all attempts that must not fail (0.5)
  AMAZON_PLYTIX_LONGEST_PAUSE          hours of the longest pause that is waited out

"amazon-plytix COMMAND --help" shows a command's options and examples. Documentation: README.md and
docs/ of the project; docs/how-to/sync.md is the page to begin with.
"""


class _Commands(TyperGroup):
    """The commands in the order in which one uses them."""

    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]
        """Return their names."""
        return sorted(super().list_commands(ctx), key=_IN_ORDER_OF_USE.index)


app = typer.Typer(
    name=_NAME,
    cls=_Commands,
    context_settings=CONTEXT,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Amazon listings become Plytix products: previewed, within the rate limits, safe to run again.",
    epilog=EPILOG,
)
app.command("demo", epilog=demo.EPILOG, short_help="See a sync happen, on a Plytix of its own.")(demo.command)
app.command("sync", epilog=sync.EPILOG, short_help="Create the product of every listing, and link it.")(sync.command)
app.command("link", epilog=link.EPILOG, short_help="Link canonical products, listings and their children.")(
    link.command
)
app.command("apply", epilog=apply.EPILOG, short_help="Carry out a plan that a dry run saved.")(apply.command)
app.add_typer(runs.app, name="runs")
app.command("resume", epilog=resume.EPILOG, short_help="Go on with a run.")(resume.command)
app.command("undo", epilog=undo.EPILOG, short_help="Take back what a run did.")(undo.command)


def _print_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"{_NAME} {version(_NAME)}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def amazon_plytix(
    context: typer.Context,
    version: Annotated[  # noqa: ARG001 its callback prints it
        bool, typer.Option("--version", "-V", is_eager=True, callback=_print_version, help="Print the version")
    ] = False,
) -> None:
    """Print the help, unless a command is named."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command("help", hidden=True, add_help_option=False, context_settings={"allow_extra_args": True, "default_map": {}})
def help_(context: typer.Context) -> None:
    """Show the help of a command: the same as --help after it."""
    app([*context.args, "--help"], prog_name=_NAME)


def main() -> None:
    """Run the command that the arguments name."""
    run_process(partial(app, prog_name=_NAME))
