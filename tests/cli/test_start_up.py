"""Help and version are there at once: nothing is loaded for them but the command line itself."""

import subprocess
import sys

import pytest

HEAVY = {"httpx2", "ijson", "jwt", "platformdirs", "pydantic", "pydantic_settings", "rich", "sqlalchemy", "starlette"}
COMMANDS = ["demo", "sync", "link", "runs", "runs show", "resume", "undo"]
LOADED = """
import atexit, sys
from amazon_plytix.cli import start
atexit.register(lambda: print("loaded:", *sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr))
start.ENTRY()
"""


def loaded(*arguments: str, entry: str = "command") -> set[str]:
    """Return the packages that a process had loaded when it ended well."""
    process = [sys.executable, "-c", LOADED.replace("ENTRY", entry), *arguments]
    done = subprocess.run(process, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr.count("\n")) == (0, 1), done.stderr
    assert done.stdout
    return set(done.stderr.removeprefix("loaded:").split())


@pytest.mark.parametrize(
    "arguments", ["", "--help", "--version", "help sync", *(f"{command} --help" for command in COMMANDS)]
)
def test_help_loads_nothing_that_takes_time(arguments: str) -> None:
    assert loaded(*arguments.split()) & HEAVY == set()


def test_help_of_the_script_loads_nothing_that_takes_time() -> None:
    assert loaded("--help", entry="script") & HEAVY == set()


def test_a_job_loads_them() -> None:
    assert loaded("runs") >= {"pydantic", "sqlalchemy"}


def test_a_slip_of_the_pen_is_told_at_once() -> None:
    process = [sys.executable, "-X", "importtime", "-m", "amazon_plytix", "synk"]
    done = subprocess.run(process, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    assert "No such command 'synk'. Did you mean 'sync'?" in done.stderr
    assert [name for name in HEAVY if f" {name}\n" in done.stderr] == []
