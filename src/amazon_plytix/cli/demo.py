"""amazon-plytix demo: the whole story, against a Plytix that runs inside the command."""

import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import typer

from amazon_plytix.cli.exits import exit_statuses

_MAPPING = Path("data/mca0032_mapping.json")
_STORY = (
    ("Look first: a dry run asks Plytix what it holds, and writes nothing.", f"sync --mapping {_MAPPING} --dry-run"),
    ("Then do it: three listings have no product yet.", f"sync --mapping {_MAPPING} --execute"),
    ("Do it again: everything is there, so nothing is written.", f"sync --mapping {_MAPPING} --execute"),
    ("Then link: the style to its listings, parents to their children.", f"link --mapping {_MAPPING} --execute"),
    ("Every run is in the history.", "runs"),
    ("Every run can be taken back: the links ...", "undo {link} --execute"),
    ("... and the products.", "undo {sync} --execute"),
)
_RELATIONSHIP = "694a3a2d665d9e1363da79a"
_FIRST = "Everything here happens in a temporary folder and a simulated Plytix, which both go with the demo."
EPILOG = """
\b
Example:
  amazon-plytix demo

It needs no account and leaves nothing behind.
"""
_NEXT = """
The simulated Plytix is gone, and so is the temporary folder with its results. With your own account:

  export PLYTIX_API_KEY=...  PLYTIX_API_PASSWORD=...
  {program} sync --mapping YOUR_MAPPING.json --dry-run

Or rehearse your own file first, on a sandbox that holds the canonical products it names:

  {sandbox} serve --for-mapping YOUR_MAPPING.json
"""


def command() -> None:
    """See it happen: dry run, execute, links, history and undo, on an example and a Plytix of its own."""
    from amazon_plytix.reporting.console import console

    _raise_at_signals()
    console().print(_FIRST)
    with exit_statuses():
        _tell_story()
    console().print(_NEXT.format(program=_called("amazon-plytix"), sandbox=_called("plytix-sandbox")))


def _tell_story(story: Sequence[tuple[str, str]] = _STORY) -> None:
    import tempfile

    from amazon_plytix.reporting.console import console
    from plytix_sandbox import Sandbox, accounts, serving

    account = accounts.example()
    # The same in every demo, so that the README can show them.
    for number, relationship in enumerate(account.sections["relationships"]):
        relationship["id"] = f"{_RELATIONSHIP}{number}"
    with tempfile.TemporaryDirectory() as name, serving(Sandbox(account, plan="paid"), port=0) as plytix:
        folder = Path(name)
        mapping = folder / _MAPPING
        mapping.parent.mkdir()
        mapping.write_text(_example(), "utf-8")
        environment = _environment(plytix.url, folder)
        runs: dict[str, str] = {}
        for sentence, line in story:
            arguments = line.format_map(runs)
            console().print(f"\n# {sentence}\n$ amazon-plytix {arguments}\n")
            _run(arguments.split(), folder, environment)
            # The runs that did something, to be taken back.
            runs = _executed(folder) | runs


def _run(arguments: list[str], folder: Path, environment: dict[str, str]) -> None:
    """Run a command and print what it says, folded.

    Raises typer.Exit with its exit status if it fails.
    """
    from amazon_plytix.reporting.console import console
    from amazon_plytix.reporting.folding import folded

    ended = subprocess.run(  # noqa: S603 our own command, no input of anybody's
        [sys.executable, "-m", "amazon_plytix", *arguments],
        cwd=folder, env=environment, check=False, capture_output=True, encoding="utf-8",
    )  # fmt: skip
    for line in folded(ended.stdout.splitlines()):
        console().print(line)
    if ended.stderr:
        console(stderr=True).print(ended.stderr, end="")
    if ended.returncode:
        raise typer.Exit(ended.returncode)


def _executed(folder: Path) -> dict[str, str]:
    """Return the ids of the runs whose results are beside the mapping, by job. A dry run has none."""
    runs = {}
    for job in ("sync", "link"):
        results = folder / _MAPPING.with_suffix(f".{job}_products.json")
        if results.exists() and (run := json.loads(results.read_text("utf-8"))["metadata"]["run"]):
            runs[job] = run
    return runs


def _raise_at_signals() -> None:
    """Let a signal end the command by an exception, so that its folder and its server go with it."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name) and signal.getsignal(getattr(signal, name)) is not signal.SIG_IGN:
            signal.signal(getattr(signal, name), signal.default_int_handler)


def _called(program: str) -> str:
    """Return how the shell that started the demo can start a program that is installed beside it."""
    started = sys.argv[0]
    if Path(started).stem != "amazon-plytix":
        return f"{shlex.quote(sys.executable)} -m {program.replace('-', '_')}"
    found = shutil.which("amazon-plytix")
    if found and Path(found).samefile(started):
        return program
    # Not by Path, which drops the `./` that a shell needs.
    return shlex.quote(os.path.join(os.path.dirname(started), program))  # noqa: PTH118, PTH120


def _example() -> str:
    """The example mapping: inside the installed package, or in the checkout that this file is part of."""
    from importlib.resources import files

    installed = files("amazon_plytix.cli") / _MAPPING.name
    checkout = Path(__file__).parents[3] / _MAPPING
    return (installed if installed.is_file() else checkout).read_text("utf-8")


def _environment(url: str, folder: Path) -> dict[str, str]:
    """Return the user's environment with the sandbox and the demo's own ledger, without any setting of ours."""
    config = folder / "config.toml"
    config.touch(0o600)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PLYTIX_", "AMAZON_PLYTIX_"))}
    account = {"PLYTIX_API_KEY": "sandbox", "PLYTIX_API_PASSWORD": "sandbox"}
    addresses = {"PLYTIX_PIM_BASE_URL": url, "PLYTIX_AUTH_BASE_URL": url}
    places = {"AMAZON_PLYTIX_STATE_DIR": str(folder), "AMAZON_PLYTIX_CONFIG": str(config)}
    return kept | account | addresses | places | {"PYTHONIOENCODING": "utf-8"}
