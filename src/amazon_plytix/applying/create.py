"""A listing gets its product, exactly once, and the product its family."""

from dataclasses import dataclass, replace

from amazon_plytix.applying.origin import Origin, origin_of
from amazon_plytix.applying.outcome import Outcome
from amazon_plytix.ledger import RunLog, Stage
from amazon_plytix.ledger.records import Status
from amazon_plytix.planning import AssignFamily, CreateProduct, DesiredProduct
from amazon_plytix.plytix import AnswerLost, ApiError, Clock, Duplicate, Family, Products, Stopped, Written

# Seconds before each further try. A search may lag behind a write by as much as 10 s (plytix-api.md 4.4).
_PAUSES = (0.0, 1.0, 2.0, 4.0, 8.0)


class Canary:
    """Whether an account takes a family in the create call, which saves a call for every product (plytix-api.md 14.6).

    The first create of a run asks for it and its product is read back; until then nobody else relies on it.
    """

    def __init__(self, products: Products, family: Family) -> None:
        self._products = products
        self._family = family
        self._sent = False
        self._sings: bool | None = None

    def family_id(self) -> str | None:
        """The family to ask for in the next create, if any."""
        first, self._sent = not self._sent, True
        return self._family.id if first or self._sings else None

    async def sings(self, product_id: str) -> bool:
        """Whether a product that was created with its family has it."""
        if self._sings is None:
            try:
                self._sings = await self._products.family_of(product_id) == self._family.id
            except ApiError:
                self._sings = False
        return self._sings


@dataclass(frozen=True, slots=True)
class _Made:
    """A product that is there after a create, be it by this one."""

    written: Written
    origin: Origin
    has_family: bool = False


class Creating:
    """The products of one run. Every intent is in the ledger before it is sent, every outcome after."""

    def __init__(self, products: Products, family: Family, clock: Clock, log: RunLog) -> None:
        self._products = products
        self._family = family
        self._clock = clock
        self._log = log
        self._canary = Canary(products, family)
        # Creates that were sent and not answered: whatever comes after, their products may be there.
        self._unanswered: dict[str, AnswerLost] = {}

    async def create(self, change: CreateProduct, outcome: Outcome) -> Outcome:
        """The Outcome of a create: created, exists where another was quicker, error, or skipped."""
        try:
            made = await self._create_once(change.product)
        except ApiError as error:
            return self._unmade(outcome, error)
        return await self._complete(made, replace(outcome, product_id=made.written.id))

    async def finish(self, change: AssignFamily, outcome: Outcome) -> Outcome:
        """The Outcome of a product where an earlier run was cut off: completed by this one, if it is ours."""
        try:
            origin = await self._origin_of(change.product_id, change.product)
        except Stopped as error:
            return self._unmade(outcome, error)
        return await self._complete(_Made(Written(change.product_id, None), origin), outcome)

    async def _complete(self, made: _Made, outcome: Outcome) -> Outcome:
        if made.origin is Origin.OTHERS:
            sku = outcome.listing.sku
            self._log.write([sku], status=Status.EXISTS, create=Stage.NONE, product_id=outcome.product_id, open=False)
            return replace(outcome, status=Status.EXISTS)
        created = replace(outcome, status=Status.CREATED)
        if made.has_family:
            return self._finished(created, made.written.modified)
        return await self._assign_family(created, made.origin)

    async def _create_once(self, product: DesiredProduct) -> _Made:
        """The product, and whether a create of ours made it.

        After an answer that was lost, the SKU is looked up before anything else. Where it is found, or where the
        next create is told that it exists, the lost create may be what made it.
        """
        for pause in _PAUSES:
            await self._clock.sleep(pause)
            family_id = self._canary.family_id()
            self._log.write([product.sku], create=Stage.SENT, open=True)
            try:
                written = await self._products.create(product.sku, product.label, product.attributes, family_id)
            except Duplicate as duplicate:
                existing = await self._existing(product.sku, self._unanswered.get(product.sku) or duplicate)
                ours = self._may_be_there(product.sku)
                return _Made(existing, await self._origin_of(existing.id, product) if ours else Origin.OTHERS)
            except AnswerLost as loss:
                self._unanswered[product.sku] = loss
            else:
                has_family = family_id is not None and await self._canary.sings(written.id)
                return _Made(written, Origin.OURS, has_family)
            if found := await self._find(product.sku):
                return _Made(found, await self._origin_of(found.id, product))
        lost = self._unanswered[product.sku]
        raise AnswerLost(f"{lost}; {product.sku} was not found afterwards either. Sync again to create it")

    def _may_be_there(self, sku: str) -> bool:
        """Whether a create of ours, in this run or before, was never answered."""
        return sku in self._unanswered or self._log.has_begun(sku)

    async def _origin_of(self, product_id: str, sent: DesiredProduct) -> Origin:
        """Whose a product is; where that cannot be asked, nobody can tell. Raises Stopped."""
        try:
            held = await self._products.contents_of(product_id)
        except Stopped:
            raise
        except ApiError:
            return Origin.UNCLEAR
        return origin_of(held, sent)

    async def _existing(self, sku: str, reason: ApiError) -> Written:
        """A product that is said to exist: searches may show it late."""
        for pause in _PAUSES:
            await self._clock.sleep(pause)
            if found := await self._find(sku):
                return found
        raise reason

    async def _find(self, sku: str) -> Written | None:
        found = (await self._products.find_by_sku([sku])).get(sku)
        return Written(found.id, None) if found else None

    async def _assign_family(self, created: Outcome, origin: Origin) -> Outcome:
        sku, product_id = created.listing.sku, created.product_id or ""
        self._log.write([sku], create=Stage.DONE, family=Stage.SENT, product_id=product_id, open=True)
        try:
            written = await self._products.assign_family(product_id, self._family.id)
        except ApiError as error:
            self._log.write([sku], status=Status.CREATED, family=Stage.FAILED, message=str(error), open=True)
            return created.with_trouble("family", str(error))
        return self._finished(created, written.modified if origin is Origin.OURS else None)

    def _finished(self, created: Outcome, modified: str | None) -> Outcome:
        """``modified`` is how an undo knows a product by which nobody else has come; None where that is not sure."""
        done = {"status": Status.CREATED, "create": Stage.DONE, "family": Stage.DONE, "modified": modified}
        self._log.write([created.listing.sku], **done, product_id=created.product_id, open=False)
        return created

    def _unmade(self, outcome: Outcome, error: ApiError) -> Outcome:
        """No product that is known of. A create that nobody answered, in this run or before, may yet turn up."""
        sku, message = outcome.listing.sku, str(error)
        loss, stopped = self._unanswered.get(sku), isinstance(error, Stopped)
        if loss and stopped:
            message = f"{loss}; the run was ended before it could look whether {sku} is there. Sync again to find out"
        skipped = stopped and not loss
        status, stage = (Status.SKIPPED, Stage.PLANNED) if skipped else (Status.ERROR, Stage.FAILED)
        self._log.write([sku], status=status, create=stage, message=message, open=self._may_be_there(sku))
        return outcome.unmade(status, message)
