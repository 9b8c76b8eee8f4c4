"""What all runs together did to an account's products, and how their Steps ended."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sql

from amazon_plytix.ledger.store import Store
from amazon_plytix.ledger.tables import runs, steps
from amazon_plytix.planning.header import JobKind
from amazon_plytix.planning.plan_undo import LastWrite
from amazon_plytix.planning.steps import LINK_STEPS, MAYBE_DONE, PRODUCT_STEPS, LinkIds, Stage, StepKind

# SQLite takes a limited number of values in one statement; if more runs are asked for, all are read.
_MOST_NAMED = 1_000


def last_writes(store: Store, account: str) -> dict[str, LastWrite]:
    """Return the last write to the links of every product that our runs made, by the product's id."""
    made = steps.alias()
    of_ours = sql.select(made.c.subject_id).where(made.c.account == account, made.c.kind.in_(PRODUCT_STEPS))
    touched = (
        steps.c.kind.in_(LINK_STEPS),
        steps.c.stage.in_([Stage.SENT, Stage.DONE, Stage.UNDONE]),
        steps.c.subject_id.in_(of_ours),
    )
    in_order = (
        sql.select(steps.c.subject_id, steps.c.run, steps.c.stage, steps.c.modified)
        .join(runs, runs.c.id == steps.c.run)
        .where(steps.c.account == account, *touched)
        .order_by(runs.c.began_at, runs.c.id, steps.c.number)
    )
    found: dict[str, LastWrite] = {}
    with store.reading() as connection:
        for row in connection.execute(in_order):
            found[row.subject_id] = _later(found.get(row.subject_id), row)
    return found


def last_modified(store: Store, account: str) -> dict[str, str]:
    """Return when Plytix says that our runs wrote last to the products they made, by the product's id.

    Products that somebody else has changed in between, as far as is known, are left out.
    """
    made = sql.select(steps.c.subject_id, steps.c.modified).where(
        steps.c.account == account,
        steps.c.kind.in_(PRODUCT_STEPS),
        steps.c.stage == Stage.DONE,
        steps.c.modified.is_not(None),
    )
    with store.reading() as connection:
        found = {row.subject_id: row.modified for row in connection.execute(made)}
    for product_id, write in last_writes(store, account).items():
        if product_id in found and write.modified is None:
            del found[product_id]
        elif product_id in found:
            found[product_id] = write.modified
    return found


def untouched(store: Store, account: str, modified: Mapping[str | None, str | None]) -> frozenset[str]:
    """Return the ids of the products that our runs made and that nobody else has changed since.

    Arguments:
        store: the ledger.
        account: the account's id.
        modified: when Plytix says that each product was changed last, by id.
    """
    ours = last_modified(store, account)
    return frozenset(id_ for id_, at in modified.items() if id_ and at and ours.get(id_) == at)


def own_links(store: Store, account: str) -> dict[LinkIds, str | None]:
    """Return the links that our runs made and have not taken back, with the moment at which each was made.

    The moment is None if it was never seen whether a run made the link.
    """
    made = (
        sql.select(steps.c.schema_id, steps.c.subject_id, steps.c.target_id, steps.c.linked_at)
        .join(runs, runs.c.id == steps.c.run)
        .where(steps.c.account == account, steps.c.kind == StepKind.LINK, steps.c.stage.in_(MAYBE_DONE))
        .order_by(runs.c.began_at, runs.c.id)
    )
    with store.reading() as connection:
        return {LinkIds(*ids): at for *ids, at in connection.execute(made)}


def own_products(store: Store, account: str) -> frozenset[str]:
    """Return the ids of the products that our runs made and have not taken back."""
    made = sql.select(steps.c.subject_id).where(
        steps.c.account == account,
        steps.c.kind.in_(PRODUCT_STEPS),
        steps.c.subject_id.is_not(None),
        steps.c.stage.in_([Stage.SENT, Stage.DONE, Stage.FAILED]),
    )
    with store.reading() as connection:
        return frozenset(connection.scalars(made))


