"""What a run writes down while it works: the intent before it is sent, the outcome after."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict
from functools import cache
from typing import Any

import sqlalchemy as sql

from amazon_plytix.ledger.records import LinkRecord, Stage
from amazon_plytix.ledger.runs import Run
from amazon_plytix.ledger.store import Store
from amazon_plytix.ledger.tables import links, listings


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


class LinkLog:
    """What a link job writes down, link by link."""

    def __init__(self, store: Store, run: Run) -> None:
        self._store = store
        self._run = run

    def enter(self, records: Iterable[LinkRecord]) -> None:
        """Enter all links that are to be added or removed, before anything is sent."""
        rows = [{"run": self._run.id, "number": number, **asdict(each)} for number, each in enumerate(records)]
        if rows:
            with self._store.transaction() as connection:
                connection.execute(sql.insert(links), rows)

    def write(
        self, relation: str, source_id: str, target_ids: Collection[str], stage: Stage, message: str | None = None
    ) -> None:
        """Write down how far the links from one source to these targets have come."""
        if not target_ids:
            return
        values = {"of_run": self._run.id, "of_relation": relation, "of_source": source_id}
        rows = [{**values, "of_target": each, "stage": stage, "message": message} for each in target_ids]
        with self._store.transaction() as connection:
            connection.execute(_LINK, rows)


@cache
def _update(columns: tuple[str, ...]) -> sql.Update:
    """The statement that writes these columns of a run's listing; building one takes longer than running it."""
    of_listing = sql.update(listings).where(
        listings.c.run == sql.bindparam("of_run"), listings.c.sku == sql.bindparam("of_sku")
    )
    return of_listing.values({column: sql.bindparam(column) for column in columns})


_LINK = (
    sql.update(links)
    .where(
        links.c.run == sql.bindparam("of_run"),
        links.c.relation == sql.bindparam("of_relation"),
        links.c.source_id == sql.bindparam("of_source"),
        links.c.target_id == sql.bindparam("of_target"),
    )
    .values(stage=sql.bindparam("stage"), message=sql.bindparam("message"))
)
