"""Worlds: a sync and a whole Plytix in one event loop, on a clock that jumps to the next event."""

from tests.support.clock import ClientClock, SandboxClock
from tests.support.loop import Killed, VirtualTimeLoop, run_virtually
from tests.support.mappings import asin, entry, matched, write_mapping
from tests.support.world import Ran, Recorder, World

__all__ = [
    "ClientClock",
    "Killed",
    "Ran",
    "Recorder",
    "SandboxClock",
    "VirtualTimeLoop",
    "World",
    "asin",
    "entry",
    "matched",
    "run_virtually",
    "write_mapping",
]
