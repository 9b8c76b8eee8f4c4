"""All runs of a ledger, with their Plans and their Steps."""

import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, fields
from datetime import UTC, datetime, timedelta
from secrets import token_hex
from typing import Any

import sqlalchemy as sql

from amazon_plytix.ledger.run import NoSuchRun, Run, RunRequest, RunState
from amazon_plytix.ledger.store import Store
from amazon_plytix.ledger.tables import plans, runs, steps
from amazon_plytix.planning.changes import Relation
from amazon_plytix.planning.document import from_json, to_json
from amazon_plytix.planning.existing import BegunCreate
from amazon_plytix.planning.header import AccountRef, JobKind
from amazon_plytix.planning.plan import LinkState, Plan
from amazon_plytix.planning.steps import Stage, Step, StepKind

# How long a run that changed nothing is remembered.
KEPT_UNCHANGED = timedelta(days=30)
# How many ids a message names if what was typed fits several.
_MOST_NAMED = 10


class Runs:
    """All runs of a ledger.

    Arguments:
        store: the ledger.
        draw: returns so many random bytes as hexadecimal digits.
    """

    def __init__(self, store: Store, draw: Callable[[int], str] = token_hex) -> None:
        self._store = store
        self._draw = draw

    def begin(self, request: RunRequest, account: AccountRef, now: datetime) -> Run:
        """Enter a new run on an account."""
        with self._store.transaction() as connection:
            run = Run(
                **asdict(request),
                id=self._unused_id(connection, now),
                account=account.id,
                alias=account.alias,
                host=account.host,
                began_at=now,
            )
            connection.execute(sql.insert(runs).values({**asdict(run), "began_at": now.timestamp()}))
        return run

    def keep_plan(self, run: Run, plan: Plan) -> None:
        """Keep the Plan that a run carries out, unless it has nothing to do and nothing against it."""
        with self._store.transaction() as connection:
            # Those that the Plan has an obstacle for have no Step, and would be counted as existing.
            listings = sum(not planned.obstacle for planned in plan.listings)
            known = {"listings": listings, "obstacles": _obstacles(plan)}
            connection.execute(sql.update(runs).where(runs.c.id == run.id).values(known))
            if plan.says_something:
                document = b"".join(_compressed(to_json(plan)))
                connection.execute(sql.insert(plans).values(run=run.id, document=document))

    def plan_of(self, run: Run) -> Plan | None:
        """Return the Plan that a run carried out; None if it had none, or one with nothing to do."""
        with self._store.reading() as connection:
            document = connection.scalar(sql.select(plans.c.document).where(plans.c.run == run.id))
            return None if document is None else from_json(zlib.decompress(document).decode())

    def end(
        self,
        run: Run,
        state: RunState,
        now: datetime,
        *,
        exit_status: int | None = None,
        errors: int | None = None,
        stopped: str | None = None,
    ) -> None:
        """Enter a run's end.

        Arguments:
            run: the run.
            state: how it stands now.
            now: the time.
            exit_status: how its process ends; None if that is not known.
            errors: how many listings, families and links went wrong, as its results count them; None if there are none.
            stopped: one sentence why it ended before its end, None if it did not.
        """
        known = {"exit_status": exit_status, "errors": errors, "stopped": stopped}
        with self._store.transaction() as connection:
            mine = sql.update(runs).where(runs.c.id == run.id)
            connection.execute(mine.values(state=state, ended_at=now.timestamp(), **known))

    def mark_undone(self, run_id: str) -> None:
        """Enter that everything a run did has been taken back."""
        with self._store.transaction() as connection:
            connection.execute(sql.update(runs).where(runs.c.id == run_id).values(state=RunState.UNDONE))

    def all(self) -> list[Run]:
        """Return every run, the newest first."""
        with self._store.reading() as connection:
            rows = connection.execute(sql.select(runs).order_by(runs.c.began_at.desc(), runs.c.id.desc()))
            return [_run(row) for row in rows]

    def named(self, run_id: str) -> Run:
        """Return the run of this id, or of the only one that begins so.

        Raises NoSuchRun if there is none, or more than one.
        """
        found = [run for run in self.all() if run_id and run.id.startswith(run_id)]
        exact = [run for run in found if run.id == run_id] or found
        if not exact:
            raise NoSuchRun(f"no run {run_id!r}; see: amazon-plytix runs")
        if len(exact) > 1:
            raise NoSuchRun(f"more than one run {run_id!r}: {_listed(exact)}; see: amazon-plytix runs")
        return exact[0]

    def children(self, run: Run) -> list[Run]:
        """Return the runs that went on with this one, or took it back, the newest first."""
        return [each for each in self.all() if each.parent == run.id]

    def last_whole(self, request: RunRequest, account: str) -> Run | None:
        """Return the last run of the same job, on all of the same mapping file and the same account, that finished.

        Others say nothing: an account may have a mapping for each of its styles.
        """
        same = (account, request.job, request.mapping)
        done = (run for run in self.all() if (run.account, run.job, run.mapping) == same)
        return next((run for run in done if run.state is RunState.FINISHED and not run.limited), None)

    def steps(self, run: Run) -> list[Step]:
        """Return every Step of a run, in the order of its Plan."""
        with self._store.reading() as connection:
            of_run = sql.select(steps).where(steps.c.run == run.id).order_by(steps.c.number)
            return [_step(row) for row in connection.execute(of_run)]

    def left(self, run: Run) -> frozenset[str] | None:
        """Return the SKUs of the listings that a sync failed at or did not get to; None for all of its mapping."""
        plan = self.plan_of(run)
        if plan is None:
            # Without a Plan the run either came to nothing, or had nothing to do.
            return None if run.state is not RunState.FINISHED else frozenset()
        # A product of somebody else's, found by its create, is as little to do as one that was there before.
        settled = {Stage.DONE, Stage.DROPPED}
        unfinished = {step for step in self.steps(run) if step.stage not in settled or step.message}
        impossible = {link.target.sku for link in plan.links if link.state is LinkState.FAILED}
        impossible |= {planned.listing.sku for planned in plan.listings if planned.obstacle}
        return frozenset(step.target_sku or step.subject_sku for step in unfinished) | impossible

    def begun(self, account: str) -> dict[str, BegunCreate]:
        """Return the creates that any run on an account began and did not end, by SKU."""
        of_account = (
            sql.select(steps.c.subject_sku, steps.c.subject_id, steps.c.modified, runs.c.began_at)
            .join(runs, runs.c.id == steps.c.run)
            .where(steps.c.account == account, steps.c.is_open)
            .order_by(steps.c.modified.is_not(None), runs.c.began_at)
        )
        with self._store.reading() as connection:
            return {row.subject_sku: _begun(row) for row in connection.execute(of_account)}

    def forget_unchanged(self, now: datetime) -> list[str]:
        """Forget runs that changed nothing and ended more than 30 days ago; return their ids.

        Otherwise a nightly sync that finds everything there would fill the ledger for nothing.
        """
        has_steps = sql.select(steps.c.run).where(steps.c.run == runs.c.id).exists()
        parents = sql.select(runs.c.parent).where(runs.c.parent.is_not(None))
        old = (runs.c.ended_at < (now - KEPT_UNCHANGED).timestamp(), ~has_steps, runs.c.id.not_in(parents))
        with self._store.transaction() as connection:
            forgotten = list(connection.scalars(sql.select(runs.c.id).where(*old)))
            for table in (plans.c.run, runs.c.id):
                connection.execute(sql.delete(table.table).where(table.in_(forgotten)))
        return forgotten

    def _unused_id(self, connection: sql.Connection, now: datetime) -> str:
        """Return the second in which a run begins, and four digits that tell it from others of that second."""
        while True:
            run_id = f"{now:%Y%m%d-%H%M%S}-{self._draw(2)}"
            if connection.scalar(sql.select(runs.c.id).where(runs.c.id == run_id)) is None:
                return run_id


