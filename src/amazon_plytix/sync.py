"""The whole job: read the mapping, look up, plan, then show or apply, then report."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import httpx2

from amazon_plytix.accounts import Account
from amazon_plytix.applying import Observer, Outcome, apply, preview
from amazon_plytix.lookup import SyncSchema, find_holdings, find_schema
from amazon_plytix.mapping import Mapping, read
from amazon_plytix.planning import Plan, plan_sync
from amazon_plytix.plytix import Clock, Plytix, SystemClock, Watcher


class SyncObserver(Observer, Watcher, Protocol):
    """Told of a sync's steps as they happen."""

    def mapping_read(self, mapping: Mapping) -> None:
        """The file is good."""

    def schema_found(self, schema: SyncSchema) -> None:
        """The account has what a sync needs."""

    def planned(self, plan: Plan) -> None:
        """It is known what is to be done; nothing has been written yet."""


@dataclass(frozen=True, slots=True)
class SyncJob:
    """What a user asked for. ``marketplace`` is for entries that say none, ``execute`` False for a dry run."""

    mapping: Path
    execute: bool
    marketplace: str | None = None


async def sync(
    job: SyncJob,
    account: Account,
    observer: SyncObserver,
    clock: Clock | None = None,
    transport: httpx2.AsyncBaseTransport | None = None,
) -> Sequence[Outcome]:
    """Sync a mapping into an account; an Outcome for every listing, in the mapping's order.

    Raises before the first write, and only then: MappingRefused, SchemaLacks, and PlytixError where Plytix could
    not be asked what it holds.
    """
    clock = clock or SystemClock()
    mapping = read(job.mapping, job.marketplace)
    observer.mapping_read(mapping)
    async with Plytix(
        account.credentials,
        pim_url=account.pim_url,
        auth_url=account.auth_url,
        limits=account.limits,
        clock=clock,
        watcher=observer,
        transport=transport,
    ) as plytix:
        schema = await find_schema(plytix, account.names)
        observer.schema_found(schema)
        holdings = await find_holdings(plytix, mapping.listings, schema.listings)
        plan = plan_sync(mapping.listings, holdings, clock.now().date())
        observer.planned(plan)
        if not job.execute:
            return preview(plan, observer)
        return await apply(plan, plytix, schema.family, schema.listings, clock, observer)
