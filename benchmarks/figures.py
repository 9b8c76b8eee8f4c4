"""What is measured, and the bound it is held against."""

import resource
import sys
from dataclasses import dataclass, field
from math import ceil

BURST_CALLS, BURST_SECONDS = 50, 10
HOUR_CALLS, HOUR_SECONDS = 5_000, 3_600
PLAN = f"{BURST_CALLS}+{HOUR_CALLS}"
LATENCY = 0.15


@dataclass(frozen=True, slots=True)
class Sync:
    """One sync in virtual time.

    Arguments: ``calls`` were let through, ``refused`` were answered with 429; ``seconds`` are virtual ones,
    ``cpu`` this machine's, ``sandbox`` the sandbox's share of these; ``peak`` is the whole process's memory in
    bytes, None where another measurement came before in the same process; ``latency`` the seconds an answer took.
    """

    who: str
    listings: int
    calls: int
    refused: int
    seconds: float
    cpu: float
    sandbox: float
    peak: int | None
    latency: float

    @property
    def bound(self) -> float:
        """Seconds that so many calls take at least."""
        return shortest(self.calls)

    def cpu_per_call(self, *, with_sandbox: bool) -> float:
        """Milliseconds of processor time for each call that was answered."""
        share = 1.0 if with_sandbox else 1.0 - self.sandbox
        return self.cpu * share / (self.calls + self.refused) * 1000


@dataclass(frozen=True, slots=True)
class DryRun:
    """A dry run in real time: processor seconds, seconds on the wall, and the process's memory in bytes.

    Arguments: ``start`` are the processor seconds of a dry run of one listing: what every run costs to begin.
    """

    listings: int
    calls: int
    start: float
    cpu: float
    seconds: float
    peak_before: int
    peak: int

    @property
    def cpu_per_listing(self) -> float:
        """Milliseconds of processor time for each listing, the start left out."""
        return (self.cpu - self.start) / (self.listings - 1) * 1000


@dataclass(frozen=True, slots=True)
class Searches:
    """The sandbox on a socket: milliseconds of a search for 100 SKUs, and its memory in bytes if the system tells."""

    products: int
    median: float
    most: float
    memory: int | None


@dataclass(slots=True)
class Measurements:
    """Everything that was measured; ``by_latency`` has the plain loop and ours in turns."""

    syncs: list[Sync] = field(default_factory=list)
    by_latency: list[Sync] = field(default_factory=list)
    dry_runs: list[DryRun] = field(default_factory=list)
    searches: Searches | None = None


def shortest(calls: int) -> float:
    """Seconds that so many calls take at least on the plan, with nobody else there (plytix-api.md 12)."""
    full_hours = ceil(calls / HOUR_CALLS) - 1
    return full_hours * HOUR_SECONDS + (calls - full_hours * HOUR_CALLS) * BURST_SECONDS / BURST_CALLS


def peak_memory() -> int:
    """The most memory this process has had in use, in bytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024
