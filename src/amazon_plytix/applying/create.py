"""A listing gets its product, exactly once, and the product its family."""

from dataclasses import replace

from amazon_plytix.applying.ledger import RunLog, Stage
from amazon_plytix.applying.outcome import Outcome, Status
from amazon_plytix.planning import CreateProduct, DesiredProduct
from amazon_plytix.plytix import AnswerLost, Clock, Duplicate, Family, PlytixError, Stopped
from amazon_plytix.plytix.product import Written
from amazon_plytix.plytix.products import Products

# Seconds before each further try. A search may lag behind a write by as much as 10 s (fact sheet 13).
_PAUSES = (0.0, 1.0, 2.0, 4.0, 8.0)


class Canary:
    """Whether an account takes a family in the create call, which saves a call for every product (fact sheet 14.6).

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
            except PlytixError:
                self._sings = False
        return self._sings


class Creating:
    """The products of one run. Every intent is in the ledger before it is sent, every outcome after."""

    def __init__(self, products: Products, family: Family, clock: Clock, log: RunLog) -> None:
        self._products = products
        self._family = family
        self._clock = clock
        self._log = log
        self._canary = Canary(products, family)
        # Creates that were sent and not answered: whatever comes after, their products may be there.
        self._unanswered: set[str] = set()

    async def create(self, change: CreateProduct, outcome: Outcome) -> Outcome:
        """The Outcome of a create: created, exists where another was quicker, error, or skipped."""
        sku = change.product.sku
        try:
            written, ours, has_family = await self._create_once(change.product)
        except PlytixError as error:
            return self._unmade(outcome, error)
        if not ours:
            self._log.write([sku], status=Status.EXISTS, create=Stage.NONE, product_id=written.id, open=False)
            return replace(outcome, status=Status.EXISTS, product_id=written.id)
        created = replace(outcome, status=Status.CREATED, product_id=written.id)
        return self._finished(created, written) if has_family else await self._assign_family(created)

    async def finish(self, outcome: Outcome) -> Outcome:
        """The Outcome of completing a product that an earlier run left half made: this run has created it."""
        return await self._assign_family(replace(outcome, status=Status.CREATED))

    async def _create_once(self, product: DesiredProduct) -> tuple[Written, bool, bool]:
        """The product, whether a create of ours made it, and whether it has its family.

        After an answer that was lost, the SKU is looked up before anything else. Where it is found, or where the
        next create is told that it exists, the lost create is what made it.
        """
        ours = self._log.has_begun(product.sku)
        loss: AnswerLost | None = None
        for pause in _PAUSES:
            await self._clock.sleep(pause)
            family_id = self._canary.family_id()
            self._log.write([product.sku], create=Stage.SENT, open=True)
            try:
                written = await self._products.create(product.sku, product.label, product.attributes, family_id)
            except Duplicate as duplicate:
                return await self._existing(product.sku, loss or duplicate), ours, False
            except AnswerLost as error:
                ours, loss = True, error
                self._unanswered.add(product.sku)
            else:
                return written, True, family_id is not None and await self._canary.sings(written.id)
            if found := await self._find(product.sku):
                return found, True, False
        raise AnswerLost(f"{loss}; {product.sku} was not found afterwards either. Sync again to create it")

    async def _existing(self, sku: str, reason: PlytixError) -> Written:
        """A product that is said to exist: searches may show it late."""
        for pause in _PAUSES:
            await self._clock.sleep(pause)
            if found := await self._find(sku):
                return found
        raise reason

    async def _find(self, sku: str) -> Written | None:
        found = (await self._products.find_by_sku([sku])).get(sku)
        return Written(found.id, None) if found else None

    async def _assign_family(self, created: Outcome) -> Outcome:
        sku, product_id = created.listing.sku, created.product_id or ""
        self._log.write([sku], create=Stage.DONE, family=Stage.SENT, product_id=product_id, open=True)
        try:
            written = await self._products.assign_family(product_id, self._family.id)
        except PlytixError as error:
            self._log.write([sku], status=Status.CREATED, family=Stage.FAILED, message=str(error), open=True)
            return created.with_trouble("family", str(error))
        return self._finished(created, written)

    def _finished(self, created: Outcome, written: Written) -> Outcome:
        done = {"status": Status.CREATED, "create": Stage.DONE, "family": Stage.DONE, "modified": written.modified}
        self._log.write([created.listing.sku], **done, product_id=created.product_id, open=False)
        return created

    def _unmade(self, outcome: Outcome, error: PlytixError) -> Outcome:
        """No product that is known of. A create that nobody answered, in this run or before, may yet turn up."""
        sku, stopped = outcome.listing.sku, isinstance(error, Stopped)
        status = Status.SKIPPED if stopped else Status.ERROR
        stage = Stage.PLANNED if stopped else Stage.FAILED
        may_turn_up = sku in self._unanswered or self._log.has_begun(sku)
        self._log.write([sku], status=status, create=stage, message=str(error), open=may_turn_up)
        return outcome.unmade(status, str(error))
