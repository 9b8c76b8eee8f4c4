"""Documented commands, options and transcripts are the real ones."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import typer.main

from amazon_plytix.accounts.settings import Environment
from amazon_plytix.cli.main import app
from amazon_plytix.planning.desired import ATTRIBUTES
from plytix_sandbox import cli as sandbox_cli

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
COMMANDS = {"amazon-plytix": typer.main.get_command(app), "plytix-sandbox": typer.main.get_command(sandbox_cli.app)}


def documented() -> list[tuple[str, str]]:
    """Every command line that a page shows, with the page's name."""
    shown = re.compile(r"^(?: {4}|\$ )((?:amazon-plytix|plytix-sandbox) .*)$", re.MULTILINE)
    return [(str(page.relative_to(ROOT)), line) for page in PAGES for line in shown.findall(page.read_text("utf-8"))]


@pytest.mark.parametrize(("page", "line"), documented())
def test_a_documented_command_parses(page: str, line: str) -> None:
    program, command, *arguments = shlex.split(line, comments=True)
    COMMANDS[program].commands[command].make_context(command, arguments)


@pytest.mark.parametrize("command", ["sync", "link"])
def test_every_option_of_a_job_is_documented(command: str) -> None:
    page = (ROOT / f"docs/how-to/{command}.md").read_text("utf-8")
    options = [parameter.opts[0] for parameter in COMMANDS["amazon-plytix"].commands[command].params]
    assert [option for option in options if f"`{option}" not in page] == []


def test_every_variable_and_attribute_is_documented() -> None:
    page = (ROOT / "docs/how-to/accounts.md").read_text("utf-8")
    variables = [str(field.validation_alias) for field in Environment.model_fields.values()]
    assert [name for name in [*variables, *ATTRIBUTES] if name not in page] == []


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
