"""amazon-plytix demo: the whole story, against a Plytix that runs inside the command."""

import os
import subprocess
import sys
import tempfile
from importlib.resources import files
from pathlib import Path

import typer

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
    # Here and not above: no other command has to wait until a web server is loaded.
    from plytix_sandbox import Sandbox, accounts, serving  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder, serving(Sandbox(accounts.example(), plan="paid"), port=0) as plytix:
        mapping = Path(folder) / _MAPPING
        mapping.parent.mkdir()
        mapping.write_text(_example(), "utf-8")
        for sentence, option in _STORY:
            typer.echo(f"\n# {sentence}\n$ amazon-plytix sync --mapping {_MAPPING} {option}\n")
            sync = [sys.executable, "-m", "amazon_plytix", "sync", "--mapping", str(_MAPPING), option]
            status = subprocess.run(  # noqa: S603 our own command, no input of anybody's
                sync, cwd=folder, env=_environment(plytix.url, folder), check=False
            ).returncode
            if status:
                raise typer.Exit(status)
    typer.echo(_NEXT)


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
