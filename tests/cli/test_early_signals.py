"""Signals that come before or after a job: while the program is loaded, and when everything is saved."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest

from plytix_sandbox import Running
from tests.support import entry, write_mapping

# Says when signals are heard: before Python itself has started no program can hear any.
STARTED = """
import os, signal
from amazon_plytix.cli import start
# Whoever runs the tests may have ignored it.
signal.signal(signal.SIGHUP, signal.SIG_DFL)
start.hear_signals()
os.write(2, b".")
start.{entry}()
"""
GO_ON = "Error: interrupted; run the same command again to go on\n"


def start(*arguments: str, entry: str = "command") -> subprocess.Popen[str]:
    """Start a command, and return as soon as it hears signals."""
    process = subprocess.Popen(
        [sys.executable, "-c", STARTED.format(entry=entry), *arguments],
        env=dict(os.environ),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr
    assert process.stderr.read(1) == "."
    return process


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("entry", ["command", "script"])
def test_a_signal_while_the_program_is_loaded_ends_it_in_a_sentence(number: signal.Signals, entry: str) -> None:
    moments = Random(number)
    for _ in range(5):
        process = start("--help", entry=entry)
        time.sleep(moments.uniform(0.01, 0.4))
        process.send_signal(number)
        _, stderr = process.communicate(timeout=60)
        # Help may be quicker than the signal.
        assert (process.returncode, stderr) in {(130, GO_ON), (0, "")}


def test_the_very_first_moment_is_heard() -> None:
    process = start("runs")
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=60)
    assert (process.returncode, stdout, stderr) == (130, "", GO_ON)


@pytest.mark.slow
def test_a_signal_while_a_mapping_is_read_ends_it_in_a_sentence(plytix: Running, tmp_path: Path) -> None:
    mapping = write_mapping(tmp_path, [], [entry(n) for n in range(1, 40_001)])
    process = start("sync", "--mapping", str(mapping), "--execute")
    assert process.stdout
    assert process.stdout.readline().startswith("Loading")
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=60)
    assert (process.returncode, stderr) == (130, GO_ON)
    assert len(plytix.sandbox.journal) == 0


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_second_signal_when_the_results_are_saved_leaves_the_exit_status(
    plytix: Running, tmp_path: Path, number: signal.Signals
) -> None:
    mapping = write_mapping(tmp_path, [], [entry(n) for n in range(1, 200)])
    results = tmp_path / "mapping.sync_products.json"
    moments = Random(number)
    for _ in range(4):
        process = start("sync", "--mapping", str(mapping), "--execute")
        assert process.stdout
        for line in process.stdout:
            if "===" in line:
                break
        process.send_signal(number)
        while not results.exists() and process.poll() is None:
            time.sleep(0.001)
        time.sleep(moments.uniform(0.0, 0.1))
        process.send_signal(number)
        process.communicate(timeout=60)
        assert process.returncode == 130
        results.unlink()


def test_a_process_leaves_no_core_dump() -> None:
    code = (
        "import sys, resource; sys.argv[1:] = ['--help']; from amazon_plytix.cli.start import command\n"
        "try: command()\nexcept SystemExit: print(resource.getrlimit(resource.RLIMIT_CORE))"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert shown.endswith("(0, 0)\n")
