"""The commands of a how-to work as they are printed, one after the other, from a fresh checkout."""

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sandbox.command import Command
from tests.support.plytix import environment

ROOT = Path(__file__).parents[2]


def commands(page: str) -> list[list[str]]:
    """Return the commands that a how-to shows, as arguments, up to its first table."""
    text = (ROOT / "docs" / "how-to" / page).read_text("utf-8").partition("\n|")[0]
    return [
        shlex.split(line) for line in re.findall(r"^ {4}((?:amazon-plytix|plytix-sandbox) .+)$", text, re.MULTILINE)
    ]


def run(arguments: list[str], **more: str) -> subprocess.CompletedProcess[str]:
    """Run amazon-plytix with these arguments, with more environment."""
    line = [sys.executable, "-m", "amazon_plytix", *arguments]
    return subprocess.run(
        line, env=os.environ | more, capture_output=True, check=False, encoding="utf-8", errors="replace"
    )


@pytest.mark.slow
@pytest.mark.parametrize("page", ["link.md", "rehearse.md"])
def test_a_how_to_runs_as_printed(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "data", ignore=shutil.ignore_patterns("*_products*"))
    monkeypatch.chdir(tmp_path)
    [program, begin, *options], *rest = commands(page)
    assert (program, begin) == ("plytix-sandbox", "serve")
    sandbox = Command(*options)
    try:
        follow(rest, sandbox, tmp_path)
    finally:
        status = sandbox.stop(signal.SIGINT)[0]
    assert status == 0


def follow(shown: list[list[str]], sandbox: Command, folder: Path) -> None:
    """Run commands of amazon-plytix in the terminal that the sandbox's lines were pasted into."""
    exports = dict(line.removeprefix("export ").split("=") for line in sandbox.lines)
    state = {name: value for name, value in environment(sandbox.url, folder).items() if name.startswith("AMAZON")}
    assert len(shown) >= 2
    for name, *arguments in shown:
        assert name == "amazon-plytix"
        ran = run(arguments, **exports, **state)
        assert (ran.returncode, ran.stderr) == (0, ""), ran.stdout
