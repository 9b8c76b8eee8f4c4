"""Faults: things that go wrong on demand."""

from plytix_sandbox.faults.fault import Fault
from plytix_sandbox.faults.files import FaultError, load, parse
from plytix_sandbox.faults.matching import Faults

__all__ = ["Fault", "FaultError", "Faults", "load", "parse"]
