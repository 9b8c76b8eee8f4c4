"""amazon-plytix: all commands."""

import typer

from amazon_plytix.cli import demo, link, resume, runs, sync, undo
from amazon_plytix.cli.exits import run_process

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Amazon listings become Plytix products: previewed, within the rate limits, safe to run again.",
)
app.command("sync")(sync.command)
app.command("link")(link.command)
app.add_typer(runs.app, name="runs")
app.command("resume")(resume.command)
app.command("undo")(undo.command)
app.command("demo")(demo.command)


def main() -> None:
    """Run the command that the arguments name."""
    run_process(app)
