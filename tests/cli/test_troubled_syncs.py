"""A sync that meets trouble at random moments of its work: results or a clear sentence, and nothing lost."""

import json
import os
import pty
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import pytest

from plytix_sandbox import Running, Sandbox, accounts, serving
from plytix_sandbox.journal import Entry, Journal
from tests.support import entry, matched, write_mapping
from tests.support.plytix import environment
from tests.support.thoroughness import sampled

pytestmark = pytest.mark.slow

ENTRIES = ([matched(n) for n in range(1, 16)], [entry(n) for n in range(16, 26)])
SKUS = sorted(each["suggested_sku"] for each in ENTRIES[0] + ENTRIES[1])
# Calls of an undisturbed sync: a token, four lookups, two calls a product, two a link with its look.
CALLS = 70
MOMENTS = 10
# The command as a process in which something breaks as soon as it is asked to.
PROCESS = """
import os, resource, signal, tempfile, threading
signal.signal(signal.SIGHUP, signal.SIG_{hang_up})
def full(*_, **__):
    raise OSError(28, "No space left on device")
def break_it():
    os.read({control}, 1)
    {broken}
    os.write({answer}, b".")
threading.Thread(target=break_it, daemon=True).start()
from amazon_plytix.cli.start import script
script()
"""
FULL_STDOUT = 'os.dup2(os.open("/dev/full", os.O_WRONLY), 1)'
FULL_STDERR = 'os.dup2(os.open("/dev/full", os.O_WRONLY), 2)'
FULL_RESULTS = "tempfile.NamedTemporaryFile = full"
FULL_LEDGER = "resource.setrlimit(resource.RLIMIT_FSIZE, (1, 1))"
GO_ON = ("run the same command again", "Run the same command again")


class Striking(Journal):
    """A journal that does something at the nth call, before it is answered."""

    def __init__(self, nth: int) -> None:
        super().__init__()
        self._nth = nth
        self.strike: Callable[[], object] = lambda: None

    def add(self, entry: Entry) -> None:
        super().add(entry)
        if len(self) == self._nth:
            self.strike()


