"""Entries with something wrong: the messages name position, ASIN, field and fault."""

from collections.abc import Callable
from typing import Any

import pytest

from amazon_plytix.mapping import MappingRefused
from tests.support import asin, entry, matched

Refusal = Callable[..., MappingRefused]

ASIN = asin(1)
SKU = f"AMZN-US-{ASIN}"
CODES = "AE, AU, BE, BR, CA, DE, EG, ES, FR, IE, IN, IT, JP, MX, NL, PL, SA, SE, SG, TR, UK, US, ZA"
NO_ASIN = "is not an ASIN: ten characters, a letter first, or an ISBN-10"
NO_ID = "is not an id of Plytix's, which are 24 hexadecimal digits"
NO_SKU = (
    "is missing, and cannot be made without a marketplace: give one in the entry, in the metadata or with --marketplace"
)

BAD_ENTRIES: dict[str, tuple[dict[str, Any], str | None, str, str]] = {
    "malformed ASIN": ({"amazon_asin": "B07"}, "B07", "amazon_asin", NO_ASIN),
    "blank ASIN": ({"amazon_asin": "  "}, "  ", "amazon_asin", NO_ASIN),
    "ISBN-10 with a wrong check character": (
        {"amazon_asin": "0306406153"}, "0306406153", "amazon_asin",
        "looks like an ISBN-10, but its check character is wrong",
    ),
    "ASIN is null": ({"amazon_asin": None}, None, "amazon_asin", "must be text, not null"),
    "ASIN is a number": ({"amazon_asin": 306406152}, None, "amazon_asin", "must be text, not a number"),
    "ASIN that would steer a terminal": ({"amazon_asin": "\x1b[2J"}, None, "amazon_asin", NO_ASIN),
    "endless ASIN": ({"amazon_asin": "B" * 5000}, "B" * 20, "amazon_asin", NO_ASIN),
    "unknown marketplace": (
        {"marketplace": "XX"}, ASIN, "marketplace", f"'XX' is not a marketplace of Amazon's; it has {CODES}",
    ),
    "marketplace is a number": ({"marketplace": 1}, ASIN, "marketplace", "must be text, not a number"),
    "marketplace is a list": ({"marketplace": ["US"]}, ASIN, "marketplace", "must be text, not a list"),
    "no SKU and no marketplace": ({"suggested_sku": None, "marketplace": None}, ASIN, "suggested_sku", NO_SKU),
    "blank SKU and blank marketplace": ({"suggested_sku": " ", "marketplace": ""}, ASIN, "suggested_sku", NO_SKU),
    "SKU of 101 characters": (
        {"suggested_sku": "S" * 101}, ASIN, "suggested_sku", "is 101 characters long; Plytix takes 100",
    ),
    "SKU with a line break": (
        {"suggested_sku": "AMZN\nUS"}, ASIN, "suggested_sku", "has characters that cannot be printed",
    ),
    "SKU is an object": ({"suggested_sku": {"sku": SKU}}, ASIN, "suggested_sku", "must be text, not an object"),
    "SKU of another ASIN": (
        {"suggested_sku": "AMZN-US-B000000002"}, ASIN, "suggested_sku",
        f"AMZN-US-B000000002 names ASIN B000000002, the entry is about {ASIN}",
    ),
    "SKU of another marketplace": (
        {"suggested_sku": f"AMZN-DE-{ASIN}"}, ASIN, "suggested_sku",
        f"AMZN-DE-{ASIN} names marketplace DE, the entry is about US",
    ),
    "canonical SKU of 101 characters": (
        {"canonical_plytix_sku": "C" * 101}, ASIN, "canonical_plytix_sku", "is 101 characters long; Plytix takes 100",
    ),
    "canonical SKU of the older shape is a number": (
        {"plytix_product_sku": 32}, ASIN, "plytix_product_sku", "must be text, not a number",
    ),
    "canonical id is a number": ({"canonical_plytix_id": 5}, ASIN, "canonical_plytix_id", "must be text, not a number"),
    **{
        f"canonical id {name!r}": ({field: name}, ASIN, field, NO_ID)
        for field in ("canonical_plytix_id", "plytix_product_id")
        for name in ("nope", "5c9a2c394a6c255eae53b7f", "5c9a2c394a6c255eae53b7fc0", "5c9a2c394a6c255eae53b7fg")
    },
    "canonical id of the older shape is true": (
        {"plytix_product_id": True}, ASIN, "plytix_product_id", "must be text, not true or false",
    ),
    **{
        f"{field} with {what}": ({field: f"AB{character}C"}, ASIN, field, "has characters that cannot be printed")
        for field in ("canonical_plytix_id", "plytix_product_id", "amazon_parent_asin", "model_number")
        for what, character in {"ESC": "\x1b", "NUL": "\0", "C1": "\x9b", "a direction mark": "\u202e",
                                "a line's end": "\u2028", "no width": "\u200b"}.items()
    },
    **{
        f"endless {field}": ({field: "B" * 10_000}, ASIN, field, "is 10,000 characters long; at most 200 can be right")
        for field in ("canonical_plytix_id", "amazon_parent_asin", "model_number")
    },
    "endless marketplace": (
        {"marketplace": "X" * 10_000}, ASIN, "marketplace",
        f"'{'X' * 39}... is not a marketplace of Amazon's; it has {CODES}",
    ),
    "marketplace that would steer a terminal": (
        {"marketplace": "\x1b[2J\u202e"}, ASIN, "marketplace",
        f"'\\x1b[2J\\u202e' is not a marketplace of Amazon's; it has {CODES}",
    ),
    "title is a number": ({"amazon_title": 5.5}, ASIN, "amazon_title", "must be text, not a number"),
    "title is a list": ({"amazon_title": ["Boot"]}, ASIN, "amazon_title", "must be text, not a list"),
    **{
        f"{field} is a number": ({field: 884882325297}, ASIN, field, "must be text, not a number")
        for field in ("amazon_parent_asin", "amazon_sku", "amazon_upc", "amazon_ean", "amazon_size", "amazon_color",
                      "amazon_variation_theme", "amazon_listing_status")
    },
}  # fmt: skip


