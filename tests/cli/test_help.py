"""What the command line says about itself: help, version, completion."""

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from amazon_plytix.accounts.settings import Environment
from amazon_plytix.jobs.link import MOST_REMOVALS
from tests.support.commands import Invoke

ROOT = Path(__file__).parents[2]
COMMANDS = ["demo", "sync", "link", "apply", "runs", "resume", "undo"]
OF_JOBS = ["--json", "-q, --quiet", "-v, --verbose", "--log FILE", "--log-format <text|json>"]


@pytest.mark.parametrize("option", ["--version", "-V"])
def test_the_version(invoke: Invoke, option: str) -> None:
    result = invoke(option)
    assert (result.exit_code, result.stdout) == (0, f"amazon-plytix {version('amazon-plytix')}\n")


def test_without_a_command_it_prints_its_help(invoke: Invoke) -> None:
    bare = invoke()
    assert (bare.exit_code, bare.stderr) == (0, "")
    assert bare.stdout == invoke("--help").stdout == invoke("-h").stdout == invoke("help").stdout


@pytest.mark.parametrize("command", [*COMMANDS, "runs show"])
def test_every_command_has_help_with_examples(invoke: Invoke, command: str) -> None:
    shown = invoke(*command.split(), "-h")
    assert shown.exit_code == 0
    assert shown.stdout == invoke(*command.split(), "--help").stdout == invoke("help", *command.split()).stdout
    assert f"\n    amazon-plytix {command}" in shown.stdout
    assert "bool" not in shown.stdout


def test_commands_stand_in_the_order_of_their_use(invoke: Invoke) -> None:
    listed = invoke("--help").stdout.split("Commands:\n")[1].split("\n\n")[0]
    assert [line.split()[0] for line in listed.splitlines()] == COMMANDS
    assert "..." not in listed


def test_the_program_explains_its_exit_statuses_and_variables(invoke: Invoke) -> None:
    shown = invoke("--help").stdout
    variables = [str(field.validation_alias) for field in Environment.model_fields.values()]
    assert [name for name in variables if f"{name} " not in shown.replace(",", " ")] == []
    statuses = shown.split("Exit statuses:\n")[1].split("\n\n")[0]
    assert [line.split()[0] for line in statuses.splitlines()] == ["0", "1", "2", "130"]
    assert (ROOT / "docs/how-to/sync.md").exists()
    assert "docs/how-to/sync.md" in shown


@pytest.mark.parametrize("command", ["sync", "link", "apply", "resume", "undo"])
def test_all_jobs_have_the_same_options_for_what_they_print(invoke: Invoke, command: str) -> None:
    shown = invoke(command, "--help").stdout
    assert [option for option in OF_JOBS if f"  {option}" not in shown] == []


def test_the_removals_that_link_allows_are_those_of_the_job(invoke: Invoke) -> None:
    assert f"[default: {MOST_REMOVALS}]" in " ".join(invoke("link", "--help").stdout.split())


def test_a_misspelt_option_is_told_with_the_one_that_was_meant(invoke: Invoke) -> None:
    result = invoke("sync", "--maping", "x")
    assert (result.exit_code, "Possible options: --mapping" in result.stderr) == (2, True)


def test_the_script_takes_the_arguments_of_sync(invoke: Invoke) -> None:
    script = [sys.executable, str(ROOT / "scripts/sync_amazon_products.py"), "-h"]
    shown = subprocess.run(script, capture_output=True, text=True, check=True, timeout=60).stdout
    # Only its name is another, and with it the length of lines.
    assert shown.split()[2:] == invoke("sync", "--help").stdout.split()[3:]


def completed(tmp_path: Path, words: str) -> list[str]:
    """Return what bash offers for the last of these words."""
    program = tmp_path / "amazon-plytix"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m amazon_plytix "$@"\n')
    program.chmod(0o755)
    typed = words.split(" ")
    script = f"""
    PATH={tmp_path}:$PATH
    source <(_AMAZON_PLYTIX_COMPLETE=source_bash amazon-plytix)
    COMP_WORDS=({" ".join(f"'{word}'" for word in typed)})
    COMP_CWORD={len(typed) - 1}
    $(complete -p amazon-plytix | sed 's/.*-F \\([^ ]*\\).*/\\1/') amazon-plytix
    printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert done.stderr == ""
    return done.stdout.split()


def test_bash_completes_commands_and_options(tmp_path: Path) -> None:
    assert completed(tmp_path, "amazon-plytix re") == ["resume"]
    assert completed(tmp_path, "amazon-plytix sync --ma") == ["--mapping", "--marketplace", "--max-create"]
    assert completed(tmp_path, "amazon-plytix sync --log-format ") == ["text", "json"]


def test_completion_is_shown_and_installed_for_bash(tmp_path: Path) -> None:
    shown = [
        subprocess.run(
            ["bash", "-c", f'"{sys.executable}" -m amazon_plytix {option}; exit $?'],
            env={"HOME": str(tmp_path), "PYTHONPATH": ":".join(sys.path), "PATH": "/usr/bin:/bin"},
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        ).stdout
        for option in ("--show-completion", "--install-completion")
    ]
    assert "complete -o default -F _amazon_plytix_completion amazon-plytix" in shown[0]
    assert "bash completion installed in" in shown[1]
    assert (tmp_path / ".bash_completions/amazon-plytix.sh").read_text().strip() == shown[0].strip()
