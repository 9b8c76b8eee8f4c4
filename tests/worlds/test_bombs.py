"""How much memory a job takes before a server that sends without an end: in a process of its own, which measures it."""

import resource
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest

from plytix_sandbox import accounts
from tests.support import matched, write_mapping
from tests.support.lies import ENDLESS
from tests.support.lying import LyingWorld
from tests.worlds.test_lies import OURS, STEPS

pytestmark = pytest.mark.slow

# Megabytes.
MOST = 300
# More than there are calls at the same time.
LISTINGS = 12
ENDPOINTS = {"sync": ("token", "search", "create", "link"), "undo": ("search", "delete")}


@pytest.mark.parametrize("job", ["sync", "undo"])
@pytest.mark.parametrize("bomb", ["a gzip bomb", "a body without an end", "a page that is never the last"])
def test_memory_is_bounded_whatever_is_sent(job: str, bomb: str) -> None:
    code = f"from tests.worlds.test_bombs import explode; explode({job!r}, {bomb!r})"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert int(ran.stdout) < MOST


def explode(job: str, bomb: str) -> None:
    """Run a job before a liar at one endpoint after the other; print the most megabytes that the process has taken."""
    with tempfile.TemporaryDirectory() as folder:
        mapping = write_mapping(Path(folder), [matched(number) for number in range(1, LISTINGS + 1)])
        for endpoint in ENDPOINTS[job]:
            world = LyingWorld(accounts.for_mapping(mapping))
            if job == "undo":
                world.sync(mapping)
            world.lie(endpoint, ENDLESS[bomb])
            with suppress(*OURS):
                if job == "undo":
                    world.undo(steps=STEPS)
                else:
                    world.sync(mapping, steps=STEPS)
    print(_most_megabytes())  # noqa: T201 the answer to the test


def _most_megabytes() -> int:
    """Return the most memory that this process has taken. In rusage, Linux counts what its parent had taken, too."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    peak = next(line for line in status.read_text("ascii").splitlines() if line.startswith("VmHWM:"))
    return int(peak.split()[1]) // 1024