@pytest.mark.parametrize(("changes", "stated", "field", "message"), BAD_ENTRIES.values(), ids=BAD_ENTRIES)
@pytest.mark.parametrize("key", ["matched", "unmatched_amazon"])
def test_a_bad_entry_is_named_by_position_asin_and_field(
    refusal: Refusal, key: str, changes: dict[str, Any], stated: str | None, field: str, message: str
) -> None:
    refused = refusal({"matched": [], "unmatched_amazon": [], key: [entry(7), entry(1, **changes)]})
    [problem] = refused.problems
    assert (str(problem.position), problem.asin, problem.field) == (f"{key} entry 2", stated, field)
    assert problem.message == message


@pytest.mark.parametrize(
    ("raw", "what"),
    [(5, "a number"), ("B07X8Z63ZL", "text"), (None, "null"), ([], "a list"), (True, "true or false")],
)
def test_an_entry_that_is_no_object_is_named_by_its_position(refusal: Refusal, raw: object, what: str) -> None:
    [problem] = refusal({"matched": [raw]}).problems
    assert str(problem) == f"matched entry 1 (no ASIN): must be an object, not {what}"


def test_an_entry_without_an_asin_lacks_that_field(refusal: Refusal) -> None:
    [problem] = refusal({"unmatched_amazon": [{"suggested_sku": "X"}]}).problems
    assert str(problem) == "unmatched_amazon entry 1 (no ASIN), amazon_asin: is missing"


def test_an_empty_entry_lacks_asin_and_sku(refusal: Refusal) -> None:
    assert [problem.field for problem in refusal({"matched": [{}]}).problems] == ["amazon_asin", "suggested_sku"]


def test_no_sku_is_no_second_complaint_if_the_marketplace_itself_is_wrong(refusal: Refusal) -> None:
    [problem] = refusal({"matched": [matched(1, marketplace="XX", suggested_sku=None)]}).problems
    assert problem.field == "marketplace"


@pytest.mark.parametrize("length", [1, 99, 100])
def test_a_sku_of_up_to_100_characters_is_taken(reading: Callable[..., Any], length: int) -> None:
    [listing] = reading({"matched": [entry(1, suggested_sku="S" * length)]}).listings
    assert listing.sku == "S" * length


def test_all_problems_of_a_file_come_in_one_refusal_in_the_order_of_the_file(refusal: Refusal) -> None:
    refused = refusal(
        {
            "unmatched_amazon": [entry(9), None, entry(8, suggested_sku="S" * 101)],
            "matched": [matched(1, amazon_asin="B07", amazon_title=5), 7, matched(2, marketplace="XX"), entry(9)],
            "metadata": {"marketplace": "YY"},
        }
    )
    repeated = f"SKU AMZN-US-{asin(9)} is also that of matched entry 4; a listing has one entry"
    assert str(refused).splitlines() == [
        f"{refused.path} has 8 problems:",
        "  its metadata: 'YY' is not a marketplace of Amazon's",
        f"  matched entry 1 (ASIN B07), amazon_asin: {NO_ASIN}",
        "  matched entry 1 (ASIN B07), amazon_title: must be text, not a number",
        "  matched entry 2 (no ASIN): must be an object, not a number",
        f"  matched entry 3 (ASIN B000000002), marketplace: 'XX' is not a marketplace of Amazon's; it has {CODES}",
        f"  unmatched_amazon entry 1 (ASIN {asin(9)}), suggested_sku: {repeated}",
        "  unmatched_amazon entry 2 (no ASIN): must be an object, not null",
        "  unmatched_amazon entry 3 (ASIN B000000008), suggested_sku: is 101 characters long; Plytix takes 100",
    ]


def test_an_entry_of_the_older_shape_is_named_by_its_own_field_names(refusal: Refusal) -> None:
    [problem] = refusal({"matched": [{"asin": "B07", "suggested_sku": "X"}]}).problems
    assert (problem.asin, problem.field) == ("B07", "asin")


def test_codes_with_blanks_around_or_within_them_are_taken_without_those_around(reading: Callable[..., Any]) -> None:
    raw = entry(
        1, amazon_parent_asin=" B000000009\n", model_number="\tMCA\u00a00032 ", canonical_plytix_id=f" {'5C9A' * 6} "
    )
    [listing] = reading({"matched": [raw]}).listings
    assert (listing.parent_asin, listing.model_number) == ("B000000009", "MCA\u00a00032")
    assert listing.canonical.id == "5c9a" * 6
