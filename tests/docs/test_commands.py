"""Documented commands, options and transcripts are the real ones."""

import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer.main

from amazon_plytix.accounts.settings import Environment
from amazon_plytix.cli.main import app
from amazon_plytix.planning.fields import SEED_FIELDS
from plytix_sandbox import cli as sandbox_cli

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
COMMANDS = {"amazon-plytix": typer.main.get_command(app), "plytix-sandbox": typer.main.get_command(sandbox_cli.app)}


SHOWN = re.compile(r"^(?: {2}| {4}|\$ )((?:amazon-plytix|plytix-sandbox)(?: .*)?)$", re.MULTILINE)


def epilogs(name: str, command: Any) -> list[tuple[str, str]]:
    """What the help of a command shows below its options, and that of the commands in it."""
    inner = [each for each in getattr(command, "commands", {}).values() if not each.hidden]
    below = [each for one in inner for each in epilogs(f"{name} {one.name}", one)]
    return [(f"{name} --help", command.epilog or ""), *below]


HELPS = [each for name, program in COMMANDS.items() for each in epilogs(name, program)]


def documented() -> list[tuple[str, str]]:
    """Every command line that a page or a help shows, with the page's or the command's name."""
    pages = [(str(page.relative_to(ROOT)), page.read_text("utf-8")) for page in PAGES]
    return [(name, line) for name, text in [*pages, *HELPS] for line in SHOWN.findall(text)]


@pytest.mark.parametrize(("page", "line"), documented())
def test_a_documented_command_parses(page: str, line: str) -> None:
    program, *arguments = shlex.split(re.split(" [<>] ", line)[0], comments=True)
    command = COMMANDS[program]
    while arguments and arguments[0] in getattr(command, "commands", {}):
        command = command.commands[arguments.pop(0)]
    command.make_context(program, arguments)


def test_every_help_shows_an_example() -> None:
    assert [name for name, text in HELPS if not SHOWN.search(text)] == []


@pytest.mark.parametrize("command", ["sync", "link"])
def test_every_option_of_a_job_is_documented(command: str) -> None:
    page = (ROOT / f"docs/how-to/{command}.md").read_text("utf-8")
    options = [parameter.opts[0] for parameter in COMMANDS["amazon-plytix"].commands[command].params]
    assert [option for option in options if f"`{option}" not in page] == []


def test_every_variable_and_attribute_is_documented() -> None:
    page = (ROOT / "docs/how-to/accounts.md").read_text("utf-8")
    variables = [str(field.validation_alias) for field in Environment.model_fields.values()]
    assert [name for name in [*variables, *SEED_FIELDS.labels] if name not in page] == []


def test_links_between_pages_lead_somewhere() -> None:
    for page in [*PAGES, ROOT / "CONTRIBUTING.md"]:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page}: {target}"


@pytest.mark.slow
def test_the_demo_prints_the_readmes_transcript() -> None:
    demo = subprocess.run(
        [sys.executable, "-m", "amazon_plytix", "demo"], capture_output=True, text=True, check=False, encoding="utf-8"
    )
    assert demo.returncode == 0, demo.stderr
    transcript = (ROOT / "README.md").read_text("utf-8").split("<!-- demo -->\n```\n")[1].split("```")[0]
    printed = iter(demo.stdout.splitlines())
    for line in filter(None, transcript.splitlines()):
        assert line in printed, line
