"""Runs random worlds: one to look at, or many to search.

python -m tests.worlds.replay SEED           one world, with its calls
python -m tests.worlds.replay FIRST LAST     all worlds from FIRST to before LAST, on all cores
"""

import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.support.world import MEMORY
from tests.worlds.random_world import RandomWorld


def verdict(seed: int) -> str | None:
    """Return what is wrong with a world, or None."""
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        try:
            RandomWorld(seed, Path(folder)).run()
        except Exception as failure:
            return f"world {seed}: {type(failure).__name__}: {failure}; replay it with: make world SEED={seed}"
    return None


def show(seed: int) -> str | None:
    """Run one world, print every call that reached its Plytix, and return what is wrong with it."""
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        random_world = RandomWorld(seed, Path(folder))
        try:
            random_world.run()
        except Exception as failure:
            return f"world {seed}: {failure}"
        finally:
            for call in random_world.world.sandbox.journal:
                named = (call.body or {}).get("sku", "") if isinstance(call.body, dict) else ""
                print(f"{call.time:.3f} {call.method:<6} {call.path} {call.status} {named}")
    return None


def search(seeds: range) -> int:
    """Run the worlds, print each failure at once and a line for every thousand; return how many failed."""
    failed = 0
    with ProcessPoolExecutor() as pool:
        for done, failure in enumerate(pool.map(verdict, seeds, chunksize=50), start=1):
            if failure:
                failed += 1
                print(failure, flush=True)
            if done % 1000 == 0 or done == len(seeds):
                print(f"{done:,} of {len(seeds):,} worlds, {failed} failed", flush=True)
    return failed


def main() -> None:
    """Run the worlds that the arguments name, and exit with status 1 if one fails."""
    seeds = [int(argument) for argument in sys.argv[1:]]
    if len(seeds) > 1:
        sys.exit(bool(search(range(*seeds))))
    if failure := show(*seeds):
        sys.exit(failure)


if __name__ == "__main__":
    main()
