"""Our sync, as its command runs it: with its ledger on the disk and its results file."""

from contextlib import closing
from pathlib import Path

import httpx2

from amazon_plytix.accounts import Account, SchemaNames
from amazon_plytix.applying import Outcome
from amazon_plytix.cli.jobs import collect_seldom
from amazon_plytix.jobs.context import Surroundings
from amazon_plytix.jobs.sync import SyncJob
from amazon_plytix.jobs.sync import sync as sync_listings
from amazon_plytix.ledger import Store
from amazon_plytix.lookup import SyncSchema
from amazon_plytix.mapping import ListingMapping
from amazon_plytix.planning import Estimate, Plan
from amazon_plytix.plytix import SMALLEST_PLAN, Clock, Credentials, Wait
from amazon_plytix.reporting import results_of, results_path, save_results


class Quiet:
    """An observer that keeps nothing of what it is told."""

    def waiting(self, wait: Wait) -> None:
        """A pause begins."""

    def note(self, text: str) -> None:
        """Something worth knowing."""

    def mapping_read(self, mapping: ListingMapping) -> None:
        """The file is good."""

    def schema_found(self, schema: SyncSchema) -> None:
        """The account has what a sync needs."""

    def planned(self, plan: Plan, estimate: Estimate) -> None:
        """It is known what is to be done."""

    def product_settled(self, outcome: Outcome) -> None:
        """A listing has its product."""

    def linking(self, done: int, total: int) -> None:
        """So many canonical products are linked."""


async def sync(
    mapping: Path, url: str, ledger: Path, clock: Clock, *, execute: bool, transport: httpx2.AsyncBaseTransport | None
) -> None:
    """Sync a mapping file, or preview it, and write the results file."""
    collect_seldom()
    account = Account(Credentials("sandbox", "sandbox"), url, url, SchemaNames(), SMALLEST_PLAN)
    job = SyncJob(mapping, execute)
    with closing(Store(ledger)) as store:
        outcomes = await sync_listings(job, account, Quiet(), Surroundings(store, clock, transport))
    results = results_of(outcomes, mapping, clock.now(), execute=execute)
    save_results(results_path(job), results)
    if results["errors"]:
        raise SystemExit(f"{len(results['errors'])} listings failed, the first: {results['errors'][0]}")
