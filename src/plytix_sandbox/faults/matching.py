"""Finds the faults that apply to a request."""

from collections.abc import Iterable
from fnmatch import fnmatchcase
from random import Random

from plytix_sandbox.faults.fault import Fault


class Faults:
    """Some faults, and how often each was applied.

    Arguments:
        faults: in the order they are applied.
        started: when the sandbox started, epoch seconds.
        seed: where their chances come from.
    """

    def __init__(self, faults: Iterable[Fault], started: float, seed: int) -> None:
        self._faults = list(faults)
        self._started = started
        self._random = Random(seed)  # noqa: S311 - chance that must repeat
        self._matched = [0] * len(self._faults)
        self._applied = [0] * len(self._faults)

    @property
    def longest_lag(self) -> float:
        """The seconds by which a search may lag behind because of a fault."""
        return max((fault.seconds for fault in self._faults if fault.do == "lag"), default=0.0)

    def add(self, fault: Fault) -> None:
        """Add a fault to a running sandbox; a `lag` must be given from the start."""
        self._faults.append(fault)
        self._matched.append(0)
        self._applied.append(0)

    def take(self, method: str, path: str, now: float) -> list[Fault]:
        """Return the faults that apply to a request at `now`, epoch seconds, and count them as applied."""
        return [f for n, f in enumerate(self._faults) if self._applies(n, f, method, path, now)]

    def _applies(self, number: int, fault: Fault, method: str, path: str, now: float) -> bool:
        if fault.method not in (None, method) or not fnmatchcase(path, fault.path):
            return False
        elapsed = now - self._started
        if elapsed < fault.after or (fault.until is not None and elapsed >= fault.until):
            return False
        self._matched[number] += 1
        if self._matched[number] <= fault.skip:
            return False
        if fault.count is not None and self._applied[number] >= fault.count:
            return False
        # Chance is drawn last, so that requests which do not match leave the sequence of draws alone.
        if fault.probability < 1 and self._random.random() >= fault.probability:
            return False
        self._applied[number] += 1
        return True
