"""A listing gets its product, exactly once, and the product its family."""

from dataclasses import dataclass, replace

from amazon_plytix.applying.origin import Origin, origin_of
from amazon_plytix.applying.outcome import ProductOutcome, Status
from amazon_plytix.http import AnswerLost, ApiError, Clock, Stopped
from amazon_plytix.ledger.step_log import StepLog
from amazon_plytix.planning.changes import AssignFamily, CreateProduct
from amazon_plytix.planning.desired import DesiredProduct
from amazon_plytix.planning.steps import Stage, Step
from amazon_plytix.plytix import Duplicate, Products, Written

# Seconds before each further try. A search may lag behind a write by as much as 10 s (plytix-api.md 4.4).
_PAUSES = (0.0, 1.0, 2.0, 4.0, 8.0)


class FamilyInCreate:
    """Whether an account accepts a family in the create call, which saves a call for every product (plytix-api.md 14).

    The first create of a run asks for it, and its product is read back. No other create asks before that is known.
    """

    def __init__(self, products: Products, family_id: str) -> None:
        self._products = products
        self._family_id = family_id
        self._tried = False
        self._works: bool | None = None

    def family_id(self) -> str | None:
        """Return the family to ask for in the next create, None for none."""
        is_first, self._tried = not self._tried, True
        return self._family_id if is_first or self._works else None

    async def works(self, product_id: str) -> bool:
        """Return whether a product that was created with its family has it."""
        if self._works is None:
            try:
                self._works = await self._products.family_of(product_id) == self._family_id
            except ApiError:
                # Not known: the family is assigned by a call of its own, which is always right.
                self._works = False
        return self._works


@dataclass(frozen=True, slots=True)
class _Made:
    """A product that is there after a create, made by this create or not."""

    written: Written
    origin: Origin
    has_family: bool = False


class Creating:
    """The products of one run. Every intent is in the ledger before it is sent, every outcome after."""

    def __init__(self, products: Products, family_id: str, clock: Clock, log: StepLog) -> None:
        self._products = products
        self._family_id = family_id
        self._clock = clock
        self._log = log
        self._family_in_create = FamilyInCreate(products, family_id)
        # Creates that were sent and not answered: whatever comes after, their products may be there.
        self._unanswered: dict[str, AnswerLost] = {}

    async def create(self, step: Step, change: CreateProduct, outcome: ProductOutcome) -> ProductOutcome:
        """Create a product.

        Return what became of it: created, exists if somebody else was quicker, error, or skipped.
        """
        try:
            made = await self._create_once(step, change.product)
        except ApiError as error:
            return self._not_created(step, outcome, error)
        return await self._complete(step, made, outcome)

    async def finish(self, step: Step, change: AssignFamily, outcome: ProductOutcome) -> ProductOutcome:
        """Complete the product that an earlier run left half made, if it is ours; return what became of it."""
        try:
            origin = await self._origin_of(change.product_id, change.product)
        except Stopped as error:
            return self._not_created(step, outcome, error)
        return await self._complete(step, _Made(Written(change.product_id, None), origin), outcome)

    async def _complete(self, step: Step, made: _Made, outcome: ProductOutcome) -> ProductOutcome:
        product_id = made.written.id
        if made.origin is Origin.OTHERS:
            self._log.product_of_others(step, product_id)
            return replace(outcome, state=Status.EXISTS, product_id=product_id)
        created = replace(outcome, state=Status.CREATED, product_id=product_id)
        if made.has_family:
            self._log.product_finished(step, product_id, made.written.modified)
            return created
        return await self._assign_family(step, product_id, made.origin, created)

    async def _create_once(self, step: Step, product: DesiredProduct) -> _Made:
        """Create a product, and look for it before creating it again.

        Return the product, and whether a create of ours made it. If an answer was lost, the product that is found
        afterwards, or that the next create is refused for, may be what the lost create made.
        """
        for pause in _PAUSES:
            await self._clock.sleep(pause)
            family_id = self._family_in_create.family_id()
            self._log.create_sent(step)
            try:
                written = await self._products.create(product.sku, product.label, product.attributes, family_id)
            except Duplicate as duplicate:
                return await self._duplicate(product, duplicate)
            except AnswerLost as loss:
                self._unanswered[product.sku] = loss
            else:
                has_family = family_id is not None and await self._family_in_create.works(written.id)
                return _Made(written, Origin.OURS, has_family)
            # The answer was lost, so the product may be there: never create again without this look.
            if found := await self._find(product.sku):
                return _Made(found, await self._origin_of(found.id, product))
        lost = self._unanswered[product.sku]
        raise AnswerLost(f"{lost}; {product.sku} was not found afterwards either. Sync again to create it")

    async def _duplicate(self, product: DesiredProduct, duplicate: Duplicate) -> _Made:
        """Return the product that a create was refused for, and whose it is."""
        existing = await self._existing(product.sku, self._unanswered.get(product.sku) or duplicate)
        may_be_ours = self._may_be_there(product.sku)
        return _Made(existing, await self._origin_of(existing.id, product) if may_be_ours else Origin.OTHERS)

    def _may_be_there(self, sku: str) -> bool:
        """Return whether a create of ours, in this run or before, was never answered."""
        return sku in self._unanswered or self._log.has_begun(sku)

    async def _origin_of(self, product_id: str, sent: DesiredProduct) -> Origin:
        """Return whose a product is; UNCLEAR if that cannot be asked. Raises Stopped."""
        try:
            held = await self._products.contents_of(product_id)
        except Stopped:
            raise
        except ApiError:
            return Origin.UNCLEAR
        return origin_of(held, sent)

    async def _existing(self, sku: str, reason: ApiError) -> Written:
        """Return a product that is said to exist. Searches may show it late.

        Raises ``reason`` if they never show it.
        """
        for pause in _PAUSES:
            await self._clock.sleep(pause)
            if found := await self._find(sku):
                return found
        raise reason

    async def _find(self, sku: str) -> Written | None:
        found = (await self._products.find_by_sku([sku])).get(sku)
        return Written(found.id, None) if found else None

    async def _assign_family(
        self, step: Step, product_id: str, origin: Origin, created: ProductOutcome
    ) -> ProductOutcome:
        self._log.product_made(step, product_id)
        try:
            written = await self._products.assign_family(product_id, self._family_id)
        except ApiError as error:
            self._log.family_failed(step, str(error))
            return created.become(Status.CREATED, "family", str(error))
        # The time of the last write proves that nobody else wrote since: only if all of it was ours.
        self._log.product_finished(step, product_id, written.modified if origin is Origin.OURS else None)
        return created

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
