"""stdout and stderr that cannot be written end no command, and the exit status says so."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from plytix_sandbox import Running
from tests.support import entry, write_mapping

LOST = "Error: the command has ended, but stdout could not be written: No space left on device\n"


def run(*arguments: str, **streams: str) -> tuple[int, str]:
    """Run a command whose streams are these files; its exit status and what it wrote to stderr, if that is no file."""
    opened = {name: os.open(path, os.O_WRONLY) for name, path in streams.items()}
    pipes = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
    command = [sys.executable, "-m", "amazon_plytix", *arguments]
    done = subprocess.run(command, **(pipes | opened), text=True, check=False, timeout=60)  # type: ignore[call-overload]
    for descriptor in opened.values():
        os.close(descriptor)
    return done.returncode, done.stderr or ""


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    return write_mapping(tmp_path, [], [entry(n) for n in range(1, 31)])


@pytest.mark.parametrize("arguments", [["--help"], ["runs"], ["runs", "--json"]], ids=" ".join)
def test_what_nobody_could_read_is_no_success(arguments: list[str]) -> None:
    assert run(*arguments, stdout="/dev/full") == (1, LOST)


@pytest.mark.parametrize("more", [[], ["--json"]], ids=["lines", "JSON"])
def test_a_sync_that_cannot_speak_does_its_work(plytix: Running, mapping: Path, more: list[str]) -> None:
    status, stderr = run("sync", "--mapping", str(mapping), "--execute", *more, stdout="/dev/full")
    assert (status, stderr.endswith(LOST), "Traceback" in stderr) == (1, True, False)
    results = json.loads(mapping.with_suffix(".sync_products.json").read_text())
    assert (results["total"], results["created"], results["errors"]) == (30, 30, [])


def test_a_sync_without_any_stream_does_its_work(plytix: Running, mapping: Path) -> None:
    assert run("sync", "--mapping", str(mapping), "--execute", stdout="/dev/full", stderr="/dev/full") == (1, "")
    assert json.loads(mapping.with_suffix(".sync_products.json").read_text())["created"] == 30


def test_a_refusal_that_nobody_could_read_is_a_refusal(plytix: Running, tmp_path: Path) -> None:
    status, _ = run("sync", "--mapping", str(tmp_path / "none.json"), "--dry-run", stderr="/dev/full")
    assert status == 2


def test_escape_sequences_in_arguments_are_shown_and_not_obeyed() -> None:
    status, stderr = run("\x1b]0;owned\x07\x1b[2J")
    assert status == 2
    assert r"\x1b]0;owned\x07\x1b[2J" in stderr
    assert "\x1b" not in stderr
