"""Outcomes become Results."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from amazon_plytix.applying.outcome import LinkOutcome, Outcomes, ProductOutcome, Status, UndoOutcome
from amazon_plytix.applying.reasons import was_not_reached
from amazon_plytix.planning.header import JobKind
from amazon_plytix.planning.plan import LinkState, Plan, Review, UndoState
from amazon_plytix.planning.steps import PRODUCT_STEPS
from amazon_plytix.reporting.link_columns import SKIPPED, LinksByTarget, state_of
from amazon_plytix.reporting.results import (
    ContradictedRow,
    ErrorRow,
    Metadata,
    ProductRow,
    RelativeRow,
    Results,
    ReviewRow,
    UndoRow,
)


def results_of(
    outcomes: Outcomes, metadata: Metadata, *, warnings: Sequence[str] = (), stopped: str | None = None
) -> Results:
    """Return the results of a job.

    Arguments:
        outcomes: what has become of everything.
        metadata: what the results are of.
        warnings: what was said that is no error.
        stopped: why the run ended before its end, None if it did not.
    """
    builders = {JobKind.SYNC: _sync, JobKind.LINK: _link, JobKind.UNDO: _undo}
    said: dict[str, Any] = {"stopped": stopped} if stopped else {}
    if warnings:
        said["warnings"] = list(warnings)
    if metadata.dry_run and outcomes.plan.refusals:
        said["refused"] = outcomes.plan.refusals
    return builders[outcomes.plan.header.job](outcomes, metadata, said)


def results_of_begun(plan: Plan, metadata: Metadata) -> Results:
    """Return the results of a run that has just begun: if it is killed, no earlier run's are taken for its own."""
    total = len(plan.listings)
    stopped = f"this run has not ended yet, or was killed; how far it came: amazon-plytix runs show {metadata.run}"
    return Results(
        total=total,
        created=0,
        exists=0,
        skipped=total,
        linked=0,
        stopped=stopped,
        errors=[],
        metadata=metadata,
        products=[],
    )


def _sync(outcomes: Outcomes, metadata: Metadata, said: dict[str, Any]) -> Results:
    counts = Counter(outcome.state for outcome in outcomes.products.values())
    of_links = Counter(outcome.state for outcome in outcomes.links.values())
    links = LinksByTarget(outcomes)
    more: dict[str, Any] = {"preview": counts[Status.PREVIEW]} if metadata.dry_run else {}
    if counts[Status.SKIPPED]:
        more["skipped"] = counts[Status.SKIPPED]
    return Results(
        total=len(outcomes.products),
        created=counts[Status.CREATED],
        exists=counts[Status.EXISTS],
        linked=of_links[LinkState.MADE],
        present=of_links[LinkState.PRESENT],
        errors=list(_sync_errors(outcomes, links)),
        metadata=metadata,
        products=[_product_row(outcome, links.of_listing(outcome)) for outcome in outcomes.products.values()],
        **more,
        **said,
    )


def _link(outcomes: Outcomes, metadata: Metadata, said: dict[str, Any]) -> Results:
    """Return a link job's results.

    ``products`` has a row for every listing of the mapping, ``relatives`` one for every child that Plytix alone knows
    of. The states of their links add up to ``linked``, ``present``, ``preview`` and ``skipped``.
    """
    links = LinksByTarget(outcomes)
    wanted = [each for each in outcomes.links.values() if not links.is_contradicted(each)]
    counts = Counter(outcome.state for outcome in wanted)
    more: dict[str, Any] = {"preview": counts[LinkState.PLANNED]} if metadata.dry_run else {}
    if skipped := sum(state_of(outcome) == SKIPPED for outcome in outcomes.links.values()):
        more["skipped"] = skipped
    relatives = [each.planned.target for each in wanted if each.planned.target.sku not in outcomes.products]
    return Results(
        total=len(outcomes.products),
        created=0,
        exists=sum(outcome.product_id is not None for outcome in outcomes.products.values()),
        linked=counts[LinkState.MADE],
        present=counts[LinkState.PRESENT],
        errors=list(_link_errors(outcomes)),
        metadata=metadata,
        products=[_product_row(outcome, links.of_target(sku)) for sku, outcome in outcomes.products.items()],
        relatives=[RelativeRow(sku=each.sku, product_id=each.id, **links.of_target(each.sku)) for each in relatives],
        contradicted=[_contradicted(each) for each in outcomes.links.values() if links.is_contradicted(each)],
        review=[_review(review) for review in outcomes.plan.reviews],
        **more,
        **said,
    )


