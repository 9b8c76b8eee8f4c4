"""Outcomes become Results."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from amazon_plytix.applying.outcome import LinkOutcome, Outcomes, ProductOutcome, Status, UndoOutcome
from amazon_plytix.planning.changes import Relation
from amazon_plytix.planning.header import JobKind
from amazon_plytix.planning.plan import LinkState, Review, UndoState
from amazon_plytix.planning.steps import PRODUCT_STEPS
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

_CONTRADICTED = {LinkState.CONTRADICTED, LinkState.REMOVABLE, LinkState.REMOVED}


def results_of(outcomes: Outcomes, metadata: Metadata) -> Results:
    """Return the results of a job."""
    builders = {JobKind.SYNC: _sync, JobKind.LINK: _link, JobKind.UNDO: _undo}
    return builders[outcomes.plan.header.job](outcomes, metadata)


def _sync(outcomes: Outcomes, metadata: Metadata) -> Results:
    counts = Counter(outcome.state for outcome in outcomes.products.values())
    links = _LinksByTarget(outcomes)
    more: dict[str, Any] = {"preview": counts[Status.PREVIEW]} if metadata.dry_run else {}
    if counts[Status.SKIPPED]:
        more["skipped"] = counts[Status.SKIPPED]
    return Results(
        total=len(outcomes.products),
        created=counts[Status.CREATED],
        exists=counts[Status.EXISTS],
        linked=sum(outcome.state is LinkState.MADE for outcome in outcomes.links.values()),
        errors=list(_sync_errors(outcomes, links)),
        metadata=metadata,
        products=[_product_row(outcome, links.of_listing(outcome)) for outcome in outcomes.products.values()],
        **more,
    )


def _link(outcomes: Outcomes, metadata: Metadata) -> Results:
    """Return a link job's results.

    ``products`` has a row for every listing of the mapping, ``relatives`` one for every child that Plytix alone knows
    of. The states of their links add up to ``linked``, ``present`` and ``preview``.
    """
    links = _LinksByTarget(outcomes)
    wanted = [each for each in outcomes.links.values() if not links.is_contradicted(each)]
    counts = Counter(outcome.state for outcome in wanted)
    more: dict[str, Any] = {"preview": counts[LinkState.PLANNED]} if metadata.dry_run else {}
    if metadata.dry_run and outcomes.plan.refusals:
        more["refused"] = outcomes.plan.refusals
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
    )


def _undo(outcomes: Outcomes, metadata: Metadata) -> Results:
    counts = Counter(outcome.state for outcome in outcomes.undone.values())
    failed = [each for each in outcomes.undone.values() if each.state is UndoState.ERROR]
    return Results(
        total=len(outcomes.undone),
        created=0,
        exists=0,
        linked=0,
        undone={state.value: number for state, number in counts.items()},
        errors=[
            ErrorRow(sku=_undone_sku(each), asin=None, stage="undo", message=each.message or "") for each in failed
        ],
        metadata=metadata,
        products=[],
        taken_back=[_undo_row(outcome) for outcome in outcomes.undone.values()],
    )


class _LinksByTarget:
    """The links to every listing, by its SKU. A link that the mapping contradicts is none of the listing's own."""

    def __init__(self, outcomes: Outcomes) -> None:
        # What a link becomes must not change what it was: a removal that failed stays a contradiction.
        self._contradicted = {link.key for link in outcomes.plan.links if link.state in _CONTRADICTED}
        self._by_target: dict[tuple[str, Relation], LinkOutcome] = {}
        for outcome in outcomes.links.values():
            if not self.is_contradicted(outcome):
                self._by_target[outcome.planned.target.sku, outcome.planned.relation] = outcome

    def is_contradicted(self, outcome: LinkOutcome) -> bool:
        """Return whether the mapping names another source than this link has."""
        return outcome.planned.key in self._contradicted

    def of_listing(self, product: ProductOutcome) -> dict[str, Any]:
        """Return a sync's columns about the link from the canonical product, and about what went wrong."""
        link = self.from_canonical(product.planned.listing.sku)
        troubles = [each for each in (product, link) if each and each.message]
        columns: dict[str, Any] = {
            "linked": link is not None and link.state is LinkState.MADE,
            "link": (link.state if link else LinkState.NONE).value,
        }
        if troubles:
            columns |= {"stage": troubles[0].stage, "message": "; ".join(each.message or "" for each in troubles)}
        return columns

    def of_target(self, sku: str) -> dict[str, Any]:
        """Return a link job's columns about the links from canonical product and parent."""
        listings, parent = self.from_canonical(sku), self._by_target.get((sku, Relation.HIERARCHY))
        messages = dict.fromkeys(each.message for each in (listings, parent) if each and each.message)
        return {
            "linked": any(each and each.state is LinkState.MADE for each in (listings, parent)),
            "link": (listings.state if listings else LinkState.NONE).value,
            "parent_sku": parent.planned.source.sku if parent else None,
            "hierarchy": (parent.state if parent else LinkState.NONE).value,
            **({"stage": "link", "message": "; ".join(map(str, messages))} if messages else {}),
        }

    def from_canonical(self, sku: str) -> LinkOutcome | None:
        """Return the link from the canonical product, None if there is none to make."""
        return self._by_target.get((sku, Relation.LISTINGS))


def _product_row(outcome: ProductOutcome, columns: dict[str, Any]) -> ProductRow:
    listing = outcome.planned.listing
    return ProductRow(
        sku=listing.sku,
        asin=listing.asin,
        status=outcome.state.value,
        product_id=outcome.product_id,
        canonical_sku=listing.canonical.sku if listing.canonical else None,
        **columns,
    )


def _sync_errors(outcomes: Outcomes, links: _LinksByTarget) -> Iterator[ErrorRow]:
    for sku, product in outcomes.products.items():
        for trouble in (product, links.from_canonical(sku)):
            if trouble and trouble.message and trouble.stage:
                asin = product.planned.listing.asin
                yield ErrorRow(sku=sku, asin=asin, stage=trouble.stage, message=trouble.message)


def _link_errors(outcomes: Outcomes) -> Iterator[ErrorRow]:
    """Return what went wrong, once a product and sentence."""
    failed = [each for each in outcomes.links.values() if each.state is LinkState.FAILED]
    for sku, message in dict.fromkeys((each.planned.target.sku, each.message) for each in failed):
        listing = outcomes.products[sku].planned.listing if sku in outcomes.products else None
        yield ErrorRow(sku=sku, asin=listing.asin if listing else None, stage="link", message=message or "")


def _contradicted(outcome: LinkOutcome) -> ContradictedRow:
    link = outcome.planned
    return ContradictedRow(
        relation=link.relation.value,
        source_sku=link.source.sku,
        target_sku=link.target.sku,
        state=outcome.state.value,
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
        state=outcome.state.value,
        message=outcome.message,
    )


def _undone_sku(outcome: UndoOutcome) -> str:
    step = outcome.planned.step
    return step.subject_sku if step.kind in PRODUCT_STEPS else step.target_sku or ""
