"""What a run made is removed, and what it removed is put back."""

from collections.abc import Collection, Mapping, Sequence

from amazon_plytix.applying.apply import relationships_of
from amazon_plytix.applying.brake import NewBrake
from amazon_plytix.applying.link import Linking
from amazon_plytix.applying.link_records import Verdict
from amazon_plytix.applying.outcome import Outcomes
from amazon_plytix.applying.proof import Expected, differences
from amazon_plytix.applying.undoing.links_to import LinksTo
from amazon_plytix.http import ApiError, run_concurrently
from amazon_plytix.ledger.step_log import StepLog
from amazon_plytix.planning.desired import DesiredProduct
from amazon_plytix.planning.plan import TO_DO, PlannedUndo, UndoState
from amazon_plytix.planning.plan_undo import BY_HAND, link_reason
from amazon_plytix.planning.steps import LINK_STEPS, PRODUCT_STEPS, Stage, Step, StepKind
from amazon_plytix.plytix import Contents, NotFound, Plytix

_LOOK_AGAIN = "the links to it have to be looked at again"
# Looks for links that grow old before a product's turn comes.
_MOST_LOOKS = 5
_NO_TIME = "the account's rate limit leaves too few calls to look for links to it right before; take the run back later"
_NOT_SENT = "the Plan of its run is missing, so nobody can tell what it was made with"


class TakingBack:
    """The way back of one run. Everything is read again right before it is removed.

    Arguments:
        outcomes: what has become of every Step of the run so far.
        steps: the Steps of the undo.
        plytix: the client.
        log: the ledger's log of the undo.
        sent: what the run sent of its products, by SKU.
        unchanged: the ids of the sources that only our runs had changed when the undo was planned.
        links_to: the links to the products, and which of them our runs made.
        included: the SKUs of products that go even if nobody can tell whether the run made them.
        new_brake: makes what stops the undo if the same goes wrong with one product after another.
    """

    def __init__(
        self,
        outcomes: Outcomes,
        steps: Sequence[Step],
        plytix: Plytix,
        log: StepLog,
        sent: Mapping[str, DesiredProduct],
        *,
        unchanged: Collection[str],
        links_to: LinksTo,
        included: Collection[str],
        new_brake: NewBrake,
    ) -> None:
        self._outcomes = outcomes
        self._own_steps = {step.undoes: step for step in steps}
        self._products = plytix.products
        self._log = log
        self._sent = sent
        parent = outcomes.plan.header.parent
        assert parent, "the Plan of an undo names the run that it takes back"
        self._parent = parent
        self._computed = outcomes.plan.header.schema.computed
        self._links_to = links_to
        self._included = included
        self._brake = new_brake()
        self._linking = Linking(
            plytix.products,
            relationships_of(outcomes.plan.header.schema),
            log,
            self._settle_links,
            new_brake(),
            unchanged=unchanged,
            reason_to_keep=self._reason_to_keep_link,
        )

    async def take_back(self, planned: Sequence[PlannedUndo]) -> None:
        """Take Steps back, at most a hundred products of them."""
        to_do = [each for each in planned if each.state in TO_DO]
        await self._linking.carry_out(
            self._own_steps[each.step.number] for each in to_do if each.step.kind in LINK_STEPS
        )
        products = [each for each in to_do if each.step.kind in PRODUCT_STEPS]
        try:
            await self._links_to.look({each.step.product_id for each in products})
        except ApiError as error:
            for each in products:
                self._fail(each, str(error))
            return
        await run_concurrently(products, self._remove)

    async def _remove(self, planned: PlannedUndo) -> None:
        """Delete a product if it is purely ours, as it is now."""
        step = planned.step
        own = [self._own_steps[each.number] for each in (step, *planned.unlinks)]
        self._log.sent(own[:1])
        state = UndoState.REMOVED
        async with self._brake.attempt() as attempt:
            try:
                reason = await self._deleted_unless(planned)
            except NotFound:
                state, reason = UndoState.GONE, None
            except ApiError as error:
                attempt.failed(error)
                return self._fail(planned, str(error))
        if reason:
            self._log.dropped(own, reason)
            return self._settle(step.number, UndoState.KEPT, reason)
        self._log.done(own)
        self._log.undone(self._parent, [each.number for each in (step, *planned.unlinks)])
        return self._settle(step.number, state)

    async def _deleted_unless(self, planned: PlannedUndo) -> str | None:
        """Delete a product; return why it must stay if it must. Raises NotFound if it is gone."""
        reason: str | None = _LOOK_AGAIN

        def may_go(held: Contents) -> bool:
            nonlocal reason
            reason = _LOOK_AGAIN if self._links_to.are_old else self._reason_to_keep(planned, held)
            return reason is None

        for _ in range(_MOST_LOOKS):
            await self._links_to.look_again()
            await self._products.delete_if(planned.step.product_id, may_go)
            if reason is not _LOOK_AGAIN:
                return reason
        raise ApiError(_NO_TIME)

    def _reason_to_keep(self, planned: PlannedUndo, held: Contents) -> str | None:
        step = planned.step
        if step.subject_sku not in self._sent:
            return _NOT_SENT
        expected = Expected(
            self._sent[step.subject_sku],
            # One whose making was cut off may not have its family yet.
            [step.schema_id] if step.stage is Stage.DONE else [step.schema_id, None],
            self._computed,
            self._links_to.own_from(held.id),
            planned.modified,
            may_be_unproven=step.subject_sku in self._included,
        )
        if changed := differences(held, expected):
            return f"changed by others since: {', '.join(changed)}; {BY_HAND}"
        return self._links_to.foreign(held.id, may_be_unproven=step.subject_sku in self._included)

    def _reason_to_keep_link(self, step: Step, made_at: str | None) -> str | None:
        """Return why a link must stay. ``step`` is the undo's, which takes the run's own back."""
        taken_back = self._outcomes.undone[step.undoes or 0].planned.step
        return link_reason(taken_back, made_at, may_be_unproven=taken_back.target_sku in self._included)

    def _settle_links(self, settled: Sequence[Step], verdict: Verdict, message: str | None) -> None:
        for step in settled:
            done = UndoState.REMOVED if step.kind is StepKind.UNLINK else UndoState.RESTORED
            states = {Verdict.DONE: done, Verdict.GONE: UndoState.GONE, Verdict.KEPT: UndoState.KEPT}
            self._settle(step.undoes, states.get(verdict, UndoState.ERROR), message)
        if verdict is Verdict.DONE:
            self._log.undone(self._parent, [step.undoes for step in settled if step.undoes is not None])

    def _fail(self, planned: PlannedUndo, message: str) -> None:
        self._log.failed([self._own_steps[planned.step.number]], message)
        self._settle(planned.step.number, UndoState.ERROR, message)

    def _settle(self, number: int | None, state: UndoState, message: str | None = None) -> None:
        if number is not None:
            self._outcomes.undone[number] = self._outcomes.undone[number].become(state, None, message)
