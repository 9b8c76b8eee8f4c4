"""One listing, one entry."""

from collections.abc import Callable

from amazon_plytix.mapping import ListingMapping, MappingRefused
from tests.support import asin, entry, matched

Reading = Callable[..., ListingMapping]
Refusal = Callable[..., MappingRefused]


def also(sku: str, first: str) -> str:
    return f"SKU {sku} is also that of {first}; a listing has one entry"


def test_a_repeated_sku_names_both_places(refusal: Refusal) -> None:
    [problem] = refusal({"matched": [entry(1), entry(2), entry(1)]}).problems
    assert (str(problem.position), problem.asin, problem.field) == ("matched entry 3", asin(1), "suggested_sku")
    assert problem.message == also(f"AMZN-US-{asin(1)}", "matched entry 1")


def test_a_sku_repeated_across_the_lists_names_both_lists(refusal: Refusal) -> None:
    [problem] = refusal({"unmatched_amazon": [entry(2), entry(1)], "matched": [matched(1)]}).problems
    assert (str(problem.position), problem.message) == (
        "unmatched_amazon entry 2",
        also(f"AMZN-US-{asin(1)}", "matched entry 1"),
    )


def test_every_repetition_names_the_first(refusal: Refusal) -> None:
    problems = refusal({"matched": [entry(1), entry(1), entry(1)]}).problems
    assert [str(problem.position) for problem in problems] == ["matched entry 2", "matched entry 3"]
    assert {problem.message for problem in problems} == {also(f"AMZN-US-{asin(1)}", "matched entry 1")}


def test_a_sku_made_from_marketplace_and_asin_repeats_a_written_one(refusal: Refusal) -> None:
    [problem] = refusal({"matched": [entry(1), entry(1, suggested_sku=None)]}).problems
    assert problem.message == also(f"AMZN-US-{asin(1)}", "matched entry 1")


def test_skus_with_blanks_around_them_are_the_same(refusal: Refusal) -> None:
    [problem] = refusal({"matched": [entry(1, suggested_sku="BOOT"), entry(2, suggested_sku=" BOOT ")]}).problems
    assert problem.message == also("BOOT", "matched entry 1")


def test_skus_that_differ_in_case_are_two(reading: Reading) -> None:
    mapping = reading({"matched": [], "unmatched_amazon": [entry(1, suggested_sku="x"), entry(2, suggested_sku="X")]})
    assert [listing.sku for listing in mapping.listings] == ["x", "X"]


def test_one_asin_in_two_marketplaces_is_two_listings(reading: Reading) -> None:
    entries = [entry(1, marketplace=code, suggested_sku=None) for code in ("US", "DE")]
    mapping = reading({"unmatched_amazon": entries})
    assert [listing.sku for listing in mapping.listings] == [f"AMZN-US-{asin(1)}", f"AMZN-DE-{asin(1)}"]
    assert mapping.warnings == ()


def test_one_asin_in_one_marketplace_under_two_skus_is_read_with_a_warning(reading: Reading) -> None:
    mapping = reading({"unmatched_amazon": [entry(1), entry(2), entry(1, suggested_sku="OTHER")]})
    assert len(mapping.listings) == 3
    assert mapping.warnings == (
        "the same ASIN and marketplace as an earlier entry, under another SKU (unmatched_amazon entry 3)",
    )


def test_skus_that_look_the_same_and_are_spelt_with_other_code_points_are_refused(refusal: Refusal) -> None:
    composed, decomposed = "CAF\u00c9", "CAFE\u0301"
    entries = [entry(1, suggested_sku=composed), entry(2, suggested_sku=decomposed)]
    [problem] = refusal({"unmatched_amazon": entries}).problems
    assert problem.message == (
        f"SKU {decomposed} looks like that of unmatched_amazon entry 1, in another Unicode form (NFC, NFD)"
    )


def test_a_sku_that_is_that_of_its_own_canonical_product_is_refused(refusal: Refusal) -> None:
    [problem] = refusal({"matched": [matched(1), matched(2, suggested_sku="BOOT-2")]}).problems
    says = "SKU BOOT-2 is that of its canonical product, too; a listing has a product of its own"
    assert str(problem) == f"matched entry 2 (ASIN {asin(2)}), suggested_sku: {says}"
