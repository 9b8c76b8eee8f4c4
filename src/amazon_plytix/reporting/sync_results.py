"""The results of a sync: the counts of sync-workflow.md, Output Structure, and a row for every listing."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from amazon_plytix.applying import LinkState, Outcome, Status
from amazon_plytix.jobs.sync import SyncJob
from amazon_plytix.reporting.files import Results, metadata_of


def results_path(job: SyncJob) -> Path:
    """Beside the mapping: ``X.sync_products.json``.

    A dry run's are in ``X.sync_products.preview.json``, those of some listings alone in ``X.sync_products.part.json``.
    """
    part = "" if job.only is None else ".part"
    return job.mapping.with_suffix(f".sync_products{part if job.execute else '.preview'}.json")


def results_of(outcomes: Sequence[Outcome], source_file: Path, sync_date: datetime, *, execute: bool) -> Results:
    """What became of a mapping, by the keys of sync-workflow.md, Output Structure, and ``products`` beyond them.

    ``created``, ``exists``, ``preview`` (of a dry run), ``skipped`` (of an interrupted run) and the rows with status
    ``error`` add up to ``total``; the rows that are ``linked`` add up to ``linked``. ``errors`` holds everything that
    went wrong: a listing may be created and still have an error at its link.
    """
    counts = Counter(outcome.status for outcome in outcomes)
    more = {} if execute else {"preview": counts[Status.PREVIEW]}
    if counts[Status.SKIPPED]:
        more["skipped"] = counts[Status.SKIPPED]
    return {
        "total": len(outcomes),
        "created": counts[Status.CREATED],
        "exists": counts[Status.EXISTS],
        **more,
        "linked": sum(outcome.link is LinkState.MADE for outcome in outcomes),
        "errors": [error for outcome in outcomes for error in _errors(outcome)],
        "metadata": metadata_of(source_file, sync_date, execute=execute),
        "products": [_row(outcome) for outcome in outcomes],
    }


def _row(outcome: Outcome) -> Results:
    listing = outcome.listing
    row = {
        "sku": listing.sku,
        "asin": listing.asin,
        "status": outcome.status.value,
        "product_id": outcome.product_id,
        "canonical_sku": listing.canonical.sku if listing.canonical else None,
        "linked": outcome.link is LinkState.MADE,
        "link": outcome.link.value,
    }
    if outcome.troubles:
        row["stage"] = outcome.troubles[0].stage
        row["message"] = "; ".join(trouble.message for trouble in outcome.troubles)
    return row


def _errors(outcome: Outcome) -> list[Results]:
    named = {"sku": outcome.listing.sku, "asin": outcome.listing.asin}
    return [{**named, "stage": trouble.stage, "message": trouble.message} for trouble in outcome.troubles]
