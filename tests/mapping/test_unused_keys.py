"""Keys that nothing uses are named with their number; those that were meant to do something are warned of."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amazon_plytix.mapping import ListingMapping, MappingRefused
from amazon_plytix.mapping.key_sentences import shown_key
from amazon_plytix.mapping.keys import USED, Place, is_known, meant
from tests.support import asin, entry, matched

Reading = Callable[..., ListingMapping]
Refusal = Callable[..., MappingRefused]

IMAGES = {f"amazon_image_{name}": None for name in ("main", "variant_1", "swatch")}
UNUSED = {"match_method": "gtin", "gtin_match": True, "canonical_plytix_label": "Boot", **IMAGES}


def without(raw: dict[str, Any], key: str, **more: Any) -> dict[str, Any]:
    return {name: value for name, value in raw.items() if name != key} | more


def test_a_misspelt_key_is_warned_of_with_its_number_and_the_key_that_was_meant(reading: Reading) -> None:
    odd = [without(matched(number), "amazon_title", amazon_titel="Boot") for number in range(16)]
    mapping = reading({"matched": odd, "unmatched_amazon": [entry(20, amazon_colour="Red"), entry(21)]})
    assert mapping.warnings == (
        "unknown key amazon_titel (16 entries): meant amazon_title?",
        "unknown key amazon_colour (1 entry): meant amazon_color?",
    )
    assert mapping.notes == ()


def test_a_list_under_a_misspelt_key_is_warned_of_with_the_entries_that_were_not_read(reading: Reading) -> None:
    mapping = reading({"matched": [matched(1)], "unmatched": [entry(2), entry(3), {"sku": "x"}, 7]})
    assert mapping.warnings == (
        "unknown key unmatched, under which 2 entries were not read: meant 'unmatched_amazon'?",
    )
    assert (mapping.matched, mapping.unmatched) == (1, 0)


@pytest.mark.parametrize("name", ["asin", "amazon_asin"])
def test_entries_are_counted_however_deep_they_lie_and_each_once(reading: Reading, name: str) -> None:
    one = {name: asin(1), "asin": asin(1), "children": [{name: asin(2)}], "amazon_asin": asin(1)}
    mapping = reading({"matched": [], "page 2": {"amazon": [one, one]}})
    assert mapping.warnings == ("unknown key 'page 2', under which 4 entries were not read",)


def test_a_key_that_stands_twice_is_counted_twice(reading: Reading) -> None:
    odd = json.dumps([entry(1)])
    [warning] = reading(f'{{"matched": [], "page": {odd}, "page": {odd}}}').warnings
    assert warning == "unknown key page, under which 2 entries were not read"


def test_a_file_without_a_list_is_refused_with_the_list_that_was_misspelt(refusal: Refusal) -> None:
    messages = [str(problem) for problem in refusal({"unmatched": [entry(1)], "other": []}).problems]
    assert messages == [
        "has neither 'matched' nor 'unmatched_amazon'; is it a mapping file?",
        "unknown key unmatched, under which 1 entry was not read: meant 'unmatched_amazon'?",
    ]


def test_keys_that_mapping_files_have_and_no_job_uses_are_one_note_and_no_warning(reading: Reading) -> None:
    metadata = {"source_file": "a.json", "generated_at": "2025-12-23", "marketplace": "US", "style_filter": "X"}
    content = {
        "metadata": metadata,
        "matched": [matched(1, **UNUSED), matched(2, **UNUSED)],
        "unmatched_amazon": [entry(3, reason="none")],
        "unmatched_plytix": [{"sku": "A", "reason": "none"}, {"sku": "B", "reason": "none"}],
        "statistics": {"matched": 2},
    }
    mapping = reading(content)
    assert mapping.notes == (
        (
            "Not used by this command: amazon_image* (3 keys, 2 entries), match_method (2 entries), "
            "gtin_match (2 entries), canonical_plytix_label (2 entries), reason (1 entry), "
            "unmatched_plytix (2 entries), statistics, 3 keys of metadata"
        ),
    )
    assert mapping.warnings == ()
    assert reading(content, strict=True) == mapping


def test_a_single_column_of_images_is_named(reading: Reading) -> None:
    mapping = reading({"matched": [matched(1, amazon_image_main_url="x")]})
    assert mapping.notes == ("Not used by this command: amazon_image_main_url (1 entry)",)


MISPLACED = {
    "the file's marketplace": (
        {"marketplace": "DE"}, "marketplace does nothing at the top of the file: it belongs in metadata",
    ),
    "an entry's key in the file": (
        {"amazon_title": "x"}, "amazon_title does nothing at the top of the file: it belongs in an entry",
    ),
    "an entry's key in the metadata": (
        {"metadata": {"asin": "x"}}, "metadata.asin does nothing there: it belongs in an entry",
    ),
    "a list in the metadata": (
        {"metadata": {"matched": []}}, "metadata.matched does nothing there: it belongs at the top of the file",
    ),
    "a list in an entry": (
        {"matched": [matched(1, matched=[])]},
        "matched (1 entry) does nothing in an entry: it belongs at the top of the file",
    ),
    "two names of one field": (
        {"matched": [matched(1, plytix_product_sku="OTHER")]},
        "plytix_product_sku (1 entry) does nothing beside canonical_plytix_sku",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("content", "warning"), MISPLACED.values(), ids=MISPLACED)
def test_a_key_in_a_place_where_it_does_nothing_is_warned_of(
    reading: Reading, content: dict[str, Any], warning: str
) -> None:
    assert reading({"matched": [matched(1)], **content}).warnings == (warning,)


def test_the_other_name_of_a_field_alone_is_used(reading: Reading) -> None:
    raw = {"asin": asin(1), "plytix_product_sku": "BOOT", "plytix_product_id": "a" * 24}
    mapping = reading({"matched": [raw, matched(2)]}, "US")
    assert (mapping.notes, mapping.warnings) == ((), ())


def test_strict_refuses_the_same_with_the_first_entry_that_has_the_key(refusal: Refusal) -> None:
    content = {
        "marketplace": "US",
        "matched": [matched(1), matched(2, amazon_titel="x"), matched(3, amazon_titel="y", asin=asin(3))],
        "unmatched_amazon": [entry(4, amazon_titel="z", shelf="x")],
        "unmatched": [entry(5)],
    }
    assert [str(problem) for problem in refusal(content, strict=True).problems] == [
        "unknown key unmatched, under which 1 entry was not read: meant 'unmatched_amazon'?",
        "marketplace does nothing at the top of the file: it belongs in metadata",
        f"matched entry 2 (ASIN {asin(2)}), amazon_titel: unknown key (3 entries): meant amazon_title?",
        f"matched entry 3 (ASIN {asin(3)}), asin: does nothing beside amazon_asin (1 entry)",
        f"unmatched_amazon entry 1 (ASIN {asin(4)}), shelf: unknown key (1 entry), not used",
    ]


def test_twenty_keys_are_named_the_nearly_right_ones_first_and_the_rest_counted(reading: Reading) -> None:
    shelves = {f"shelf_{number}": None for number in range(30)}
    odd = [entry(1, **shelves), entry(2, **shelves), entry(3, amazon_titel="x")]
    *named, rest = reading({"unmatched_amazon": odd}).warnings
    assert named[0] == "unknown key amazon_titel (1 entry): meant amazon_title?"
    assert named[1:] == [f"unknown key shelf_{number} (2 entries), not used" for number in range(19)]
    assert rest == more_than_20(11)


NEAR = {
    "amazon_titel": "amazon_title",
    "amazon_colour": "amazon_color",
    "Amazon Title": "amazon_title",
    "amazonTitle": "amazon_title",
    " amazon_upc": "amazon_upc",
    "title": "amazon_title",
    "ASIN": "amazon_asin",
    "plytix_product_skus": "plytix_product_sku",
    "canonical_sku": "canonical_plytix_sku",
    "modelNumber": "model_number",
    "marketplace_id": "marketplace",
    "brand": None,
    "price": None,
    "gtin": None,
    "": None,
    "amazon_": None,
    "x" * 1_000_000: None,
}


@pytest.mark.parametrize(("key", "wanted"), NEAR.items(), ids=[key[:20] for key in NEAR])
def test_the_near_key_of_an_entry_is_found(key: str, wanted: str | None) -> None:
    assert meant(key, Place.ENTRY) == wanted


@pytest.mark.parametrize("key", ["unmatched", "unmatchd", "Unmatched_Amazon", "unmatched_amzn", "amazon_unmatched"])
def test_the_near_list_is_found(key: str) -> None:
    assert meant(key, Place.FILE) == "unmatched_amazon"


def is_unknown(key: str) -> bool:
    return not is_known(key) and not any(key in used for used in USED.values())


KEYS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
EXTRA = st.dictionaries(KEYS.filter(is_unknown), st.none() | KEYS)


@given(st.lists(EXTRA, min_size=3, max_size=3), EXTRA, EXTRA)
@settings(max_examples=150)
def test_whatever_keys_are_added_the_same_is_read_and_every_key_is_named_or_counted(
    reading: Reading, of_entries: list[dict[str, Any]], of_file: dict[str, Any], of_metadata: dict[str, Any]
) -> None:
    entries = [matched(1), matched(2), matched(3)]
    plain = reading({"matched": entries, "metadata": {"marketplace": "US"}})
    more = [raw | extra for raw, extra in zip(entries, of_entries, strict=True)]
    mapping = reading(of_file | {"matched": more, "metadata": of_metadata | {"marketplace": "US"}})
    assert (mapping.listings, mapping.matched, mapping.unmatched) == (plain.listings, 3, 0)
    assert all(warning.isprintable() for warning in mapping.warnings)
    numbers = Counter(key for extra in of_entries for key in extra)
    keys = [f"{shown_key(key)} ({number} entr" for key, number in numbers.items()]
    keys += [shown_key(key) for key in of_file] + [f"metadata.{shown_key(key)}" for key in of_metadata]
    named = [key for key in keys if any(is_about(warning, key) for warning in mapping.warnings)]
    assert len(named) >= min(len(keys), 20)
    assert mapping.warnings[20:] == ((more_than_20(len(keys) - 20),) if len(keys) > 20 else ())


def is_about(warning: str, key: str) -> bool:
    return warning.startswith(tuple(f"unknown key {key}{end}" for end in (", not used", ": meant", "y)", "ies)")))


def more_than_20(number: int) -> str:
    return f"and {number} more, unknown or in a place where a key does nothing"


def test_the_order_of_the_keys_does_not_depend_on_the_hashes_of_a_process(write: Callable[[object], Path]) -> None:
    path = write({"matched": [matched(1, **{f"key {number}": 1 for number in range(12)}, **UNUSED)]})
    code = (
        "import sys; from pathlib import Path; from amazon_plytix.mapping import read\nprint(read(Path(sys.argv[1])))"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", code, path],
            check=True,
            capture_output=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(printed) == 1


def test_more_different_rows_of_keys_than_are_kept_are_counted_all(reading: Reading) -> None:
    mapping = reading({"unmatched_amazon": [entry(n, shelf=1, **{f"key_{n}": 1}) for n in range(2_500)]})
    assert mapping.warnings[0] == "unknown key shelf (2,500 entries), not used"
    assert mapping.warnings[-1] == "and 2,481 more, unknown or in a place where a key does nothing"
