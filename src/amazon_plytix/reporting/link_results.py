"""The results of a link job: the same counts and rows as a sync's, by the links, and what somebody has to look at."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from amazon_plytix.applying import LinkState
from amazon_plytix.applying.link_outcomes import LinkOutcome
from amazon_plytix.jobs.link import Linked, LinkJob
from amazon_plytix.mapping import Listing
from amazon_plytix.planning import Link, Relation, Review
from amazon_plytix.reporting.files import Results, metadata_of

_NO_PRODUCT = "missing"


def link_results_path(job: LinkJob) -> Path:
    """Beside the mapping: ``X.link_products.json``, a dry run's in ``X.link_products.preview.json``."""
    return job.mapping.with_suffix(f".link_products{'' if job.execute else '.preview'}.json")


def link_results_of(linked: Linked, source_file: Path, date: datetime, *, execute: bool) -> Results:
    """What became of the links of a mapping, by the keys of a sync's results, so that one reader reads both.

    ``products`` has a row for every listing of the mapping, with the state of the ``link`` from its canonical product
    and of the ``hierarchy`` link from its parent; ``relatives`` one for every child that Plytix alone knows of. These
    states add up to ``linked`` (made), ``present`` and ``preview`` (of a dry run). ``contradicted`` are links that
    the mapping gives to another source, ``review`` parents that somebody has to look at.
    """
    wanted = [each for each in linked.outcomes if not _is_contradicted(each)]
    told = _Told(wanted)
    own = {listing.sku for listing in linked.listings}
    counts = Counter(outcome.state for outcome in wanted)
    return {
        "total": len(linked.listings),
        "created": 0,
        "exists": sum(listing.sku in linked.product_ids for listing in linked.listings),
        "linked": counts[LinkState.MADE],
        "present": counts[LinkState.PRESENT],
        **({} if execute else {"preview": counts[LinkState.PLANNED]}),
        "errors": list(_errors(linked)),
        "metadata": metadata_of(source_file, date, execute=execute),
        "products": [_row(listing, linked.product_ids.get(listing.sku), told) for listing in linked.listings],
        "relatives": [
            {"sku": each.link.target_sku, "product_id": each.link.target_id, **told.of(each.link.target_sku)}
            for each in wanted
            if each.link.target_sku not in own
        ],
        "contradicted": [_link(each) for each in linked.outcomes if _is_contradicted(each)],
        "review": [_review(each) for each in linked.reviews],
    }


class _Told:
    """The links to every target, by its SKU."""

    def __init__(self, outcomes: list[LinkOutcome]) -> None:
        self._by_target = {(each.link.target_sku, each.link.relation): each for each in outcomes}

    def of(self, sku: str) -> Results:
        """How a product stands to its canonical product and to its parent."""
        shop, parent = (self._by_target.get((sku, relation)) for relation in Relation)
        messages = dict.fromkeys(each.message for each in (shop, parent) if each and each.message)
        return {
            "linked": any(each and each.state is LinkState.MADE for each in (shop, parent)),
            "link": shop.state.value if shop else LinkState.NONE.value,
            "parent_sku": parent.link.source_sku if parent else None,
            "hierarchy": parent.state.value if parent else LinkState.NONE.value,
            **({"stage": "link", "message": "; ".join(messages)} if messages else {}),
        }


def _row(listing: Listing, product_id: str | None, told: _Told) -> Results:
    return {
        "sku": listing.sku,
        "asin": listing.asin,
        "status": "exists" if product_id else _NO_PRODUCT,
        "product_id": product_id,
        "canonical_sku": listing.canonical.sku if listing.canonical else None,
        **told.of(listing.sku),
    }


def _errors(linked: Linked) -> Iterator[Results]:
    """What went wrong, once a product and sentence."""
    asins = {listing.sku: listing.asin for listing in linked.listings}
    failed = [each for each in linked.outcomes if each.state is LinkState.FAILED]
    for sku, message in dict.fromkeys((each.link.target_sku, each.message) for each in failed):
        yield {"sku": sku, "asin": asins.get(sku), "stage": "link", "message": message}


def _is_contradicted(outcome: LinkOutcome) -> bool:
    return outcome.link.state is Link.CONTRADICTED


def _link(outcome: LinkOutcome) -> Results:
    link = outcome.link
    named = {"relation": link.relation.value, "source_sku": link.source_sku, "target_sku": link.target_sku}
    return {**named, "state": outcome.state.value, "message": outcome.message}


def _review(review: Review) -> Results:
    return {
        "sku": review.listing.sku,
        "asin": review.listing.asin,
        "model_number": review.listing.model_number,
        "reason": review.reason,
        "evidence": list(review.evidence),
    }
