"""The Plan of a sync or of a link job is carried out."""

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain

from amazon_plytix.applying.brake import Attempt, Brake, NewBrake
from amazon_plytix.applying.create import Creating
from amazon_plytix.applying.events import Events
from amazon_plytix.applying.link import Linking
from amazon_plytix.applying.link_records import Verdict
from amazon_plytix.applying.moments import Moments
from amazon_plytix.applying.outcome import Outcomes, ProductOutcome, Status
from amazon_plytix.applying.proof import latest
from amazon_plytix.applying.waiting_links import WaitingLinks
from amazon_plytix.http import Clock, run_concurrently
from amazon_plytix.ledger.step_log import StepLog
from amazon_plytix.planning.changes import AssignFamily, CreateProduct
from amazon_plytix.planning.header import Schema
from amazon_plytix.planning.plan import LinkState, Plan, PlannedListing
from amazon_plytix.planning.steps import LINK_STEPS, PRODUCT_STEPS, Step, StepKind
from amazon_plytix.plytix import Plytix, Relationship


async def apply_sync(
    outcomes: Outcomes,
    steps: Sequence[Step],
    plytix: Plytix,
    clock: Clock,
    log: StepLog,
    events: Events,
    new_brake: NewBrake,
) -> None:
    """Create products, put them into the family, and link them. What becomes of each is entered into ``outcomes``.

    What fails for one listing stops no other, unless it is about to fail for all: ``new_brake`` makes what stops the
    run then. Raises LedgerUnusable if intents can no longer be written down: nothing is sent without.
    """
    await _Syncing(outcomes, steps, plytix, clock, log, events, new_brake).carry_out()


async def apply_links(
    outcomes: Outcomes,
    steps: Sequence[Step],
    plytix: Plytix,
    log: StepLog,
    events: Events,
    brake: Brake,
    unchanged: Collection[str] = frozenset(),
) -> None:
    """Remove and make links, and read them back. What becomes of each is entered into ``outcomes``.

    Arguments:
        outcomes: what has become of everything so far.
        steps: the Steps of the Plan.
        plytix: the client.
        log: the ledger's log of this run.
        events: hears how far the work has come.
        brake: stops the run if the same goes wrong with one source after another.
        unchanged: the ids of the sources that only our runs had changed when the Plan was made.
    """
    relationships, settle = relationships_of(outcomes.plan.header.schema), partial(_enter_links, outcomes)
    moments = Moments(_last_change(outcomes.plan))
    linking = Linking(plytix.products, relationships, log, settle, brake, unchanged=unchanged, moments=moments)
    await linking.carry_out(_with_target_ids(steps, outcomes), events.linking)


