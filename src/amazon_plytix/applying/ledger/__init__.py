"""What runs began and what became of it, kept where a crash cannot reach: one SQLite file."""

from amazon_plytix.applying.ledger.lease import AccountBusy, LeaseLost, lease, this_process
from amazon_plytix.applying.ledger.runs import NoSuchRun, Record, Run, RunLog, Runs, RunState, Stage
from amazon_plytix.applying.ledger.store import LedgerUnusable, Store
from amazon_plytix.applying.ledger.windows import SharedWindows

__all__ = [
    "AccountBusy",
    "LeaseLost",
    "LedgerUnusable",
    "NoSuchRun",
    "Record",
    "Run",
    "RunLog",
    "RunState",
    "Runs",
    "SharedWindows",
    "Stage",
    "Store",
    "lease",
    "this_process",
]
