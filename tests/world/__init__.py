"""Worlds: a sync and a whole Plytix in one event loop, on a clock that jumps to the next event."""

from world.clock import ClientClock, SandboxClock
from world.loop import Killed, VirtualTimeLoop, run_virtually
from world.mappings import asin, entry, matched, write_mapping
from world.world import Ran, Recorder, World

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