def links_since(store: Store, account: str, kind: StepKind, since: datetime) -> frozenset[LinkIds]:
    """Return the links that our runs made or removed and have not taken back.

    Arguments:
        store: the ledger.
        account: the account's id.
        kind: LINK for those they made, UNLINK for those they removed.
        since: runs that began before are left out: others may have undone what these did.
    """
    changed = (
        sql.select(steps.c.schema_id, steps.c.subject_id, steps.c.target_id)
        .join(runs, runs.c.id == steps.c.run)
        .where(steps.c.account == account, steps.c.kind == kind, steps.c.stage.in_(MAYBE_DONE))
        .where(runs.c.began_at >= since.timestamp())
    )
    with store.reading() as connection:
        return frozenset(LinkIds(*ids) for ids in connection.execute(changed))


def counts(store: Store, of: Collection[str] | None = None) -> dict[str, Counter[str]]:
    """Return for every run how many of its Steps ended how, by the words of the results.

    A product that was made and did not get its family counts as created and as an error.

    Arguments:
        store: the ledger.
        of: the ids of the runs whose figures are needed; None for all. Those of others may be returned, too.
    """
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    has_id, says = steps.c.subject_id.is_not(None).label("has_id"), steps.c.message.is_not(None).label("says")
    groups = (steps.c.run, steps.c.kind, steps.c.stage, has_id, says)
    by_stage = sql.select(*groups, sql.func.count()).group_by(*groups)
    ends = sql.select(runs.c.id, runs.c.job, runs.c.listings, runs.c.errors, runs.c.obstacles)
    if of is not None and len(of) <= _MOST_NAMED:
        by_stage, ends = by_stage.where(steps.c.run.in_(of)), ends.where(runs.c.id.in_(of))
    with store.reading() as connection:
        for run_id, kind, stage, made, message, number in connection.execute(by_stage):
            for word in _words(StepKind(kind), Stage(stage), has_id=bool(made), says=bool(message)):
                found[run_id][word] += number
        for run in connection.execute(ends):
            _complete(found[run.id], run)
    return found


def _complete(figures: Counter[str], run: Any) -> None:
    """Add to the figures of a run what its Steps do not say."""
    planned = figures.pop("planned products", 0)
    if run.job == JobKind.SYNC:
        # A run that was killed between its Steps and its Plan has Steps and knows of no listings.
        figures["exists"] += max(0, run.listings - planned)
    # What the Plan had an obstacle for has no Step. A run that came to its end has counted for itself.
    figures["error"] = figures["error"] + (run.obstacles or 0) if run.errors is None else run.errors


def _words(kind: StepKind, stage: Stage, *, has_id: bool, says: bool) -> Iterator[str]:
    """Return what a Step counts as.

    Arguments:
        kind: what it does.
        stage: how far it has come.
        has_id: whether its product is known.
        says: whether it has a message.
    """
    if kind in PRODUCT_STEPS:
        yield "planned products"
        yield from _product_words(stage, has_id=has_id)
    elif stage is Stage.DONE:
        yield {StepKind.LINK: "linked", StepKind.UNLINK: "unlinked", StepKind.DELETE: "removed"}[kind]
    elif stage is Stage.UNDONE:
        yield "removed"
    elif stage is Stage.FAILED or (stage is Stage.SENT and says):
        # What was sent and says why it is not proven is an error; what says nothing was cut off.
        yield "error"
    else:
        yield "skipped"


def _product_words(stage: Stage, *, has_id: bool) -> Iterator[str]:
    if stage is Stage.UNDONE:
        yield "removed"
    elif stage is Stage.DROPPED:
        yield "exists"
    elif stage is Stage.PLANNED or (stage is Stage.SENT and not has_id):
        yield "skipped"
    elif not has_id:
        yield "error"
    else:
        yield "created"
        if stage is Stage.FAILED:
            # It is there without its family.
            yield "error"


def _later(before: LastWrite | None, row: Any) -> LastWrite:
    """Return what is known of a product's last write, after one more Step of the same run or of a later one."""
    modified = None if row.stage == Stage.SENT else row.modified
    if before and before.run == row.run:
        # One Step that is not proven leaves all of the run's writes to this product in doubt. Times are ISO 8601.
        if before.modified is None or modified is None:
            return LastWrite(row.run, None)
        return LastWrite(row.run, max(before.modified, modified))
    return LastWrite(row.run, modified)
