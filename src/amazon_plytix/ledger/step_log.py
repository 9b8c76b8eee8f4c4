"""What a run writes down while it works: the intent before it is sent, the outcome after."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import fields
from functools import cache

import sqlalchemy as sql

from amazon_plytix.ledger.run import Run
from amazon_plytix.ledger.store import Store
from amazon_plytix.ledger.tables import steps
from amazon_plytix.planning.steps import Stage, Step

_Values = dict[str, object]
_COLUMNS = tuple(column.name for column in fields(Step))


class StepLog:
    """The Steps of one run, written down as they are carried out.

    Arguments:
        store: the ledger.
        run: the run.
        begun: the SKUs whose creation an earlier run began and did not finish.
    """

    def __init__(self, store: Store, run: Run, begun: Collection[str] = ()) -> None:
        self._store = store
        self._run = run
        self._begun_earlier = set(begun)

    def enter(self, planned: Iterable[Step]) -> None:
        """Enter all Steps of the run, before anything is sent."""
        own = {"run": self._run.id, "account": self._run.account}
        rows = [own | {name: getattr(step, name) for name in _COLUMNS} for step in planned]
        if rows:
            with self._store.transaction() as connection:
                connection.execute(sql.insert(steps), rows)

    def has_begun(self, sku: str) -> bool:
        """Return whether an earlier run began to create this product, and never learned what became of it."""
        return sku in self._begun_earlier

    def create_sent(self, step: Step) -> None:
        """A create is about to be sent: from now on its product may be there."""
        self._write([step], stage=Stage.SENT, is_open=True)

    def product_made(self, step: Step, product_id: str, modified: str | None) -> None:
        """The product is there, and its family is about to be assigned.

        Arguments:
            step: the Step that made it.
            product_id: its id.
            modified: when Plytix says that our create was; None if the product may be somebody else's.
        """
        self._write([step], stage=Stage.SENT, subject_id=product_id, modified=modified, is_open=True)

    def family_failed(self, step: Step, message: str) -> None:
        """The product is there without its family; the next sync assigns it."""
        self._write([step], stage=Stage.FAILED, message=message, is_open=True)

    def product_finished(self, step: Step, product_id: str, modified: str | None) -> None:
        """The product is complete.

        Arguments:
            step: the Step that made it.
            product_id: its id.
            modified: when Plytix says that our last write was; None if others may have written too.
        """
        self._write([step], stage=Stage.DONE, subject_id=product_id, modified=modified, is_open=False)
        self._close_earlier(step.subject_sku)

    def product_of_others(self, step: Step, product_id: str) -> None:
        """Somebody else's product stands under the SKU: there is nothing left to do."""
        self._write([step], stage=Stage.DROPPED, subject_id=product_id, is_open=False)
        self._close_earlier(step.subject_sku)

    def not_created(self, step: Step, stage: Stage, message: str, *, may_be_there: bool) -> None:
        """There is no product that is known of.

        Arguments:
            step: the Step that was to make it.
            stage: FAILED, or PLANNED if the run ended before it.
            message: why.
            may_be_there: whether a create was sent that was never answered.
        """
        self._write([step], stage=stage, message=message, is_open=may_be_there)

    def sent(self, sent: Sequence[Step]) -> None:
        """These links or deletions are about to be sent."""
        self._write_ends(sent, Stage.SENT)

    def done(self, done: Sequence[Step], modified: str | None = None) -> None:
        """These links are as they should be, or these products deleted.

        Arguments:
            done: the Steps; those of links with the moment at which they were made.
            modified: when Plytix says that the source was changed by them; None if that is not known.
        """
        values: _Values = {"stage": Stage.DONE, "modified": modified, "message": None}
        rows = [_of(self._run, step) | values | {"linked_at": step.linked_at} for step in done]
        self._execute((*values, "linked_at"), rows)

    def failed(self, failed: Sequence[Step], message: str) -> None:
        """These were not carried out."""
        self._write(failed, stage=Stage.FAILED, message=message)

    def unproven(self, sent: Sequence[Step], message: str) -> None:
        """These were sent, and it is not known whether they were carried out."""
        self._write(sent, message=message)

    def dropped(self, dropped: Sequence[Step], message: str | None) -> None:
        """These turned out not to be needed, or not to be allowed."""
        self._write(dropped, stage=Stage.DROPPED, message=message)

    def undone(self, parent: str, numbers: Collection[int]) -> None:
        """These Steps of the run ``parent`` have been taken back."""
        if numbers:
            of_parent = (steps.c.run == parent, steps.c.number.in_(numbers))
            with self._store.transaction() as connection:
                connection.execute(sql.update(steps).where(*of_parent).values(stage=Stage.UNDONE, is_open=False))

    def _write_ends(self, changed: Sequence[Step], stage: Stage) -> None:
        """Write the ids of targets, too, which are not known before their products are made."""
        rows = [_of(self._run, step) | {"stage": stage, "target_id": step.target_id} for step in changed]
        self._execute(("stage", "target_id"), rows)

    def _write(self, changed: Sequence[Step], **values: object) -> None:
        rows = [_of(self._run, step) | values for step in changed]
        self._execute(tuple(values), rows)

    def _execute(self, columns: tuple[str, ...], rows: Sequence[_Values]) -> None:
        if rows:
            with self._store.transaction() as connection:
                connection.execute(_update(columns), rows)

    def _close_earlier(self, sku: str) -> None:
        """What earlier runs had begun for this product is over."""
        if sku in self._begun_earlier:
            earlier = (steps.c.account == self._run.account, steps.c.is_open, steps.c.subject_sku == sku)
            with self._store.transaction() as connection:
                connection.execute(sql.update(steps).where(*earlier).values(is_open=False))
            self._begun_earlier.discard(sku)


def _of(run: Run, step: Step) -> _Values:
    return {"of_run": run.id, "of_number": step.number}


@cache
def _update(columns: tuple[str, ...]) -> sql.Update:
    """Return the statement that writes these columns of a Step: to build one takes longer than to run it."""
    of_step = sql.update(steps).where(
        steps.c.run == sql.bindparam("of_run"), steps.c.number == sql.bindparam("of_number")
    )
    return of_step.values({column: sql.bindparam(column) for column in columns})
