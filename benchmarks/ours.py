"""A sync of ours, as the command line runs it, against any network and on any clock."""

from contextlib import closing
from pathlib import Path

import httpx2

from amazon_plytix.accounts import Account, SchemaNames
from amazon_plytix.applying.events import Events
from amazon_plytix.http import Clock
from amazon_plytix.jobs.context import JobContext
from amazon_plytix.jobs.running import run_job
from amazon_plytix.jobs.sync import SyncJob
from amazon_plytix.ledger.store import Store
from amazon_plytix.plytix import SMALLEST_PLAN, Credentials


async def sync(
    mapping: Path, url: str, ledger: Path, clock: Clock, *, execute: bool, transport: httpx2.AsyncBaseTransport | None
) -> None:
    """Sync a mapping file, or preview it, and write the results file."""
    account = Account(Credentials("sandbox", "sandbox"), url, url, SchemaNames(), SMALLEST_PLAN)
    with closing(Store(ledger)) as store:
        context = JobContext(store, clock, transport)
        results = await run_job(SyncJob(mapping=mapping), account, context, Events(), execute=execute)
    if results.errors:
        raise SystemExit(f"{len(results.errors)} listings failed, the first: {results.errors[0]}")
