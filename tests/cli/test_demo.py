"""The demo: what it shows, what it leaves, and whether the commands it ends with work."""

import os
import shlex
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
import typer

from amazon_plytix.cli.demo import _STORY, _called, _tell_story

SCRIPTS = Path(sysconfig.get_path("scripts"))


def run_demo(program: list[str], folder: Path, **environment: str) -> str:
    """Run the demo in a folder, with no program of ours on PATH; return what it prints."""
    paths = [path for path in os.environ["PATH"].split(os.pathsep) if Path(path) != SCRIPTS]
    ran = subprocess.run(
        [*program, "demo"],
        cwd=folder,
        env=os.environ | {"PATH": os.pathsep.join(paths), "TMPDIR": str(folder)} | environment,
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    return ran.stdout


@pytest.fixture
def shell(tmp_path: Path) -> Path:
    """A directory from which the programs are reached by a path with a blank, as .venv/bin is from a checkout."""
    (tmp_path / "my venv").symlink_to(SCRIPTS)
    return tmp_path


@pytest.mark.slow
def test_the_commands_that_the_demo_ends_with_work_in_that_shell(shell: Path) -> None:
    printed = run_demo(["./my venv/amazon-plytix"], shell)
    closing = printed.partition("With your own account:")[2]
    commands = [line.strip() for line in closing.splitlines() if line.startswith("  ") and "export" not in line]
    assert [shlex.split(command)[1] for command in commands] == ["sync", "serve"]
    for command in commands:
        program, subcommand = shlex.split(command)[:2]
        helped = subprocess.run(
            f"{shlex.quote(program)} {subcommand} --help", shell=True, cwd=shell, capture_output=True, check=False
        )
        assert helped.returncode == 0, command


@pytest.mark.slow
def test_the_demo_shows_links_history_and_undo_in_few_lines_and_leaves_nothing(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text("[nonsense")
    # Settings of the user do not reach it.
    settings = {"AMAZON_PLYTIX_CONFIG": str(config), "AMAZON_PLYTIX_RELATIONSHIP": "Mine"}
    lines = run_demo([sys.executable, "-m", "amazon_plytix"], tmp_path, **settings).splitlines()
    shown = [line.split()[2] for line in lines if line.startswith("$ amazon-plytix ")]
    assert shown == ["sync", "sync", "sync", "link", "runs", "undo", "undo"]
    assert {"5 removed", "3 removed"} <= set(lines)
    assert sum("... " in line for line in lines) < 40
    assert "temporary folder" in lines[0]
    assert list(tmp_path.iterdir()) == [config]


def test_a_program_on_the_path_is_called_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(SCRIPTS))
    monkeypatch.setattr(sys, "argv", [str(SCRIPTS / "amazon-plytix")])
    assert _called("plytix-sandbox") == "plytix-sandbox"


def test_a_module_is_called_by_the_python_that_runs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["/src/amazon_plytix/__main__.py"])
    assert _called("plytix-sandbox") == f"{sys.executable} -m plytix_sandbox"


def test_a_step_of_the_story_is_run_and_folded(capsys: pytest.CaptureFixture[str]) -> None:
    _tell_story(_STORY[:1])
    shown = capsys.readouterr().out
    assert "$ amazon-plytix sync --mapping data/mca0032_mapping.json --dry-run\n" in shown
    assert "Would create:        3\n" in shown


def test_a_step_that_fails_ends_the_demo(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as ended:
        _tell_story([("A run that is not there.", "undo 1 --dry-run")])
    assert ended.value.exit_code == 2
    assert "no run '1'" in capsys.readouterr().err
