"""The Plan of a sync or of a link job is carried out."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from amazon_plytix.applying.create import Creating
from amazon_plytix.applying.events import Events
from amazon_plytix.applying.link import Linking, Verdict
from amazon_plytix.applying.outcome import Outcomes, Status
from amazon_plytix.http import Clock, run_concurrently
from amazon_plytix.ledger.step_log import StepLog
from amazon_plytix.planning.changes import AssignFamily, CreateProduct, Relation
from amazon_plytix.planning.header import Schema
from amazon_plytix.planning.plan import LinkState, PlannedListing
from amazon_plytix.planning.steps import LINK_STEPS, PRODUCT_STEPS, Step, StepKind
from amazon_plytix.plytix import Plytix, Relationship


async def apply_products(
    outcomes: Outcomes, steps: Sequence[Step], plytix: Plytix, clock: Clock, log: StepLog, events: Events
) -> None:
    """Create products and put them into the family. What becomes of each is entered into ``outcomes``.

    What fails for one listing stops no other. Raises LedgerUnusable if intents can no longer be written down: nothing
    is sent without.
    """
    schema = outcomes.plan.header.schema
    family_id = schema.family.id if schema.family else ""
    creating = Creating(plytix.products, family_id, clock, log, outcomes.plan.known_ids, schema.computed)
    by_sku = {step.subject_sku: step for step in steps if step.kind in PRODUCT_STEPS}

    async def settle(planned: PlannedListing) -> None:
        sku, change = planned.listing.sku, planned.change
        outcome = outcomes.products[sku]
        if isinstance(change, CreateProduct):
            outcome = await creating.create(by_sku[sku], change, outcome)
        elif isinstance(change, AssignFamily):
            outcome = await creating.finish(by_sku[sku], change, outcome)
        outcomes.products[sku] = outcome
        events.product_settled(outcome)

    await run_concurrently(outcomes.plan.listings, settle)
    for sku, message in (await creating.read_families_back()).items():
        outcomes.products[sku] = outcomes.products[sku].become(Status.CREATED, "family", message)
    outcomes.fail_links_without_product()


async def apply_links(
    outcomes: Outcomes,
    steps: Sequence[Step],
    plytix: Plytix,
    log: StepLog,
    events: Events,
    unchanged: Collection[str] = frozenset(),
) -> None:
    """Remove and make links, and read them back. What becomes of each is entered into ``outcomes``.

    Arguments:
        outcomes: what has become of everything so far.
        steps: the Steps of the Plan.
        plytix: the client.
        log: the ledger's log of this run.
        events: hears how far the work has come.
        unchanged: the ids of the sources that only our runs had changed when the Plan was made.
    """

    def settle(settled: Sequence[Step], verdict: Verdict, message: str | None) -> None:
        for step in settled:
            key = (step.relation or Relation.LISTINGS, step.subject_sku, step.target_sku or "")
            state, stage = _state(step, verdict), None if message is None else "link"
            outcomes.links[key] = outcomes.links[key].become(state, stage, message)

    linking = Linking(plytix.products, relationships_of(outcomes.plan.header.schema), log, settle, unchanged)
    await linking.carry_out(_with_target_ids(steps, outcomes), events.linking)


def relationships_of(schema: Schema) -> list[Relationship]:
    """Return the relationships of a schema as the Plytix client names them."""
    return [Relationship(part.id, part.name, part.label) for part in schema.relationships]


def _with_target_ids(steps: Sequence[Step], outcomes: Outcomes) -> list[Step]:
    """Return the link Steps whose target has a product, with its id: when planned, some had none yet."""
    found = []
    for step in steps:
        if step.kind in LINK_STEPS:
            target = outcomes.products.get(step.target_sku or "")
            target_id = step.target_id or (target.product_id if target else None)
            if target_id:
                found.append(replace(step, target_id=target_id))
    return found


def _state(step: Step, verdict: Verdict) -> LinkState:
    if verdict is not Verdict.DONE:
        return LinkState.FAILED
    return LinkState.REMOVED if step.kind is StepKind.UNLINK else LinkState.MADE
