"""Measure everything, print it, and write docs/benchmarks.md: python -m benchmarks [--sizes 100 1000]."""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import Any

from benchmarks import ROOT, report
from benchmarks.figures import DryRun, Measurements, Searches, Sync

SIZES = (100, 1_000, 10_000, 100_000)
_SYNCS = ("plain", "first-and-again", "family-in-create")
# Large enough for the hour's window to matter.
_MIDDLE = 10_000
# Below the first a dry run is mostly its start.
_DRY_RUN_SIZES = (1_000, 10_000, 100_000)
# Of so many dry runs the one in the middle counts: a short one is a matter of luck, either way.
_DRY_RUNS = 5
_PRODUCTS = 100_000
_PAGE = ROOT / "docs" / "benchmarks.md"


def measured(sizes: Sequence[int], *, page: bool) -> Measurements:
    """Measure at these sizes, one after the other, so that nothing disturbs anything; for the page dry runs too."""
    found = Measurements()
    for size in sizes:
        for kind in _SYNCS:
            found.syncs += [Sync(**one) for one in _in_a_process_of_its_own(kind, size)]
    middle = max((size for size in sizes if size <= _MIDDLE), default=min(sizes))
    found.by_latency = [Sync(**one) for one in _in_a_process_of_its_own("latencies", middle)]
    for size in _DRY_RUN_SIZES if page else ():
        runs = [DryRun(**_in_a_process_of_its_own("dry-run", size)[0]) for _ in range(_DRY_RUNS)]
        found.dry_runs.append(sorted(runs, key=lambda run: run.cpu)[_DRY_RUNS // 2])
    found.searches = Searches(**_in_a_process_of_its_own("searches", _PRODUCTS)[0])
    return found


def _in_a_process_of_its_own(kind: str, size: int) -> list[dict[str, Any]]:
    """The figures of one measurement. This process stays small: a child begins with its parent's peak memory."""
    print(f"{kind}, {size:,} ...", end=" ", flush=True, file=sys.stderr)
    began = time.monotonic()
    command = [sys.executable, "-m", "benchmarks.child", kind, str(size)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603
    print(f"{time.monotonic() - began:,.0f} s", file=sys.stderr)
    return list(json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    """Measure and tell; without arguments, all sizes, for the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--sizes", nargs="+", type=int, default=SIZES, metavar="LISTINGS")
    parser.add_argument("--page", action="store_true", help="write docs/benchmarks.md with these sizes too")
    arguments = parser.parse_args()
    sizes = sorted(arguments.sizes)
    page = arguments.page or sizes == list(SIZES)
    text = report.text(measured(sizes, page=page))
    print(text)
    if page:
        report.write(_PAGE, text)


if __name__ == "__main__":
    main()