def _undo(outcomes: Outcomes, metadata: Metadata, said: dict[str, Any]) -> Results:
    counts = Counter(state_of(outcome) for outcome in outcomes.undone.values())
    if counts[SKIPPED]:
        said = said | {"skipped": counts[SKIPPED]}
    return Results(
        total=len(outcomes.undone),
        created=0,
        exists=0,
        linked=0,
        undone=dict(counts),
        errors=[
            ErrorRow(sku=_undone_sku(each), asin=None, stage="undo", message=each.message or "")
            for each in outcomes.undone.values()
            if state_of(each) == UndoState.ERROR
        ],
        metadata=metadata,
        products=[],
        taken_back=[_undo_row(outcome) for outcome in outcomes.undone.values()],
        **said,
    )


def _product_row(outcome: ProductOutcome, columns: dict[str, Any]) -> ProductRow:
    listing, remark = outcome.planned.listing, outcome.planned.remark
    return ProductRow(
        sku=listing.sku,
        asin=listing.asin,
        status=outcome.state.value,
        product_id=outcome.product_id,
        canonical_sku=listing.canonical.sku if listing.canonical else None,
        **(columns | ({"remark": remark} if remark else {})),
    )


def _sync_errors(outcomes: Outcomes, links: LinksByTarget) -> Iterator[ErrorRow]:
    for sku, product in outcomes.products.items():
        for trouble in (product, links.from_canonical(sku)):
            # What an ending run did not get to is skipped, and no error.
            if trouble and trouble.message and trouble.stage and not was_not_reached(trouble.message):
                asin = product.planned.listing.asin
                yield ErrorRow(sku=sku, asin=asin, stage=trouble.stage, message=trouble.message)


def _link_errors(outcomes: Outcomes) -> Iterator[ErrorRow]:
    """Return what went wrong, once a product and sentence."""
    failed = [each for each in outcomes.links.values() if state_of(each) == LinkState.FAILED]
    for sku, message in dict.fromkeys((each.planned.target.sku, each.message) for each in failed):
        listing = outcomes.products[sku].planned.listing if sku in outcomes.products else None
        yield ErrorRow(sku=sku, asin=listing.asin if listing else None, stage="link", message=message or "")


def _contradicted(outcome: LinkOutcome) -> ContradictedRow:
    link = outcome.planned
    return ContradictedRow(
        relation=link.relation.value,
        source_sku=link.source.sku,
        target_sku=link.target.sku,
        state=state_of(outcome),
        message=outcome.message,
    )


def _review(review: Review) -> ReviewRow:
    listing = review.listing
    return ReviewRow(
        sku=listing.sku,
        asin=listing.asin,
        model_number=listing.model_number,
        reason=review.reason,
        evidence=list(review.evidence),
    )


def _undo_row(outcome: UndoOutcome) -> UndoRow:
    step = outcome.planned.step
    is_product = step.kind in PRODUCT_STEPS
    return UndoRow(
        kind="product" if is_product else "link",
        sku=_undone_sku(outcome),
        source_sku=None if is_product else step.subject_sku,
        relation=step.relation.value if step.relation else None,
        product_id=step.subject_id if is_product else step.target_id,
        state=state_of(outcome),
        message=outcome.message,
    )


def _undone_sku(outcome: UndoOutcome) -> str:
    step = outcome.planned.step
    return step.subject_sku if step.kind in PRODUCT_STEPS else step.link_key[2]
