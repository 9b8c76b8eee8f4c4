"""Lives random worlds: one to look at, or many to search.

python -m world.replay SEED           one world, its calls told
python -m world.replay FIRST LAST     all worlds from FIRST to before LAST, on all cores
"""

import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from world.life import Life


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


def main() -> None:
    """Live the worlds that the arguments name; exit status 1 where one fails."""
    seeds = [int(argument) for argument in sys.argv[1:]]
    if len(seeds) == 1:
        failures = [failure] if (failure := tell(seeds[0])) else []
    else:
        with ProcessPoolExecutor() as pool:
            failures = [failure for failure in pool.map(verdict, range(*seeds), chunksize=50) if failure]
        print(f"{seeds[1] - seeds[0]:,} worlds, {len(failures)} failed")
    print("\n".join(failures))
    sys.exit(bool(failures))


if __name__ == "__main__":
    main()
