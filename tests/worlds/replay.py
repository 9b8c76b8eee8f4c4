"""Runs random worlds: one to look at, or many to search.

python -m tests.worlds.replay SEED                    one world, with its calls
python -m tests.worlds.replay FIRST LAST              all worlds from FIRST to before LAST, on all cores
python -m tests.worlds.replay people SEED             the same of worlds with people in them
python -m tests.worlds.replay people FIRST LAST
python -m tests.worlds.replay machines FIRST LAST     the same of worlds with two machines of ours
"""

import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Protocol

from tests.support.world import MEMORY, World
from tests.worlds.judged_world import JudgedWorld
from tests.worlds.machines_world import MachinesWorld
from tests.worlds.people_world import PeopleWorld
from tests.worlds.random_world import RandomWorld


class AnyWorld(Protocol):
    """A world that runs, and judges itself."""

    world: World

    def run(self) -> None:
        """Run to the end. Raises AssertionError if something must not be as it is."""
        ...


KINDS: dict[str, Callable[[int, Path], AnyWorld]] = {
    "random": RandomWorld,
    "people": PeopleWorld,
    "machines": MachinesWorld,
}
"""Every kind of world, from its seed and a folder for its files."""


def verdict(seed: int, kind: str = "random") -> str | None:
    """Return what is wrong with a world, or None."""
    return _judged(kind, seed)[0]


def show(seed: int, kind: str = "random") -> str | None:
    """Run one world, print every call that reached its Plytix, and return what is wrong with it."""
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        case = KINDS[kind](seed, Path(folder))
        try:
            case.run()
        except Exception as failure:
            return f"{kind} world {seed}: {failure}"
        finally:
            for time, text in sorted([*_calls(case), *_acts(case)], key=lambda line: line[0]):
                print(f"{time:.3f} {text}")
    return None


def search(seeds: range, kind: str = "random") -> int:
    """Run the worlds, print each failure at once and a line for every thousand; return how many failed."""
    failed, unavoidable = 0, Counter[str]()
    with ProcessPoolExecutor() as pool:
        judged = pool.map(partial(_judged, kind), seeds, chunksize=50)
        for done, (failure, unseen) in enumerate(judged, start=1):
            unavoidable += unseen
            if failure:
                failed += 1
                print(failure, flush=True)
            if done % 1000 == 0 or done == len(seeds):
                unseen_so_far = f", unavoidable: {dict(unavoidable)}" if unavoidable else ""
                print(f"{done:,} of {len(seeds):,} worlds, {failed} failed{unseen_so_far}", flush=True)
    return failed


def _judged(kind: str, seed: int) -> tuple[str | None, Counter[str]]:
    """Return what is wrong with a world, and how often something was hurt in it that no call could show before."""
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        case, replay = KINDS[kind](seed, Path(folder)), f"python -m tests.worlds.replay {kind} {seed}"
        try:
            case.run()
        except Exception as failure:
            return f"{kind} world {seed}: {type(failure).__name__}: {failure}; replay it with: {replay}", Counter()
        return None, case.unavoidable if isinstance(case, JudgedWorld) else Counter()


def _calls(case: AnyWorld) -> Iterable[tuple[float, str]]:
    for call in case.world.sandbox.journal:
        named = (call.body or {}).get("sku", "") if isinstance(call.body, dict) else ""
        yield call.time, f"{call.method:<6} {call.path} {call.status} {named}"


def _acts(case: AnyWorld) -> Iterable[tuple[float, str]]:
    """Return what people did, if there were any in the world."""
    return case.people.acted if isinstance(case, PeopleWorld) else ()


def main() -> None:
    """Run the worlds that the arguments name, and exit with status 1 if one fails."""
    arguments = sys.argv[1:]
    kind = arguments.pop(0) if arguments and arguments[0] in KINDS else "random"
    seeds = [int(argument) for argument in arguments]
    if len(seeds) > 1:
        sys.exit(bool(search(range(*seeds), kind)))
    if failure := show(seeds[0], kind):
        sys.exit(failure)


if __name__ == "__main__":
    main()
