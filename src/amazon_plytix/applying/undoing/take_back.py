"""What a run made is removed, and what it removed is put back."""

from collections.abc import Collection, Mapping, Sequence

from amazon_plytix.applying.apply import relationships_of
from amazon_plytix.applying.link import Linking, Verdict
from amazon_plytix.applying.origin import Origin, origin_of
from amazon_plytix.applying.outcome import Outcome, Outcomes
from amazon_plytix.http import ApiError, run_concurrently
from amazon_plytix.ledger.step_log import StepLog
from amazon_plytix.planning.desired import DesiredProduct
from amazon_plytix.planning.plan import TO_DO, PlannedUndo, UndoState
from amazon_plytix.planning.steps import LINK_STEPS, PRODUCT_STEPS, Step, StepKind
from amazon_plytix.plytix import NotFound, Plytix


class TakingBack:
    """The way back of one run.

    Arguments:
        outcomes: what has become of every Step of the run so far.
        steps: the Steps of the undo.
        plytix: the client.
        log: the ledger's log of the undo.
        sent: what the run sent of its products, by SKU.
        unchanged: the ids of the sources that only our runs had changed when the undo was planned.
    """

    def __init__(
        self,
        outcomes: Outcomes,
        steps: Sequence[Step],
        plytix: Plytix,
        log: StepLog,
        sent: Mapping[str, DesiredProduct],
        unchanged: Collection[str],
    ) -> None:
        self._outcomes = outcomes
        self._own_steps = {step.undoes: step for step in steps}
        self._products = plytix.products
        self._log = log
        self._sent = sent
        self._parent = outcomes.plan.header.parent or ""
        relationships = relationships_of(outcomes.plan.header.schema)
        self._linking = Linking(plytix.products, relationships, log, self._settle_links, unchanged)
        self._deleting = Linking(plytix.products, relationships, log, self._settle_links_of_product)
        # Links of products that could not be removed: the products stay.
        self._still_linked: dict[str, str] = {}

    async def take_back(self, planned: Sequence[PlannedUndo]) -> None:
        """Take Steps back, as they have just been judged again; what must stay by now is kept."""
        for each in planned:
            self._outcomes.undone[each.step.number] = Outcome(each, each.state, message=each.message)
        to_do = [each for each in planned if each.state in TO_DO]
        for each in planned:
            if each.state not in TO_DO:
                self._drop(each, each.message)
        links = [self._own_steps[each.step.number] for each in to_do if each.step.kind in LINK_STEPS]
        await self._linking.carry_out(links)
        products = [each for each in to_do if each.step.kind in PRODUCT_STEPS and await self._may_go(each)]
        # Links first, so that no product goes while a link of ours still leads to it.
        await self._deleting.send(self._own_steps[link.number] for each in products for link in each.unlinks)
        await run_concurrently(products, self._delete)

    def give_up(self, planned: Sequence[PlannedUndo], message: str) -> None:
        """Enter that these could not be judged again, and so are left as they are."""
        for each in planned:
            self._settle(each.step.number, UndoState.ERROR, message)

    async def _may_go(self, planned: PlannedUndo) -> bool:
        """Return whether a product may be deleted. If its links were changed since, its contents must be as sent."""
        if not planned.must_match:
            return True
        product_id, sku = planned.step.subject_id or "", planned.step.subject_sku
        try:
            held = await self._products.contents_of(product_id)
        except NotFound:
            # It is gone, and deleting it is no error.
            return True
        except ApiError as error:
            self._settle(planned.step.number, UndoState.ERROR, str(error))
            return False
        if sku in self._sent and origin_of(held, self._sent[sku]) is Origin.OURS:
            return True
        reason = "changed by others since: it does not hold what the run sent"
        self._drop(planned, reason)
        self._settle(planned.step.number, UndoState.KEPT, reason)
        return False

    async def _delete(self, planned: PlannedUndo) -> None:
        step = planned.step
        own = [self._own_steps[each.number] for each in (step, *planned.unlinks)]
        if message := self._still_linked.get(step.subject_id or ""):
            return self._settle(step.number, UndoState.ERROR, message)
        self._log.sent(own[:1])
        try:
            await self._products.delete(step.subject_id or "")
        except ApiError as error:
            self._log.failed(own[:1], str(error))
            return self._settle(step.number, UndoState.ERROR, str(error))
        self._log.done(own)
        self._log.undone(self._parent, [each.number for each in (step, *planned.unlinks)])
        return self._settle(step.number, UndoState.REMOVED)

    def _settle_links(self, settled: Sequence[Step], verdict: Verdict, message: str | None) -> None:
        """Enter what became of links that are taken back for their own sake."""
        for step in settled:
            done = UndoState.REMOVED if step.kind is StepKind.UNLINK else UndoState.RESTORED
            self._settle(step.undoes, done if verdict is Verdict.DONE else UndoState.ERROR, message)
        if verdict is Verdict.DONE:
            self._log.undone(self._parent, [step.undoes for step in settled if step.undoes is not None])

    def _settle_links_of_product(self, settled: Sequence[Step], verdict: Verdict, message: str | None) -> None:
        """Remember links that could not be removed from products that are to be deleted."""
        if verdict is not Verdict.DONE:
            self._still_linked.update({step.target_id or "": message or "" for step in settled})

    def _drop(self, planned: PlannedUndo, reason: str | None) -> None:
        """Enter that the Steps that were to take this one back are not carried out."""
        numbers = (planned.step.number, *(link.number for link in planned.unlinks))
        self._log.dropped([self._own_steps[number] for number in numbers if number in self._own_steps], reason)

    def _settle(self, number: int | None, state: UndoState, message: str | None = None) -> None:
        if number is not None:
            self._outcomes.undone[number] = self._outcomes.undone[number].become(state, None, message)
