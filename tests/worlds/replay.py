"""Lives random worlds: one to look at, or many to search.

python -m tests.worlds.replay SEED           one world, its calls told
python -m tests.worlds.replay FIRST LAST     all worlds from FIRST to before LAST, on all cores
"""

import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.worlds.life import Life


def verdict(seed: int) -> str | None:
    """What is wrong with a world, None where nothing is."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            Life(seed, Path(folder)).live()
        except Exception as failure:
            return f"world {seed}: {type(failure).__name__}: {failure}; replay it with: make world SEED={seed}"
    return None


def tell(seed: int) -> str | None:
    """Live one world and print every call that reached its Plytix."""
    with tempfile.TemporaryDirectory() as folder:
        life = Life(seed, Path(folder))
        try:
            life.live()
        except Exception as failure:
            return f"world {seed}: {failure}"
        finally:
            for call in life.world.sandbox.journal:
                named = (call.body or {}).get("sku", "") if isinstance(call.body, dict) else ""
                print(f"{call.time:.3f} {call.method:<6} {call.path} {call.status} {named}")
    return None


def search(seeds: range) -> int:
    """Live the worlds, tell of each failure at once and of every thousand lived; how many failed."""
    failed = 0
    with ProcessPoolExecutor() as pool:
        for lived, failure in enumerate(pool.map(verdict, seeds, chunksize=50), start=1):
            if failure:
                failed += 1
                print(failure, flush=True)
            if lived % 1000 == 0 or lived == len(seeds):
                print(f"{lived:,} of {len(seeds):,} worlds, {failed} failed", flush=True)
    return failed


def main() -> None:
    """Live the worlds that the arguments name; exit status 1 where one fails."""
    seeds = [int(argument) for argument in sys.argv[1:]]
    if len(seeds) > 1:
        sys.exit(bool(search(range(*seeds))))
    if failure := tell(*seeds):
        sys.exit(failure)


if __name__ == "__main__":
    main()
