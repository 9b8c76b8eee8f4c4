"""Which marketplace an entry is about: its own, that of its SKU, of the metadata, of --marketplace, else US."""

from collections.abc import Callable
from typing import Any

import pytest

from amazon_plytix.mapping import ListingMapping, MappingRefused
from tests.support import asin, entry

Reading = Callable[..., ListingMapping]
Refusal = Callable[..., MappingRefused]

TAKEN_AS_US = "no marketplace in the entry, its SKU or the metadata: taken as US"


def file(entry_says: str | None, sku: str | None, metadata_says: str | None) -> dict[str, Any]:
    raw = entry(1, marketplace=entry_says, suggested_sku=sku)
    return {"metadata": {"marketplace": metadata_says}, "unmatched_amazon": [raw]}


@pytest.mark.parametrize(
    ("entry_says", "sku", "metadata_says", "option", "marketplace"),
    [
        ("DE", None, None, None, "DE"),
        ("DE", "BOOT", "FR", "FR", "DE"),
        ("DE", f"AMZN-DE-{asin(1)}", "FR", "FR", "DE"),
        (None, f"AMZN-DE-{asin(1)}", None, None, "DE"),
        (None, f"AMZN-DE-{asin(1)}", "FR", "FR", "DE"),
        (None, "BOOT", "FR", None, "FR"),
        (None, None, "FR", None, "FR"),
        (None, "BOOT", None, "IT", "IT"),
        (None, None, None, "IT", "IT"),
        (" ", " ", None, "IT", "IT"),
    ],
)
def test_the_nearest_word_counts(
    reading: Reading,
    entry_says: str | None,
    sku: str | None,
    metadata_says: str | None,
    option: str | None,
    marketplace: str,
) -> None:
    mapping = reading(file(entry_says, sku, metadata_says), option)
    assert [listing.marketplace for listing in mapping.listings] == [marketplace]
    assert mapping.listings[0].sku == (sku or "").strip() or f"AMZN-{marketplace}-{asin(1)}"
    assert (mapping.marketplaces, mapping.warnings) == ((marketplace,), ())


def test_an_entry_whose_marketplace_is_named_nowhere_is_us_with_a_warning(reading: Reading) -> None:
    mapping = reading(file(None, "BOOT", None))
    assert mapping.marketplaces == ("US",)
    assert mapping.warnings == (f"{TAKEN_AS_US} (unmatched_amazon entry 1)",)


@pytest.mark.parametrize("spelling", ["GB", "UK", "gb", "A1F83G8C2ARO7P"])
def test_every_spelling_of_a_marketplace_makes_the_same_sku(reading: Reading, spelling: str) -> None:
    in_entry = reading(file(spelling, None, None)).listings
    in_metadata = reading(file(None, None, spelling)).listings
    in_option = reading(file(None, None, None), spelling).listings
    assert in_entry == in_metadata == in_option
    assert (in_entry[0].sku, in_entry[0].marketplace) == (f"AMZN-UK-{asin(1)}", "UK")


def test_gb_in_the_sku_and_uk_in_the_entry_do_not_contradict(reading: Reading) -> None:
    [listing] = reading(file("UK", f"AMZN-GB-{asin(1)}", None)).listings
    assert (listing.sku, listing.marketplace) == (f"AMZN-GB-{asin(1)}", "UK")


def test_metadata_and_option_may_say_the_same_in_two_spellings(reading: Reading) -> None:
    assert reading(file(None, None, "GB"), "uk").marketplaces == ("UK",)


def test_metadata_and_option_that_differ_are_refused(refusal: Refusal) -> None:
    [problem] = refusal(file("US", None, "US"), "DE").problems
    assert str(problem) == "its metadata says marketplace US, --marketplace says DE"


def test_an_option_that_is_no_marketplace_is_refused(refusal: Refusal) -> None:
    [problem] = refusal(file("US", None, None), "XX").problems
    assert str(problem) == "--marketplace: 'XX' is not a marketplace of Amazon's"


@pytest.mark.parametrize("value", ["XX", 5, ["US"], True])
def test_metadata_that_names_no_marketplace_of_amazons_is_refused(refusal: Refusal, value: object) -> None:
    [problem] = refusal({"metadata": {"marketplace": value}, "matched": []}).problems
    assert str(problem) == f"its metadata: {value!r} is not a marketplace of Amazon's"


def test_an_entry_and_its_sku_that_differ_are_refused(refusal: Refusal) -> None:
    [problem] = refusal(file("US", f"AMZN-DE-{asin(1)}", None)).problems
    assert problem.message == f"AMZN-DE-{asin(1)} names marketplace DE, the entry is about US"


def test_the_marketplaces_of_a_mapping_are_each_named_once_in_order(reading: Reading) -> None:
    codes = ["US", "DE", "US", "FR", "AE", "ZA", "UK", "JP", "BR", "MX"]
    entries = [entry(n, marketplace=code, suggested_sku=None) for n, code in enumerate(codes)]
    assert reading({"unmatched_amazon": entries}).marketplaces == (
        "AE", "BR", "DE", "FR", "JP", "MX", "UK", "US", "ZA",
    )  # fmt: skip
