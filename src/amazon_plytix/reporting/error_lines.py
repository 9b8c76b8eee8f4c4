"""What went wrong, as lines: every reason once, with how many listings it hit and some of them."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from amazon_plytix.applying.reasons import reason_of
from amazon_plytix.reporting.results import ErrorRow, Results
from amazon_plytix.reporting.visible import LONGEST_MESSAGE, shown

_REASONS_SHOWN = 20
_SKUS_SHOWN = 3
# As many reasons that differ by the source of a link alone are told apart.
_SOURCES_SHOWN = 3
# A style that a parent is linked from stands in no row.
_SOURCE = re.compile(r"(?<=linked )from .+?(?=: )|(?<=link )from .+?(?= was sent|, but )")

# The stage of an error, and its reason.
Reason = tuple[str, str]


def error_lines(results: Results) -> Iterator[str]:
    """Return a block about everything that went wrong, the reason that hit most listings first."""
    if not results.errors:
        return
    groups = sorted(_grouped(results).items(), key=lambda group: len(group[1]), reverse=True)
    yield ""
    yield "What went wrong:"
    for (_, reason), group in groups[:_REASONS_SHOWN]:
        yield from _group_lines(reason, group)
    if more := sum(len(group) for _, group in groups[_REASONS_SHOWN:]):
        yield f"  and {more} more: all of them are in the results file"


def _grouped(results: Results) -> dict[Reason, list[ErrorRow]]:
    """Return the errors by reason. What differs by the source of a link alone is one reason if there are many."""
    sources = _sources(results)
    by_source: defaultdict[Reason, defaultdict[str, list[ErrorRow]]] = defaultdict(lambda: defaultdict(list))
    for error in results.errors:
        own = error.sku, error.asin
        without_source = _SOURCE.sub("from ...", reason_of(error.message, *own, *sources.get(error.sku, ())))
        by_source[error.stage, without_source][reason_of(error.message, *own)].append(error)
    groups: dict[Reason, list[ErrorRow]] = {}
    for reason, of_sources in by_source.items():
        if len(of_sources) > _SOURCES_SHOWN:
            groups[reason] = [error for errors in of_sources.values() for error in errors]
        else:
            groups |= {(reason[0], with_source): errors for with_source, errors in of_sources.items()}
    return groups


def _sources(results: Results) -> dict[str, tuple[str | None, ...]]:
    """Return the SKUs of the products that each product is to be linked from."""
    of_relatives = {row.sku: (row.parent_sku,) for row in results.relatives or ()}
    return of_relatives | {row.sku: (row.canonical_sku, row.parent_sku) for row in results.products}


def _group_lines(reason: str, group: Sequence[ErrorRow]) -> Iterator[str]:
    first = group[0]
    if len(group) == 1:
        yield f"  {shown(first.sku)} [{first.stage}] {shown(first.message, LONGEST_MESSAGE)}"
        return
    said = first.message if all(error.message == first.message for error in group) else reason
    yield f"  {len(group):,} times [{first.stage}] {shown(said, LONGEST_MESSAGE)}"
    skus = list(dict.fromkeys(error.sku for error in group))
    more = f" and {len(skus) - _SKUS_SHOWN:,} more" if len(skus) > _SKUS_SHOWN else ""
    yield f"    {', '.join(shown(sku) for sku in skus[:_SKUS_SHOWN])}{more}"
