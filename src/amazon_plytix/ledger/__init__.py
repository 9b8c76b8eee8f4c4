"""What runs began and what became of it, kept where a crash cannot reach: one SQLite file."""

from amazon_plytix.ledger.lease import AccountBusy, LeaseLost, holders, lease, this_process
from amazon_plytix.ledger.logs import LinkLog, RunLog
from amazon_plytix.ledger.records import PERHAPS_MADE, Action, LinkRecord, Record, Stage
from amazon_plytix.ledger.runs import Job, NoSuchRun, Run, Runs, RunState
from amazon_plytix.ledger.store import LedgerUnusable, Store
from amazon_plytix.ledger.windows import SharedWindows

__all__ = [
    "PERHAPS_MADE",
    "AccountBusy",
    "Action",
    "Job",
    "LeaseLost",
    "LedgerUnusable",
    "LinkLog",
    "LinkRecord",
    "NoSuchRun",
    "Record",
    "Run",
    "RunLog",
    "RunState",
    "Runs",
    "SharedWindows",
    "Stage",
    "Store",
    "holders",
    "lease",
    "this_process",
]
