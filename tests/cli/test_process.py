"""The commands as processes: the script (sync-workflow.md, Script), signals, pipes."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from plytix_sandbox import Fault, Running, Sandbox, accounts, serving
from tests.support import entry, write_mapping
from tests.support.plytix import environment

ROOT = Path(__file__).parents[2]


@pytest.fixture
def slow_plytix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    with serving(Sandbox(accounts.example(), plan="unlimited", latency=0.1)) as running:
        for name, value in environment(running.url, tmp_path).items():
            monkeypatch.setenv(name, value)
        yield running


def start(*arguments: str, cwd: Path = ROOT, stdin: int | None = None) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=cwd,
        env=dict(os.environ),
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def test_the_seeds_script_is_the_sync_command(plytix: Running, mapping: Path) -> None:
    script = start(
        str(ROOT / "scripts/sync_amazon_products.py"), "--mapping", mapping.name, "--dry-run", cwd=mapping.parent
    )
    stdout, stderr = script.communicate(timeout=60)
    assert (script.returncode, stderr) == (0, "")
    assert "Results saved to mca0032_mapping.sync_products.json" in stdout
    assert "\x1b" not in stdout


@pytest.mark.slow
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_sync_ends_in_good_order_and_goes_on_when_run_again(
    slow_plytix: Running, tmp_path: Path, sign: signal.Signals
) -> None:
    mapping = str(write_mapping(tmp_path, [], [entry(n) for n in range(1, 61)]))
    process = start("-m", "amazon_plytix", "sync", "--mapping", mapping, "--execute")
    assert process.stdout
    for line in process.stdout:
        if "CREATED" in line:
            break
    process.send_signal(sign)
    _, stderr = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "run the same command again" in stderr
    assert "Traceback" not in stderr
    results = json.loads((tmp_path / "mapping.sync_products.json").read_text())
    assert results["total"] == results["created"] + results["skipped"] == 60
    again = start("-m", "amazon_plytix", "sync", "--mapping", mapping, "--execute")
    stdout, _ = again.communicate(timeout=60)
    assert again.returncode == 0
    assert "Total mappings:      60" in stdout
    made = [call.body["sku"] for call in slow_plytix.sandbox.journal if call.path == "/api/v2/products"]
    assert len(made) == len(set(made)) == 60


@pytest.mark.slow
def test_a_sync_that_is_killed_leaves_no_results_of_an_earlier_one(slow_plytix: Running, tmp_path: Path) -> None:
    mapping, saved = write_mapping(tmp_path, [], [entry(1)]), tmp_path / "mapping.sync_products.json"
    assert start("-m", "amazon_plytix", "sync", "--mapping", str(mapping), "--execute").communicate()
    earlier = json.loads(saved.read_text())["metadata"]["run"]
    write_mapping(tmp_path, [], [entry(n) for n in range(1, 61)])
    process = start("-m", "amazon_plytix", "sync", "--mapping", str(mapping), "--execute")
    assert process.stdout
    while "CREATED" not in process.stdout.readline():
        pass
    process.kill()
    process.communicate()
    results = json.loads(saved.read_text())
    run = results["metadata"]["run"]
    assert run not in {None, earlier}
    assert (results["total"], results["skipped"], results["created"], results["products"]) == (60, 60, 0, [])
    assert f"amazon-plytix runs show {run}" in results["stopped"]


@pytest.mark.slow
@pytest.mark.parametrize("path", ["/api/v2/products", "/auth/api/get-token"])
def test_a_wait_of_half_an_hour_ends_with_the_signal(slow_plytix: Running, tmp_path: Path, path: str) -> None:
    slow_plytix.sandbox.faults.add(Fault(do="rate_limit", path=path, count=1, retry_after="1800"))
    mapping = str(write_mapping(tmp_path, [], [entry(1)]))
    process = start("-m", "amazon_plytix", "sync", "--mapping", mapping, "--execute")
    assert process.stderr
    assert "Waiting 30 min, until " in process.stderr.readline()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=10)
    assert process.returncode == 130


@pytest.mark.slow
def test_a_second_signal_ends_it_at_once(slow_plytix: Running, tmp_path: Path) -> None:
    slow_plytix.sandbox.faults.add(Fault(do="delay", path="/api/v2/products", seconds=60))
    mapping = str(write_mapping(tmp_path, [], [entry(1)]))
    process = start("-m", "amazon_plytix", "sync", "--mapping", mapping, "--execute")
    assert process.stdout
    assert process.stderr
    while "Syncing" not in process.stdout.readline():
        pass
    process.send_signal(signal.SIGINT)
    assert "Once more" in process.stderr.readline()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=10)
    assert process.returncode == 130


@pytest.mark.slow
def test_a_reader_that_leaves_does_not_end_the_sync(slow_plytix: Running, tmp_path: Path) -> None:
    mapping = write_mapping(tmp_path, [], [entry(n) for n in range(1, 21)])
    process = start("-m", "amazon_plytix", "sync", "--mapping", str(mapping), "--execute")
    assert process.stdout
    assert process.stderr
    assert process.stdout.readline().startswith("Loading")
    process.stdout.close()
    assert (process.wait(timeout=60), process.stderr.read()) == (0, "")
    process.stderr.close()
    assert (tmp_path / "mapping.sync_products.json").exists()


def test_a_terminal_that_cannot_spell_a_sku_does_not_end_the_sync(
    plytix: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    mapping = write_mapping(tmp_path, [], [entry(1, suggested_sku="STIEFEL-GRÖSSE-42")])
    process = start("-m", "amazon_plytix", "sync", "--mapping", str(mapping), "--execute")
    stdout, stderr = process.communicate(timeout=60)
    assert (process.returncode, stderr) == (0, "")
    assert "STIEFEL-GR?SSE-42 (canonical: N/A)... CREATED" in stdout


@pytest.mark.slow
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("stuck", ["opening", "reading", "standard input", "parsing"])
def test_a_signal_ends_it_at_once_while_the_mapping_is_read(
    plytix: Running, tmp_path: Path, sign: signal.Signals, stuck: str
) -> None:
    path = tmp_path / "pipe.json"
    os.mkfifo(path)
    # Held open for writing, so that reading waits for what never comes.
    writing = os.open(path, os.O_RDWR) if stuck == "reading" else None
    if stuck == "parsing":
        path.unlink()
        path.write_text(json.dumps({"matched": [], "unmatched_amazon": [entry(n) for n in range(200_000)]}))
    named = "-" if stuck == "standard input" else str(path)
    reading, never = os.pipe()
    process = start("-m", "amazon_plytix", "sync", "--mapping", named, "--execute", stdin=reading)
    assert process.stdout
    assert process.stdout.readline() == f"Loading mapping from {named}\n"
    process.send_signal(sign)
    _, stderr = process.communicate(timeout=10)
    assert (process.returncode, stderr) == (130, "Error: interrupted; run the same command again to go on\n")
    assert len(plytix.sandbox.journal) == 0
    for opened in filter(None, (writing, reading, never)):
        os.close(opened)
