"""Whatever a file holds, it is a ListingMapping or a MappingRefused, and never anything else."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from amazon_plytix.mapping import ListingMapping, MappingRefused, read
from tests.support import asin, entry

Write = Callable[[object], Path]

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
JSON_VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4), max_leaves=12
)
FIELDS = st.sampled_from(
    ["amazon_asin", "asin", "marketplace", "suggested_sku", "canonical_plytix_sku", "canonical_plytix_id",
     "plytix_product_sku", "plytix_product_id", "amazon_title", "amazon_upc"]
)  # fmt: skip
LIKELY = st.sampled_from(
    [asin(1), "0306406152", "US", "GB", "XX", f"AMZN-US-{asin(1)}", f"AMZN-XX-{asin(2)}", "S" * 101]
)
ENTRIES = st.dictionaries(FIELDS, LIKELY | JSON_VALUES, max_size=8) | JSON_VALUES
LISTS = st.lists(ENTRIES, max_size=4) | JSON_VALUES
METADATA = st.fixed_dictionaries({}, optional={"marketplace": LIKELY | JSON_VALUES}) | JSON_VALUES
ALMOST_MAPPINGS = st.fixed_dictionaries(
    {}, optional={"matched": LISTS, "unmatched_amazon": LISTS, "metadata": METADATA, "other": JSON_VALUES}
)
OPTIONS = st.none() | LIKELY | st.text()


def outcome(path: Path, option: str | None) -> ListingMapping | MappingRefused:
    """What became of a file; any other exception fails the test that asks."""
    try:
        return read(path, option)
    except MappingRefused as refused:
        return refused


def sound(result: ListingMapping | MappingRefused) -> bool:
    """A refusal says why; a mapping has every entry once, under a SKU of its own."""
    if isinstance(result, MappingRefused):
        return bool(result.problems) and all(problem.message for problem in result.problems)
    skus = {listing.sku for listing in result.listings}
    return result.matched + result.unmatched == len(result.listings) == len(skus)


@given(JSON_VALUES, OPTIONS)
@settings(max_examples=100)
def test_any_json_value_is_read_or_refused(write: Write, value: Any, option: str | None) -> None:
    assert sound(outcome(write(json.dumps(value)), option))


@given(ALMOST_MAPPINGS, OPTIONS)
@settings(max_examples=150)
def test_anything_in_the_shape_of_a_mapping_is_read_or_refused(write: Write, value: Any, option: str | None) -> None:
    assert sound(outcome(write(json.dumps(value)), option))


@given(st.binary(max_size=300), OPTIONS)
@settings(max_examples=100)
def test_any_bytes_are_read_or_refused(write: Write, content: bytes, option: str | None) -> None:
    assert sound(outcome(write(content), option))


@given(st.data(), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"]))
@settings(max_examples=100)
def test_a_mapping_with_bytes_changed_or_cut_off_is_read_or_refused(
    write: Write, data: st.DataObject, encoding: str
) -> None:
    whole = json.dumps({"matched": [entry(1)], "unmatched_amazon": [entry(2)]}).encode(encoding)
    at = data.draw(st.integers(0, len(whole)))
    assert sound(
        outcome(write(whole[:at] + data.draw(st.binary(max_size=3)) + whole[at + data.draw(st.integers(0, 3)) :]), None)
    )


@given(st.integers(0, 400))
@settings(max_examples=100)
def test_a_mapping_cut_off_anywhere_is_refused_whole(write: Write, kept: int) -> None:
    whole = json.dumps({"matched": [entry(1)], "unmatched_amazon": [entry(2)]})
    assert isinstance(outcome(write(whole[: min(kept, len(whole) - 1)]), None), MappingRefused)
