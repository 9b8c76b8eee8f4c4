"""amazon-plytix demo: the whole story, against a Plytix that runs inside the command."""

import os
import signal
import subprocess
import sys
import tempfile
from importlib.resources import files
from pathlib import Path

import typer

from amazon_plytix.cli.exits import exit_statuses
from amazon_plytix.reporting.console import console

_MAPPING = Path("data/mca0032_mapping.json")
_STORY = (
    ("Look first: a dry run asks Plytix what it holds, and writes nothing.", "--dry-run"),
    ("Then do it: three listings have no product yet.", "--execute"),
    ("Do it again: everything is there, so nothing is written.", "--execute"),
)
_NEXT = """
That was a simulated Plytix. With your own account:

  export PLYTIX_API_KEY=...  PLYTIX_API_PASSWORD=...
  amazon-plytix sync --mapping YOUR_MAPPING.json --dry-run

Or rehearse your own file first, on a sandbox that holds the canonical products it names:

  plytix-sandbox serve --for-mapping YOUR_MAPPING.json
"""


def command() -> None:
    """See a sync happen: dry run, execute, and execute again, on an example and a Plytix of its own."""
    _raise_at_signals()
    with exit_statuses():
        _show_syncs()
    console().print(_NEXT)


def _show_syncs() -> None:
    # Here and not above: no other command has to wait until a web server is loaded.
    from plytix_sandbox import Sandbox, accounts, serving  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder, serving(Sandbox(accounts.example(), plan="paid"), port=0) as plytix:
        mapping = Path(folder) / _MAPPING
        mapping.parent.mkdir()
        mapping.write_text(_example(), "utf-8")
        for sentence, option in _STORY:
            console().print(f"\n# {sentence}\n$ amazon-plytix sync --mapping {_MAPPING} {option}\n")
            sync = [sys.executable, "-m", "amazon_plytix", "sync", "--mapping", str(_MAPPING), option]
            status = subprocess.run(  # noqa: S603 our own command, no input of anybody's
                sync, cwd=folder, env=_environment(plytix.url, folder), check=False
            ).returncode
            if status:
                raise typer.Exit(status)


def _raise_at_signals() -> None:
    """Let a signal end the command by an exception, so that its folder and its server go with it."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name) and signal.getsignal(getattr(signal, name)) is not signal.SIG_IGN:
            signal.signal(getattr(signal, name), signal.default_int_handler)


def _example() -> str:
    """The example mapping: inside the installed package, or in the checkout that this file is part of."""
    installed = files("amazon_plytix.cli") / _MAPPING.name
    checkout = Path(__file__).parents[3] / _MAPPING
    return (installed if installed.is_file() else checkout).read_text("utf-8")


def _environment(url: str, folder: str) -> dict[str, str]:
    """That of the user, with the sandbox for Plytix and a ledger that goes with the demo."""
    account = {"PLYTIX_API_KEY": "sandbox", "PLYTIX_API_PASSWORD": "sandbox"}
    addresses = {"PLYTIX_PIM_BASE_URL": url, "PLYTIX_AUTH_BASE_URL": url}
    return os.environ | account | addresses | {"AMAZON_PLYTIX_STATE_DIR": folder}