class _Syncing:
    """The products of a sync, and their links: a source's are made as soon as all of its listings have settled.

    So a run that ends early leaves whole sources behind it, and no product waits for its link until the last is made.
    """

    def __init__(
        self,
        outcomes: Outcomes,
        steps: Sequence[Step],
        plytix: Plytix,
        clock: Clock,
        log: StepLog,
        events: Events,
        new_brake: NewBrake,
    ) -> None:
        plan, self._outcomes, self._events = outcomes.plan, outcomes, events
        schema = plan.header.schema
        if schema.family is None:
            raise LookupError("the schema was looked up without the family that a sync puts products into")
        self._moments = Moments(_last_change(plan))
        self._creating = Creating(
            plytix.products, schema.family.id, clock, log, self._moments, plan.known_ids, schema.computed
        )
        self._brake = new_brake()
        self._product_steps = {step.subject_sku: step for step in steps if step.kind in PRODUCT_STEPS}
        # Targets that others made first: they may have linked them, too.
        self._doubtful: set[str] = set()
        self._linking = Linking(
            plytix.products,
            relationships_of(schema),
            log,
            partial(_enter_links, outcomes),
            new_brake(),
            doubtful=self._doubtful,
            moments=self._moments,
        )
        self._waiting = WaitingLinks((step for step in steps if step.kind in LINK_STEPS), self._product_steps)
        self._sources, self._linked = len(self._waiting), 0
        # Sources that wait for no listing any more.
        self._ready = deque(self._waiting.waiting_for_none())

    async def carry_out(self) -> None:
        """Make everything, then read back what has not been read back yet."""
        if self._sources:
            self._events.linking(0, self._sources)
        await run_concurrently(self._pieces(), self._do)
        # Those that might not be linked before all products were made.
        await run_concurrently(self._ready, self._link)
        for sku, message in (await self._creating.read_families_back()).items():
            self._outcomes.products[sku] = self._outcomes.products[sku].become(Status.CREATED, "family", message)
        await self._linking.read_back()
        self._outcomes.fail_links_without_product()

    def _pieces(self) -> Iterator[PlannedListing | Sequence[Step]]:
        """Return all listings, and after each that is to be made a source that is ready, if one may be linked."""
        for planned in self._outcomes.plan.listings:
            yield planned
            if planned.change and self._ready and self._may_link:
                yield self._ready.popleft()
        while self._ready and self._may_link:
            yield self._ready.popleft()

    @property
    def _may_link(self) -> bool:
        """Return whether links may be sent before all products are made.

        Others may have linked a source since it was looked up, or so shortly before that the search did not show it.
        Only a moment of Plytix from after that tells their links from ours: the answer to a create gives one.
        """
        return not self._product_steps or self._moments.are_own

    async def _do(self, piece: PlannedListing | Sequence[Step]) -> None:
        if isinstance(piece, PlannedListing):
            await self._make(piece)
        else:
            await self._link(piece)

    async def _make(self, planned: PlannedListing) -> None:
        """Give a listing its product; if it was the last that a source waited for, link the source."""
        sku = planned.listing.sku
        if planned.change:
            # Here, and not around the links: these have a brake of their own, and must not wait for a place in both.
            async with self._brake.attempt() as attempt:
                self._settle(await self._made(planned, planned.change, attempt))
        else:
            self._settle(self._outcomes.products[sku])
        self._ready.extend(self._waiting.settled(sku))
        # The same worker goes on with a source, so that none waits long behind those that were ready at the start.
        if planned.change and self._ready and self._may_link:
            await self._link(self._ready.popleft())

    async def _made(
        self, planned: PlannedListing, change: CreateProduct | AssignFamily, attempt: Attempt
    ) -> ProductOutcome:
        step, outcome = self._product_steps[planned.listing.sku], self._outcomes.products[planned.listing.sku]
        if isinstance(change, CreateProduct):
            return await self._creating.create(step, change, outcome, attempt)
        return await self._creating.finish(step, change, outcome, attempt)

    def _settle(self, outcome: ProductOutcome) -> None:
        """Enter what became of a listing's product."""
        self._outcomes.products[outcome.planned.listing.sku] = outcome
        if outcome.planned.change and outcome.state is Status.EXISTS and outcome.product_id:
            self._doubtful.add(outcome.product_id)
        self._events.product_settled(outcome)

    async def _link(self, of_source: Sequence[Step]) -> None:
        """Link a source to those of its listings that have a product."""
        await self._linking.send(_with_target_ids(of_source, self._outcomes))
        self._linked += 1
        self._events.linking(self._linked, self._sources)


def _enter_links(outcomes: Outcomes, settled: Sequence[Step], verdict: Verdict, message: str | None) -> None:
    """Enter what became of links: the one place that hears of all of them."""
    for step in settled:
        state, stage = _state(step, verdict), None if message is None else "link"
        outcomes.links[step.link_key] = outcomes.links[step.link_key].become(state, stage, message)


def _last_change(plan: Plan) -> str | None:
    """Return when Plytix says that one of the products to link was changed last, before the Plan was made."""
    refs = chain.from_iterable((link.source, link.target) for link in plan.links)
    return latest(*(ref.modified for ref in refs))


def relationships_of(schema: Schema) -> list[Relationship]:
    """Return the relationships of a schema as the Plytix client names them."""
    return [Relationship(part.id, part.name, part.label) for part in schema.relationships]


def _with_target_ids(steps: Iterable[Step], outcomes: Outcomes) -> list[Step]:
    """Return the link Steps whose target has a product, with its id: when planned, some had none yet."""
    found = []
    for step in steps:
        if step.kind in LINK_STEPS and outcomes.has_product(sku := step.link_key[2]):
            target = outcomes.products.get(sku)
            target_id = step.target_id or (target.product_id if target else None)
            if target_id:
                found.append(replace(step, target_id=target_id))
    return found


def _state(step: Step, verdict: Verdict) -> LinkState:
    if verdict is not Verdict.DONE:
        return LinkState.FAILED
    return LinkState.REMOVED if step.kind is StepKind.UNLINK else LinkState.MADE
