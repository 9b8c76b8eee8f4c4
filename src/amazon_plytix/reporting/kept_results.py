"""The results of earlier runs, as they were kept in the state directory: read again, and as a table."""

import csv
import io
import json
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from amazon_plytix.planning.header import JobKind
from amazon_plytix.refusal import RefusedBeforeWriting
from amazon_plytix.reporting.files import make_private, save_text
from amazon_plytix.reporting.results import Results
from amazon_plytix.reporting.visible import shown_cell

_PRODUCT = ("sku", "asin", "status", "product_id", "canonical_sku", "linked", "link")
_TROUBLE = ("stage", "message")
_COLUMNS = {
    JobKind.SYNC: (*_PRODUCT, *_TROUBLE),
    JobKind.LINK: (*_PRODUCT, "parent_sku", "hierarchy", *_TROUBLE),
    JobKind.UNDO: ("kind", "sku", "source_sku", "relation", "product_id", "state", "message"),
}


class NoResults(RefusedBeforeWriting):
    """The results of a run were not kept, or cannot be read."""


def results_file(folder: Path, run_id: str) -> Path:
    """Return where the results of a run are kept."""
    return folder / f"{run_id}.json"


def keep_results(folder: Path, run_id: str, text: str) -> None:
    """Keep the results of a run, in a folder that is private to the user.

    Raises ResultsLost.
    """
    make_private(folder)
    save_text(results_file(folder, run_id), text)


def forget_results(folder: Path, run_ids: Iterable[str]) -> None:
    """Remove the results of runs that are forgotten. A file that cannot be removed does no harm."""
    for run_id in run_ids:
        with suppress(OSError):
            results_file(folder, run_id).unlink(missing_ok=True)


def kept_results(folder: Path, run_id: str) -> Results:
    """Return the results of a run.

    Raises NoResults if it left none, as a run that was killed or refused does.
    """
    path = results_file(folder, run_id)
    try:
        return Results.model_validate(json.loads(path.read_bytes()))
    except FileNotFoundError:
        raise NoResults(
            f"run {run_id} left no results: it was killed or refused, or is not over. What it did step by step: "
            f"amazon-plytix runs show {run_id}"
        ) from None
    except OSError as error:
        raise NoResults(f"the results {path} cannot be read: {error.strerror}") from None
    except ValueError:
        raise NoResults(f"the results {path} are damaged, or of another version of this program") from None


def results_as_csv(results: Results) -> str:
    """Return a row for every listing, or for everything that an undo dealt with, under a head of column names.

    Values are whole, and what a terminal would obey or hide in them is spelled out: people look at tables.
    """
    rows = [*results.products, *(results.relatives or ()), *(results.taken_back or ())]
    text = io.StringIO()
    columns = _COLUMNS[JobKind(results.metadata.job)]
    writer = csv.DictWriter(text, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: shown_cell(value) for name, value in row.model_dump().items()} for row in rows)
    return text.getvalue()
