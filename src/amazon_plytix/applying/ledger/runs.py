"""Runs, and what each did or began for every listing."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from secrets import token_hex
from typing import Any

import sqlalchemy as sql

from amazon_plytix.applying.ledger.store import Store
from amazon_plytix.applying.ledger.tables import listings, runs


class RunState(StrEnum):
    """How a run stands. One that is still "running" without holding its account was killed."""

    RUNNING = "running"
    FINISHED = "finished"
    INTERRUPTED = "interrupted"
    REFUSED = "refused"
    UNDONE = "undone"


class Stage(StrEnum):
    """How far a create, a family or a link of a listing has come."""

    NONE = ""
    PLANNED = "planned"
    SENT = "sent"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Run:
    """One execute: on which account, of which mapping, when (UTC)."""

    id: str
    account: str
    alias: str | None
    mapping: str
    marketplace: str | None
    state: RunState
    began_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Record:
    """What the ledger knows of one listing in one run."""

    sku: str
    asin: str
    status: str
    product_id: str | None
    canonical_id: str | None
    create: Stage
    family: Stage
    link: Stage
    message: str | None
    modified: str | None
    open: bool


class NoSuchRun(Exception):
    """No run of this name."""


class Runs:
    """All runs of a ledger."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def begin(self, account: str, alias: str | None, mapping: str, marketplace: str | None, now: datetime) -> Run:
        """Enter a new run."""
        run_id = f"{now:%Y%m%d-%H%M%S}-{token_hex(2)}"
        run = Run(run_id, account, alias, mapping, marketplace, RunState.RUNNING, now, None)
        entered = {**asdict(run), "began_at": now.timestamp()}
        with self._store.transaction() as connection:
            connection.execute(sql.insert(runs).values(entered))
        return run

    def end(self, run: Run, state: RunState, now: datetime) -> None:
        """Enter a run's end."""
        with self._store.transaction() as connection:
            mine = sql.update(runs).where(runs.c.id == run.id)
            connection.execute(mine.values(state=state, ended_at=now.timestamp()))

    def all(self) -> list[Run]:
        """Every run, the newest first."""
        with self._store.transaction() as connection:
            rows = connection.execute(sql.select(runs).order_by(runs.c.began_at.desc(), runs.c.id.desc()))
            return [_run(row) for row in rows]

    def named(self, run_id: str) -> Run:
        """The run of this id, or of the only one that begins so.

        Raises NoSuchRun where there is none, or more than one.
        """
        found = [run for run in self.all() if run_id and run.id.startswith(run_id)]
        exact = [run for run in found if run.id == run_id] or found
        if len(exact) != 1:
            raise NoSuchRun(f"{'no' if not exact else 'more than one'} run {run_id!r}; see: amazon-plytix runs")
        return exact[0]

    def records(self, run: Run) -> list[Record]:
        """What became of every listing of a run, in the mapping's order."""
        with self._store.transaction() as connection:
            of_run = sql.select(listings).where(listings.c.run == run.id).order_by(listings.c.number)
            return [_record(row) for row in connection.execute(of_run)]

    def counts(self) -> dict[str, Counter[str]]:
        """For every run, how many listings have which status, and how many links it made (as "linked")."""
        found: defaultdict[str, Counter[str]] = defaultdict(Counter)
        by_status = sql.select(listings.c.run, listings.c.status, sql.func.count()).group_by("run", "status")
        linked = sql.select(listings.c.run, sql.func.count()).where(listings.c.link == Stage.DONE).group_by("run")
        with self._store.transaction() as connection:
            for run_id, status, number in connection.execute(by_status):
                found[run_id][status] = number
            for run_id, number in connection.execute(linked):
                found[run_id]["linked"] = number
        return found

    def begun(self, account: str) -> dict[str, Record]:
        """By SKU, the listings of all runs on an account that something was begun for and not ended."""
        with self._store.transaction() as connection:
            open_ones = sql.select(listings).where(listings.c.account == account, listings.c.open.is_(True))
            return {row.sku: _record(row) for row in connection.execute(open_ones)}


class RunLog:
    """What one run writes down: of every listing the intent before it is sent, and the outcome after."""

    def __init__(self, store: Store, run: Run, begun: Collection[str]) -> None:
        self._store = store
        self._run = run
        self._begun_earlier = set(begun)

    def enter(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Enter all listings of the run, before anything is sent; every row by the names of ``Record``."""
        own = {"run": self._run.id, "account": self._run.account}
        numbered = [{**own, "number": number, **row} for number, row in enumerate(rows)]
        if numbered:
            with self._store.transaction() as connection:
                connection.execute(sql.insert(listings), numbered)

    def has_begun(self, sku: str) -> bool:
        """Whether an earlier run began to create this listing's product and never learnt what became of it."""
        return sku in self._begun_earlier

    def write(self, skus: Collection[str], **values: Any) -> None:
        """Write down how far these listings have come.

        ``open`` says whether something is under way for them. Where it no longer is, what an earlier run had
        begun for them is over too.
        """
        if not skus:
            return
        of_run = [{"of_run": self._run.id, "of_sku": sku, **values} for sku in skus]
        with self._store.transaction() as connection:
            connection.execute(_update(tuple(values)), of_run)
            if values.get("open") is False and (over := self._begun_earlier.intersection(skus)):
                earlier = (listings.c.account == self._run.account, listings.c.sku.in_(over))
                connection.execute(sql.update(listings).where(*earlier).values(open=False))
                self._begun_earlier -= over


@cache
def _update(columns: tuple[str, ...]) -> sql.Update:
    """The statement that writes these columns of a run's listing; building one takes longer than running it."""
    of_listing = sql.update(listings).where(
        listings.c.run == sql.bindparam("of_run"), listings.c.sku == sql.bindparam("of_sku")
    )
    return of_listing.values({column: sql.bindparam(column) for column in columns})


def _run(row: Any) -> Run:
    began_at = datetime.fromtimestamp(row.began_at, UTC)
    ended_at = None if row.ended_at is None else datetime.fromtimestamp(row.ended_at, UTC)
    return Run(row.id, row.account, row.alias, row.mapping, row.marketplace, RunState(row.state), began_at, ended_at)


def _record(row: Any) -> Record:
    return Record(
        sku=row.sku,
        asin=row.asin,
        status=row.status,
        product_id=row.product_id,
        canonical_id=row.canonical_id,
        create=Stage(row.create),
        family=Stage(row.family),
        link=Stage(row.link),
        message=row.message,
        modified=row.modified,
        open=row.open,
    )
