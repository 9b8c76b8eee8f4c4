"""Runs, and what each did or began for every listing."""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from secrets import token_hex
from typing import Any, Self

import sqlalchemy as sql

from amazon_plytix.ledger.records import Action, LinkRecord, Record, Stage, link_record, record
from amazon_plytix.ledger.store import Store
from amazon_plytix.ledger.tables import links, listings, runs

# What a run's figures count, by what was done with a link and how far that came.
_FIGURES = {
    (Action.ADD, Stage.DONE): "linked",
    (Action.REMOVE, Stage.DONE): "unlinked",
    (Action.ADD, Stage.FAILED): "error",
    (Action.REMOVE, Stage.FAILED): "error",
    (Action.ADD, Stage.NONE): "removed",
    (Action.REMOVE, Stage.NONE): "removed",
}


class RunState(StrEnum):
    """How a run stands. KILLED is one that never entered its end and holds its account no more."""

    RUNNING = "running"
    KILLED = "killed"
    FINISHED = "finished"
    INTERRUPTED = "interrupted"
    REFUSED = "refused"
    UNDONE = "undone"


class Job(StrEnum):
    """What a run does."""

    SYNC = "sync"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Run:
    """One execute: on which account, of which mapping, when (UTC), and what it does.

    ``most_removals`` is how many links a link job might remove, None where it was to remove none.
    """

    id: str
    account: str
    alias: str | None
    mapping: str
    marketplace: str | None
    state: RunState
    began_at: datetime
    ended_at: datetime | None
    job: Job = Job.SYNC
    most_removals: int | None = None

    def seen_with(self, holders: Collection[str]) -> Self:
        """The same where these runs are known to hold their accounts: whoever runs holds one."""
        was_killed = self.state is RunState.RUNNING and self.id not in holders
        return replace(self, state=RunState.KILLED) if was_killed else self


class NoSuchRun(Exception):
    """No run of this name."""


class Runs:
    """All runs of a ledger."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def begin(
        self,
        account: str,
        alias: str | None,
        mapping: str,
        marketplace: str | None,
        now: datetime,
        job: Job = Job.SYNC,
        most_removals: int | None = None,
    ) -> Run:
        """Enter a new run."""
        with self._store.transaction() as connection:
            run_id = _unused_id(connection, now)
            run = Run(run_id, account, alias, mapping, marketplace, RunState.RUNNING, now, None, job, most_removals)
            connection.execute(sql.insert(runs).values({**asdict(run), "began_at": now.timestamp()}))
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
            return [record(row) for row in connection.execute(of_run)]

    def link_records(self, run: Run) -> list[LinkRecord]:
        """What became of every link of a link job, in the order of its plan."""
        with self._store.transaction() as connection:
            of_run = sql.select(links).where(links.c.run == run.id).order_by(links.c.number)
            return [link_record(row) for row in connection.execute(of_run)]

    def left(self, run: Run) -> frozenset[str] | None:
        """The SKUs that a sync failed at or did not get to; None, for all of its mapping, where it got to nothing."""
        records = self.records(run)
        return frozenset(each.sku for each in records if not each.is_settled) if records else None

    def linked_by(self, account: str) -> dict[str, str]:
        """The last link job that changed the links of a product, or may have, by the product's id."""
        of_account = sql.select(links.c.source_id, sql.func.max(links.c.run)).join(runs, runs.c.id == links.c.run)
        touched = links.c.stage.in_([Stage.SENT, Stage.DONE, Stage.NONE])
        with self._store.transaction() as connection:
            found = connection.execute(of_account.where(runs.c.account == account, touched).group_by("source_id"))
            return {row[0]: row[1] for row in found}

    def counts(self) -> dict[str, Counter[str]]:
        """For every run, how many listings have which status, and how many links it made (as "linked")."""
        found: defaultdict[str, Counter[str]] = defaultdict(Counter)
        by_status = sql.select(listings.c.run, listings.c.status, sql.func.count()).group_by("run", "status")
        linked = sql.select(listings.c.run, sql.func.count()).where(listings.c.link == Stage.DONE).group_by("run")
        by_link = sql.select(links.c.run, links.c.action, links.c.stage, sql.func.count())
        with self._store.transaction() as connection:
            for run_id, status, number in connection.execute(by_status):
                found[run_id][status] = number
            for run_id, number in connection.execute(linked):
                found[run_id]["linked"] = number
            for run_id, action, stage, number in connection.execute(by_link.group_by("run", "action", "stage")):
                found[run_id][_FIGURES.get((action, stage), "skipped")] += number
        return found

    def begun(self, account: str) -> dict[str, Record]:
        """By SKU, the listings of all runs on an account that something was begun for and not ended."""
        with self._store.transaction() as connection:
            open_ones = sql.select(listings).where(listings.c.account == account, listings.c.open.is_(True))
            return {row.sku: record(row) for row in connection.execute(open_ones)}


def _unused_id(connection: sql.Connection, now: datetime) -> str:
    """The second in which a run begins, and four digits that tell it from others of that second."""
    while True:
        run_id = f"{now:%Y%m%d-%H%M%S}-{token_hex(2)}"
        if connection.scalar(sql.select(runs.c.id).where(runs.c.id == run_id)) is None:
            return run_id


def _run(row: Any) -> Run:
    began_at = datetime.fromtimestamp(row.began_at, UTC)
    ended_at = None if row.ended_at is None else datetime.fromtimestamp(row.ended_at, UTC)
    return Run(
        row.id,
        row.account,
        row.alias,
        row.mapping,
        row.marketplace,
        RunState(row.state),
        began_at,
        ended_at,
        Job(row.job),
        row.most_removals,
    )
