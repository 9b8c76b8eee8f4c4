"""A Plytix to try, test and simulate against: the REST API, v1 and v2, with its state, on loopback or in process.

from plytix_sandbox import Sandbox, accounts, serving

with serving(Sandbox(accounts.example())) as running:
    ...  # call running.url with API key and password "sandbox"
"""

from plytix_sandbox import accounts
from plytix_sandbox.clock import Clock, ManualClock, SystemClock
from plytix_sandbox.faults import Fault
from plytix_sandbox.plans import Plan
from plytix_sandbox.sandbox import Sandbox
from plytix_sandbox.server import Running, serving
from plytix_sandbox.switches import Switches

__all__ = [
    "Clock",
    "Fault",
    "ManualClock",
    "Plan",
    "Running",
    "Sandbox",
    "Switches",
    "SystemClock",
    "accounts",
    "serving",
]
