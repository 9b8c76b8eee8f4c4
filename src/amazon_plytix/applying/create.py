"""A listing gets its product, exactly once, and the product its family."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from amazon_plytix.applying.brake import Attempt
from amazon_plytix.applying.families import NOT_SHOWN, FamilyInCreate, missing_families
from amazon_plytix.applying.moments import Moments
from amazon_plytix.applying.outcome import ProductOutcome, Status
from amazon_plytix.applying.proof import Expected, differences, may_be_ours
from amazon_plytix.http import AnswerLost, ApiError, Clock, Stopped
from amazon_plytix.ledger.step_log import StepLog
from amazon_plytix.planning.changes import AssignFamily, CreateProduct
from amazon_plytix.planning.desired import DesiredProduct
from amazon_plytix.planning.steps import Stage, Step
from amazon_plytix.plytix import Duplicate, Products, Written

# Seconds before each further try. A search may lag behind a write by as much as 10 s (plytix-api.md 4.4).
_PAUSES = (0.0, 1.0, 2.0, 4.0, 8.0)


@dataclass(frozen=True, slots=True)
class _Made:
    """A product that is there after a create.

    ``is_ours`` says that Plytix answered our create with its id. ``is_others`` says that somebody else made it. If
    neither is so, a create of ours that was never answered may have made it.
    """

    product_id: str
    modified: str | None = None
    is_ours: bool = False
    is_others: bool = False
    has_family: bool = False


@dataclass(frozen=True, slots=True)
class _Unseen:
    """A product whose family was sent and not shown yet, with what is to be entered once it is."""

    step: Step
    product_id: str
    modified: str | None


class Creating:
    """The products of one run. Every intent is in the ledger before it is sent, every outcome after.

    Arguments:
        products: the products of the client.
        family_id: the family of all products.
        clock: the pauses between tries.
        log: the ledger's log of the run.
        moments: learn when Plytix says that products were written.
        known_ids: ids of products that were there before: no create can have made them.
        computed: the labels of attributes that Plytix itself fills in.
    """

    def __init__(
        self,
        products: Products,
        family_id: str,
        clock: Clock,
        log: StepLog,
        moments: Moments,
        known_ids: Collection[str] = (),
        computed: Collection[str] = (),
    ) -> None:
        self._products = products
        self._family_id = family_id
        self._clock = clock
        self._log = log
        self._moments = moments
        self._known_ids = set(known_ids)
        self._computed = computed
        self._family_in_create = FamilyInCreate(products, family_id)
        # Creates that were sent and not answered: whatever comes after, their products may be there.
        self._unanswered: dict[str, AnswerLost] = {}
        # Products whose family no answer has shown yet, by SKU.
        self._unseen: dict[str, _Unseen] = {}

    async def create(
        self, step: Step, change: CreateProduct, outcome: ProductOutcome, attempt: Attempt
    ) -> ProductOutcome:
        """Create a product.

        Return what became of it: created, exists if somebody else was quicker, error, or skipped. What it failed with
        is entered into ``attempt``.
        """
        try:
            made = await self._create_once(step, change.product)
        except ApiError as error:
            attempt.failed(error)
            return self._not_created(step, outcome, error)
        return await self._complete(step, change.product, made, outcome, attempt)

    async def finish(
        self, step: Step, change: AssignFamily, outcome: ProductOutcome, attempt: Attempt
    ) -> ProductOutcome:
        """Complete the product that an earlier run left half made, if it may be ours; return what became of it."""
        try:
            is_others = not change.is_ours and await self._is_others(change.product_id, change.product)
        except Stopped as error:
            attempt.failed(error)
            return self._not_created(step, outcome, error)
        # Its moment is not known, but that our create made it.
        made = _Made(change.product_id, is_ours=change.is_ours, is_others=is_others)
        return await self._complete(step, change.product, made, outcome, attempt)

    async def _complete(
        self, step: Step, product: DesiredProduct, made: _Made, outcome: ProductOutcome, attempt: Attempt
    ) -> ProductOutcome:
        if made.is_others:
            self._log.product_of_others(step, made.product_id)
            return replace(outcome, state=Status.EXISTS, product_id=made.product_id)
        created = replace(outcome, state=Status.CREATED, product_id=made.product_id)
        self._log.product_made(step, made.product_id, made.modified)
        if made.has_family:
            self._unseen[step.subject_sku] = _Unseen(step, made.product_id, made.modified)
            return created
        return await self._assign_family(step, product, made, created, attempt)

    async def read_families_back(self) -> dict[str, str]:
        """Look whether the products have their family if no answer has shown it.

        Return a sentence for each product that does not, by SKU.
        """
        unseen = {sku: each.product_id for sku, each in self._unseen.items()}
        failed = await missing_families(self._products, unseen, self._family_id)
        for sku, each in self._unseen.items():
            if sku in failed:
                self._log.family_failed(each.step, failed[sku])
            else:
                self._log.product_finished(each.step, each.product_id, each.modified)
        return failed

    async def _create_once(self, step: Step, product: DesiredProduct) -> _Made:
        """Create a product, and look for it before creating it again.

        Return the product, and whether a create of ours made it. If an answer was lost, the product that is found
        afterwards, or that the next create is refused for, may be what the lost create made.
        """
        for pause in _PAUSES:
            await self._clock.sleep(pause)
            family_id = self._family_in_create.family_id()
            self._log.create_sent(step)
            before = self._moments.before_write()
            try:
                held = product.sku, product.label, product.attributes
                answer = await self._products.create(*held, family_id, product.status)
                written = self._new(answer)
                self._moments.after_write(before, written.modified, is_change=True)
            except Duplicate as duplicate:
                return await self._duplicate(product, duplicate)
            except AnswerLost as loss:
                self._unanswered[product.sku] = loss
            else:
                has_family = family_id is not None and await self._family_in_create.works(written.id)
                return _Made(written.id, written.modified, is_ours=True, has_family=has_family)
            # The answer was lost, so the product may be there: never create again without this look.
            if found := await self._find(product.sku):
                return _Made(found, is_others=await self._is_others(found, product))
        lost = self._unanswered[product.sku]
        raise AnswerLost(f"{lost}; {product.sku} was not found afterwards either. Sync again to create it")

    def _new(self, written: Written) -> Written:
        """Return what a create answered. Raises AnswerLost if its id is that of a product that was there before."""
        if written.id in self._known_ids:
            raise AnswerLost(f"Plytix answered a create with the id of another product ({written.id})")
        self._known_ids.add(written.id)
        return written

    async def _duplicate(self, product: DesiredProduct, duplicate: Duplicate) -> _Made:
        """Return the product that a create was refused for, and whose it is."""
        existing = await self._existing(product.sku, self._unanswered.get(product.sku) or duplicate)
        is_others = not self._may_be_there(product.sku) or await self._is_others(existing, product)
        return _Made(existing, is_others=is_others)

    def _may_be_there(self, sku: str) -> bool:
        """Return whether a create of ours, in this run or before, was never answered."""
        return sku in self._unanswered or self._log.has_begun(sku)

    async def _is_others(self, product_id: str, sent: DesiredProduct) -> bool:
        """Return whether no create of ours can have made a product; False if that cannot be asked. Raises Stopped."""
        try:
            return not may_be_ours(await self._products.contents_of(product_id), sent)
        except Stopped:
            raise
        except ApiError:
            return False

    async def _existing(self, sku: str, reason: ApiError) -> str:
        """Return the id of a product that is said to exist. Searches may show it late.

        Raises ``reason`` if they never show it.
        """
        for pause in _PAUSES:
            await self._clock.sleep(pause)
            if found := await self._find(sku):
                return found
        raise reason

    async def _find(self, sku: str) -> str | None:
        found = (await self._products.find_by_sku([sku])).get(sku)
        return found.id if found else None

    async def _assign_family(
        self, step: Step, product: DesiredProduct, made: _Made, created: ProductOutcome, attempt: Attempt
    ) -> ProductOutcome:
        before = self._moments.before_write()
        try:
            written = await self._products.assign_family(made.product_id, self._family_id)
        except ApiError as error:
            attempt.failed(error)
            return self._family_failed(step, created, str(error))
        # A create may have given the product its family already: then the moment that is shown is that of the create.
        is_change = made.modified is not None and written.modified != made.modified
        self._moments.after_write(before, written.modified, is_change=is_change)
        modified = written.modified if made.is_ours else None
        if written.contents is None:
            self._unseen[step.subject_sku] = _Unseen(step, made.product_id, modified)
            return created
        if written.contents.family_id != self._family_id:
            return self._family_failed(step, created, NOT_SHOWN)
        # What others wrote between the create and this answer would count as ours: then nothing proves it.
        is_as_sent = not differences(written.contents, Expected(product, [self._family_id], self._computed))
        self._log.product_finished(step, made.product_id, modified if is_as_sent else None)
        return created

    def _family_failed(self, step: Step, created: ProductOutcome, message: str) -> ProductOutcome:
        self._log.family_failed(step, message)
        return created.become(Status.CREATED, "family", message)

    def _not_created(self, step: Step, outcome: ProductOutcome, error: ApiError) -> ProductOutcome:
        """Enter that no product is known of. A create that was not answered, in this run or before, may yet turn up."""
        sku, message = outcome.planned.listing.sku, str(error)
        loss, stopped = self._unanswered.get(sku), isinstance(error, Stopped)
        if loss and stopped:
            message = f"{loss}; the run was ended before it could look whether {sku} is there. Sync again to find out"
        skipped = stopped and not loss
        status, stage = (Status.SKIPPED, Stage.PLANNED) if skipped else (Status.ERROR, Stage.FAILED)
        self._log.not_created(step, stage, message, may_be_there=self._may_be_there(sku))
        return outcome.become(status, "create", message)
