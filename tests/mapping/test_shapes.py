"""The shapes of real mapping files (amazon-catalog.md 4.2), name by name."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from amazon_plytix.mapping import Canonical, EntryPosition, Listing, ListingMapping, read
from tests.support import asin, entry, matched
from tests.support.mappings import SEED_MAPPING

Reading = Callable[..., ListingMapping]


AMAZON_SIDE = {
    "amazon_asin": "B07TBFZL3N",
    "amazon_parent_asin": "B077QMJFG9",
    "amazon_sku": "MCA0032-M-13",
    "amazon_upc": "884882325297",
    "amazon_ean": "0884882325297",
    "amazon_size": "13",
    "amazon_color": "Woven Saddle & Oiled Saddle",
    "amazon_title": "Men's 4\" Wedge Sole Boot",
    "amazon_variation_theme": "COLOR_NAME/SIZE_NAME",
    "amazon_listing_status": "Active",
    "amazon_image_main": "https://m.media-amazon.com/images/I/61.jpg",
    "amazon_image_variant_4": None,
    "match_method": "gtin",
    "gtin_match": True,
}
OLDER = AMAZON_SIDE | {
    "plytix_product_id": "5c9a2c394a6c255eae53b7fc",
    "plytix_product_sku": "MCA0032-M-13",
    "plytix_gtin": "884882325297",
    "plytix_label": '4" Wedge Sole Boot',
}
NEWER = AMAZON_SIDE | {
    "suggested_sku": "AMZN-US-B07TBFZL3N",
    "marketplace": "US",
    "canonical_plytix_id": "5c9a2c394a6c255eae53b7fc",
    "canonical_plytix_sku": "MCA0032-M-13",
    "canonical_plytix_gtin": "884882325297",
    "canonical_plytix_label": '4" Wedge Sole Boot',
}
LISTING = Listing(
    position=EntryPosition("matched", 1),
    sku="AMZN-US-B07TBFZL3N",
    asin="B07TBFZL3N",
    marketplace="US",
    canonical=Canonical("MCA0032-M-13", "5c9a2c394a6c255eae53b7fc"),
    parent_asin="B077QMJFG9",
    amazon_sku="MCA0032-M-13",
    upc="884882325297",
    ean="0884882325297",
    title="Men's 4\" Wedge Sole Boot",
    size="13",
    color="Woven Saddle & Oiled Saddle",
    variation_theme="COLOR_NAME/SIZE_NAME",
    listing_status="Active",
)


@pytest.mark.parametrize(("shape", "marketplace"), [(OLDER, "US"), (NEWER, None)], ids=["older", "newer"])
def test_a_matched_entry_of_either_real_shape_is_the_same_listing(
    reading: Reading, shape: dict[str, Any], marketplace: str | None
) -> None:
    mapping = reading({"metadata": {}, "matched": [shape], "unmatched_amazon": []}, marketplace)
    assert mapping == ListingMapping((LISTING,), matched=1, unmatched=0)


def test_the_older_shapes_empty_list_of_duplicates_and_its_metadata_are_passed_over(reading: Reading) -> None:
    metadata = {"source_file": "a.json", "amazon_count": 1, "matched_count": 1, "duplicate_count": 0}
    mapping = reading({"metadata": metadata, "matched": [OLDER], "unmatched_amazon": [], "duplicates": []}, "US")
    assert mapping.listings == (LISTING,)


def test_an_unmatched_entry_has_no_canonical_product(reading: Reading) -> None:
    raw = {
        "amazon_asin": asin(1),
        "amazon_upc": None,
        "reason": "no UPC match",
        "suggested_sku": "X",
        "marketplace": "US",
    }
    mapping = reading({"matched": [], "unmatched_amazon": [raw]})
    assert mapping == ListingMapping((Listing(EntryPosition("unmatched_amazon", 1), "X", asin(1), "US", None),), 0, 1)


def test_the_names_asin_and_amazon_asin_mean_the_same(reading: Reading) -> None:
    short = {key.replace("amazon_asin", "asin"): value for key, value in NEWER.items()}
    assert reading({"matched": [short]}).listings == (LISTING,)


@pytest.mark.parametrize(
    ("named", "canonical", "name"),
    [
        ({"canonical_plytix_sku": "BOOT"}, Canonical("BOOT", None), "BOOT"),
        (
            {"canonical_plytix_id": "5c9a2c394a6c255eae53b7fc"},
            Canonical(None, "5c9a2c394a6c255eae53b7fc"),
            "5c9a2c394a6c255eae53b7fc",
        ),
        ({"plytix_product_sku": " BOOT "}, Canonical("BOOT", None), "BOOT"),
        (
            {"plytix_product_id": "5c9a2c394a6c255eae53b7fc", "plytix_product_sku": " "},
            Canonical(None, "5c9a2c394a6c255eae53b7fc"),
            "5c9a2c394a6c255eae53b7fc",
        ),
    ],
)
def test_a_canonical_product_may_be_named_by_sku_or_by_id(
    reading: Reading, named: dict[str, str], canonical: Canonical, name: str
) -> None:
    [listing] = reading({"matched": [entry(1, **named)]}).listings
    assert listing.canonical == canonical
    assert listing.canonical.name == name


@pytest.mark.parametrize("nothing", [{}, {"canonical_plytix_sku": None, "canonical_plytix_id": ""}])
def test_a_matched_entry_without_a_canonical_product_is_read_with_a_warning(
    reading: Reading, nothing: dict[str, Any]
) -> None:
    mapping = reading({"matched": [matched(2), entry(1, **nothing)]})
    assert mapping.listings[1].canonical is None
    assert mapping.warnings == ("matched, but names no canonical product: it will not be linked (matched entry 2)",)


def test_an_unmatched_entry_that_names_a_canonical_product_keeps_it(reading: Reading) -> None:
    [listing] = reading({"unmatched_amazon": [matched(1)]}).listings
    assert listing.canonical == Canonical("BOOT-1", f"{1:024x}")


@pytest.mark.parametrize("blank", [None, "", "  ", "\t\n"])
def test_blank_text_is_nothing_said(reading: Reading, blank: str | None) -> None:
    [listing] = reading({"unmatched_amazon": [entry(1, amazon_title=blank, amazon_upc=blank)]}).listings
    assert (listing.title, listing.upc) == (None, None)


def test_matched_entries_come_first_whatever_the_files_order(reading: Reading) -> None:
    mapping = reading({"unmatched_amazon": [entry(1), entry(2)], "metadata": {}, "matched": [matched(3)]})
    assert [str(listing.position) for listing in mapping.listings] == [
        "matched entry 1",
        "unmatched_amazon entry 1",
        "unmatched_amazon entry 2",
    ]
    assert (mapping.matched, mapping.unmatched) == (1, 2)


@pytest.mark.parametrize(
    "content", [{"matched": []}, {"unmatched_amazon": []}, {"matched": [], "unmatched_amazon": []}]
)
def test_a_mapping_of_no_entries_is_a_mapping(reading: Reading, content: object) -> None:
    assert reading(content) == ListingMapping((), 0, 0)


def test_an_asin_that_does_not_start_with_b_is_read_with_a_warning_and_an_isbn_without(reading: Reading) -> None:
    odd, isbn = (
        entry(1, amazon_asin="A000000001", suggested_sku=None),
        entry(2, amazon_asin="0306406152", suggested_sku=None),
    )
    mapping = reading({"unmatched_amazon": [odd, isbn]})
    assert [listing.sku for listing in mapping.listings] == ["AMZN-US-A000000001", "AMZN-US-0306406152"]
    assert mapping.warnings == (
        "an ASIN that does not start with B: unusual, taken as it is (unmatched_amazon entry 1)",
    )


def test_a_warning_names_three_places_and_counts_the_rest(reading: Reading) -> None:
    mapping = reading({"matched": [entry(number) for number in range(1, 1205)]})
    [warning] = mapping.warnings
    assert warning.endswith("not be linked (matched entry 1, matched entry 2, matched entry 3 and 1,201 more)")


def test_the_seeds_example_reads_back_name_by_name() -> None:
    raw = json.loads(SEED_MAPPING.read_text("utf-8"))
    mapping = read(SEED_MAPPING)
    entries = raw["matched"] + raw["unmatched_amazon"]
    assert (mapping.matched, mapping.unmatched, mapping.warnings) == (16, 4, ())
    assert [listing.sku for listing in mapping.listings] == [each["suggested_sku"] for each in entries]
    assert [listing.title for listing in mapping.listings] == [each["amazon_title"] for each in entries]
    assert [listing.canonical and listing.canonical.id for listing in mapping.listings] == [
        each.get("canonical_plytix_id") for each in entries
    ]