class Stage:
    """A Plytix on a socket, and a sync of a mapping of 25 listings that meets trouble at its nth call."""

    def __init__(self, folder: Path, running: Running, nth: int) -> None:
        self.mapping = folder / "mapping.json"
        self.plytix = running.sandbox
        self.journal = self.plytix.journal = Striking(nth)
        self._environment = os.environ | environment(running.url, folder)

    def sync(self, broken: str = "pass", *, hang_up: str = "DFL", **streams: Any) -> subprocess.Popen[str]:
        """Start a sync; the strike breaks it as this line of Python says."""
        (control, ours), (theirs, answer) = os.pipe(), os.pipe()
        code = PROCESS.format(broken=broken, control=control, answer=answer, hang_up=hang_up)
        process = subprocess.Popen(
            [sys.executable, "-c", code, "--mapping", str(self.mapping), "--execute"],
            env=self._environment,
            text=True,
            pass_fds=(control, answer),
            **({"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | streams),
        )
        os.close(control)
        os.close(answer)

        def strike() -> None:
            os.write(ours, b".")
            os.read(theirs, 1)

        self.journal.strike = strike
        return process

    @property
    def results(self) -> Any:
        return json.loads(self.mapping.with_suffix(".sync_products.json").read_text("utf-8"))

    def judge(self, *, complete: bool) -> None:
        """Every listing has a row, and those that are created are there."""
        results = self.results
        statuses = Counter(row["status"] for row in results["products"])
        assert (results["total"], statuses.total()) == (25, 25)
        assert {row["sku"] for row in results["products"] if row["status"] == "created"} <= {*self.made}
        assert statuses.keys() <= {"created", "skipped"}
        if complete:
            assert (statuses["created"], results["linked"], results["errors"]) == (25, 15, [])

    @property
    def made(self) -> list[str]:
        return [each.body["sku"] for each in self.journal if each.path == "/api/v2/products" and each.status == 201]

    def finish(self) -> None:
        """Sync again, undisturbed: nothing was lost, and nothing is made twice."""
        self.journal.strike = lambda: None
        process = self.sync()
        _, stderr = process.communicate(timeout=120)
        assert (process.returncode, stderr) == (0, "")
        assert sorted(self.made) == SKUS
        assert all(row["link"] in {"made", "present"} for row in self.results["products"][:15])


@contextmanager
def stage(folder: Path, nth: int) -> Iterator[Stage]:
    folder.mkdir()
    mapping = write_mapping(folder, *ENTRIES)
    with serving(Sandbox(accounts.for_mapping(mapping), plan="unlimited")) as running:
        yield Stage(folder, running, nth)


def hang_up(troubled: Stage) -> None:
    process = troubled.sync()
    troubled.journal.strike = lambda: process.send_signal(signal.SIGHUP)
    _, stderr = process.communicate(timeout=120)
    assert "Traceback" not in stderr
    assert any(words in stderr for words in GO_ON) or "Nothing was written to Plytix" in stderr
    assert process.returncode == 130
    if troubled.made:
        troubled.judge(complete=False)


def closed_terminal(troubled: Stage) -> None:
    """The terminal goes, and the process was told to outlive it."""
    ours, theirs = pty.openpty()
    process = troubled.sync(hang_up="IGN", stdout=theirs, stderr=theirs, stdin=theirs, start_new_session=True)
    os.close(theirs)
    troubled.journal.strike = lambda: os.close(ours)
    # A terminal that nobody reads would fill up.
    with ThreadPoolExecutor(1) as reader:
        reader.submit(drain, ours)
        assert process.wait(timeout=120) == 1
    troubled.judge(complete=True)


def drain(descriptor: int) -> None:
    try:
        while os.read(descriptor, 1000):
            pass
    except OSError:
        pass


def full_stdout(troubled: Stage) -> None:
    process = troubled.sync(FULL_STDOUT)
    _, stderr = process.communicate(timeout=120)
    assert (process.returncode, stderr.endswith("stdout could not be written: No space left on device\n")) == (1, True)
    troubled.judge(complete=True)


def full_stderr(troubled: Stage) -> None:
    process = troubled.sync(FULL_STDERR)
    stdout, _ = process.communicate(timeout=120)
    # Nothing has to be said there, so nothing was lost.
    assert (process.returncode, "Results saved to" in stdout) == (0, True)
    troubled.judge(complete=True)


def full_results(troubled: Stage) -> None:
    process = troubled.sync(FULL_RESULTS)
    _, stderr = process.communicate(timeout=120)
    assert process.returncode == 1
    assert "the job is done, but" in stderr
    assert "could not be written: No space left on device; make room" in stderr
    assert sorted(troubled.made) == SKUS


def full_ledger(troubled: Stage) -> None:
    """No file can grow any more, the results' files neither."""
    process = troubled.sync(FULL_LEDGER)
    _, stderr = process.communicate(timeout=120)
    assert "Traceback" not in stderr
    assert "fault of this program" not in stderr
    if troubled.made:
        assert process.returncode == 1
        assert "could not be written: File too large" in stderr
        assert "Run the same command again" in stderr or "the job is done, but" in stderr
    else:
        assert process.returncode in {1, 2}


TROUBLES = [hang_up, closed_terminal, full_stdout, full_stderr, full_results, full_ledger]


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda trouble: trouble.__name__)
def test_at_any_moment_nothing_is_lost(tmp_path: Path, trouble: Callable[[Stage], None]) -> None:
    # From the first lookup on: before it nothing has begun.
    chance = Random(trouble.__name__)

    def live(number: int) -> str | None:
        nth = 3 + number * (CALLS - 5) // MOMENTS + chance.randrange(4)
        with stage(tmp_path / str(number), nth) as troubled:
            try:
                trouble(troubled)
                troubled.finish()
            except (AssertionError, OSError, ValueError, subprocess.TimeoutExpired) as failure:
                return f"at call {nth}: {failure!r}"
        return None

    with ThreadPoolExecutor(2) as two:
        failures = [failure for failure in two.map(live, sampled(range(MOMENTS), 4)) if failure]
    assert not failures, "\n".join(failures)
