"""The command `plytix-sandbox`."""

import inspect
import secrets
import signal
from contextlib import closing, suppress
from errno import EADDRINUSE
from importlib.metadata import version
from pathlib import Path
from socket import socket
from typing import Annotated, Any, NoReturn

import typer

from plytix_sandbox import accounts
from plytix_sandbox.accounts import Account, AccountError
from plytix_sandbox.faults import load as load_faults
from plytix_sandbox.plans import Plan
from plytix_sandbox.sandbox import Sandbox
from plytix_sandbox.server import HOST, build_server, listen
from plytix_sandbox.switches import Switches, catalogue
from plytix_sandbox.tokens import API_KEY, API_PASSWORD

_NAME = "plytix-sandbox"
EPILOG = """
\b
Examples:
  plytix-sandbox serve
  plytix-sandbox serve --for-mapping listings.json
  plytix-sandbox serve --plan paid --retry-after absent --journal calls.jsonl

Of a switch with several values, the first is the default. docs/sandbox.md of the project explains
all of them. Exit status: 0 ended by Ctrl-C or SIGTERM, 2 it could not start.
"""
# Not Rich, which takes the values of a switch for markup and leaves them out.
app = typer.Typer(
    name=_NAME,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=EPILOG,
)


def _print_version(asked: bool) -> None:  # noqa: FBT001 what Typer calls it with
    if asked:
        typer.echo(f"{_NAME} {version('amazon-plytix')}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def plytix_sandbox(
    *,
    context: typer.Context,
    version: Annotated[  # noqa: ARG001 its callback prints it
        bool, typer.Option("--version", "-V", is_eager=True, callback=_print_version, help="Print the version.")
    ] = False,
) -> None:
    """A Plytix on this machine, to try things on."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


def serve(  # noqa: PLR0913 - one argument an option
    *,
    port: Annotated[int, typer.Option(min=0, max=65_535, help="Port of 127.0.0.1; 0 takes any free one.")] = 8765,
    account: Annotated[Path | None, typer.Option(help="An account file (docs/sandbox.md).")] = None,
    for_mapping: Annotated[Path | None, typer.Option(help="Hold what this mapping file names.")] = None,
    empty: Annotated[bool, typer.Option("--empty", help="Hold nothing.")] = False,
    plan: Annotated[str | None, typer.Option(help="free, paid, dev, unlimited, or BURST+HOUR such as 20+5000.")] = None,
    faults: Annotated[Path | None, typer.Option(help="What goes wrong (docs/sandbox.md).")] = None,
    state: Annotated[
        Path | None, typer.Option(help="Keep the account in this file; where it exists, it counts.")
    ] = None,
    latency: Annotated[float, typer.Option(min=0, help="Seconds that every answer takes.")] = 0.0,
    journal: Annotated[Path | None, typer.Option(help="Append a JSON line a request to this file.")] = None,
    seed: Annotated[int, typer.Option(help="Where ids and chances come from.")] = 0,
    account_id: Annotated[str | None, typer.Option(help="The account's id; new unless given or in --state.")] = None,
    **switches: str | None,
) -> None:
    """Serve a Plytix account on loopback until interrupted; it holds the example unless told otherwise."""
    try:
        chosen = _account(account, for_mapping, empty=empty)
        sandbox = Sandbox(
            chosen,
            plan=Plan.named(plan) if plan else None,
            switches=_switches(chosen, switches),
            faults=load_faults(faults) if faults else (),
            journal=journal,
            state=state,
            latency=latency,
            seed=seed,
            # Another account than that of the last sandbox, whose rate windows a client may remember as used up.
            account_id=account_id or secrets.token_hex(12),
            remember=False,
        )
        bound = _listen(port)
    except AccountError as problem:
        _stop(f"{problem.source} cannot be used:\n  " + "\n  ".join(problem.problems))
    except (ValueError, OSError) as problem:
        _stop(str(problem))
    _run(sandbox, bound)


def _run(sandbox: Sandbox, bound: socket) -> None:
    """Serve until interrupted."""
    # The server repeats a signal that stopped it; without this, SIGTERM would then end the process with 143.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with bound, suppress(KeyboardInterrupt), closing(sandbox):
        _print_environment(bound.getsockname()[1])
        held = len(sandbox.catalog.products)
        typer.echo(f"{_NAME}: holds {held:,} product{'' if held == 1 else 's'}; Ctrl-C ends it", err=True)
        build_server(sandbox).run(sockets=[bound])


def _listen(port: int) -> socket:
    """Return the socket to serve on.

    Raises ValueError if the port is taken or not allowed.
    """
    try:
        return listen(port)
    except OSError as problem:
        if problem.errno == EADDRINUSE:
            reason = f"port {port} of {HOST} is in use: end what serves there, another sandbox perhaps, or take another"
        else:
            reason = f"port {port} of {HOST} cannot be served: {problem.strerror}; take another"
        raise ValueError(f"{reason} with --port (0 takes any free one)") from None


def _account(account: Path | None, for_mapping: Path | None, *, empty: bool) -> Account:
    if sum((account is not None, for_mapping is not None, empty)) > 1:
        raise ValueError("only one of --account, --for-mapping and --empty can be given")
    if account is not None:
        return accounts.load(account)
    if for_mapping is not None:
        return accounts.for_mapping(for_mapping)
    return accounts.empty() if empty else accounts.example()


def _switches(account: Account, given: dict[str, str | None]) -> Switches:
    values = {info.name: getattr(account.switches, info.name) for info in catalogue()}
    return Switches(**values | {name: value for name, value in given.items() if value is not None})


def _print_environment(port: int) -> None:
    url = f"http://{HOST}:{port}"
    for name, value in (
        ("PLYTIX_API_KEY", API_KEY),
        ("PLYTIX_API_PASSWORD", API_PASSWORD),
        ("PLYTIX_PIM_BASE_URL", url),
        ("PLYTIX_AUTH_BASE_URL", url),
    ):
        typer.echo(f"export {name}={value}")
    typer.get_text_stream("stdout").flush()


def _stop(message: str) -> NoReturn:
    typer.echo(f"{_NAME}: {message}", err=True)
    raise typer.Exit(2)


def _with_switch_options() -> Any:
    """Give `serve` one option for every switch; typer reads options from a signature."""
    signature = inspect.signature(serve)
    named = [p for p in signature.parameters.values() if p.kind is not p.VAR_KEYWORD]
    for info in catalogue():
        option = typer.Option(info.option, help=info.decides, metavar="|".join(info.values))
        named.append(
            inspect.Parameter(
                info.name,
                inspect.Parameter.KEYWORD_ONLY,
                default=None,
                annotation=Annotated[str | None, option],
            )
        )
    serve.__signature__ = signature.replace(parameters=named)  # type: ignore[attr-defined]  # functions may have one
    return serve


app.command("serve", epilog=EPILOG)(_with_switch_options())


def main() -> None:
    """Run the command."""
    app(prog_name=_NAME)
