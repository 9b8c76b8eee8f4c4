"""The Plan of a sync or of a link job is carried out."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import chain

from amazon_plytix.applying.create import Creating
from amazon_plytix.applying.events import Events
from amazon_plytix.applying.link import Linking, Verdict
from amazon_plytix.applying.outcome import Outcomes, Status
from amazon_plytix.applying.proof import latest
from amazon_plytix.http import Clock, run_concurrently
from amazon_plytix.ledger.step_log import StepLog
from amazon_plytix.planning.changes import AssignFamily, CreateProduct, Relation
from amazon_plytix.planning.header import Schema
from amazon_plytix.planning.plan import LinkState, PlannedListing
from amazon_plytix.planning.steps import LINK_STEPS, PRODUCT_STEPS, Step, StepKind
from amazon_plytix.plytix import Plytix, Relationship


async def apply_products(
    outcomes: Outcomes, steps: Sequence[Step], plytix: Plytix, clock: Clock, log: StepLog, events: Events
) -> str | None:
    """Create products and put them into the family. What becomes of each is entered into ``outcomes``.

    What fails for one listing stops no other. Return when Plytix says that the last of them was written, None if none
    was. Raises LedgerUnusable if intents can no longer be written down: nothing is sent without.
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
    return creating.last_write


async def apply_links(
    outcomes: Outcomes,
    steps: Sequence[Step],
    plytix: Plytix,
    log: StepLog,
    events: Events,
    unchanged: Collection[str] = frozenset(),
    last_write: str | None = None,
) -> None:
    """Remove and make links, and read them back. What becomes of each is entered into ``outcomes``.

    Arguments:
        outcomes: what has become of everything so far.
        steps: the Steps of the Plan.
        plytix: the client.
        log: the ledger's log of this run.
        events: hears how far the work has come.
        unchanged: the ids of the sources that only our runs had changed when the Plan was made.
        last_write: when Plytix says that the run wrote last before; None if it did not.
    """

    def settle(settled: Sequence[Step], verdict: Verdict, message: str | None) -> None:
        for step in settled:
            key = (step.relation or Relation.LISTINGS, step.subject_sku, step.target_sku or "")
            state, stage = _state(step, verdict), None if message is None else "link"
            outcomes.links[key] = outcomes.links[key].become(state, stage, message)

    relationships = relationships_of(outcomes.plan.header.schema)
    refs = chain.from_iterable((link.source, link.target) for link in outcomes.plan.links)
    began = latest(last_write, *(ref.modified for ref in refs))
    linking = Linking(plytix.products, relationships, log, settle, unchanged, _made_by_others(outcomes), began)
    await linking.carry_out(_with_target_ids(steps, outcomes), events.linking)


def _made_by_others(outcomes: Outcomes) -> frozenset[str]:
    """Return the ids of products that were to be created, and that others made first."""
    found = (each for each in outcomes.products.values() if each.state is Status.EXISTS and each.planned.change)
    return frozenset(each.product_id for each in found if each.product_id)


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