def _obstacles(plan: Plan) -> int:
    """Return how many listings and links of a Plan cannot be made, as results count them: once a target and reason."""
    listings = sum(planned.obstacle is not None for planned in plan.listings)
    impossible = (link for link in plan.links if link.state is LinkState.FAILED and link.obstacle)
    return listings + len({(link.target.sku, link.obstacle) for link in impossible})


def _listed(found: Sequence[Run]) -> str:
    """Return the ids of runs, the newest first, as far as a line can take them."""
    more = f" and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else ""
    return ", ".join(run.id for run in found[:_MOST_NAMED]) + more


def _compressed(pieces: Iterable[str]) -> Iterator[bytes]:
    compressor = zlib.compressobj(1)
    for piece in pieces:
        yield compressor.compress(piece.encode())
    yield compressor.flush()


def _begun(row: Any) -> BegunCreate:
    # A product that was found after a lost answer has an id, too, but Plytix never said that we had made it.
    product_id = row.subject_id if row.modified else None
    return BegunCreate(datetime.fromtimestamp(row.began_at, UTC).date(), product_id)


def _run(row: Any) -> Run:
    values = {each.name: getattr(row, each.name) for each in fields(Run)}
    values["job"], values["state"] = JobKind(row.job), RunState(row.state)
    values["began_at"] = datetime.fromtimestamp(row.began_at, UTC)
    values["ended_at"] = None if row.ended_at is None else datetime.fromtimestamp(row.ended_at, UTC)
    return Run(**values)


def _step(row: Any) -> Step:
    values = {each.name: getattr(row, each.name) for each in fields(Step)}
    values["kind"], values["stage"] = StepKind(row.kind), Stage(row.stage)
    values["relation"] = None if row.relation is None else Relation(row.relation)
    return Step(**values)
