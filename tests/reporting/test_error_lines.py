"""What went wrong: every reason once, the one that hit most listings first."""

from collections.abc import Callable

from amazon_plytix.reporting.error_lines import error_lines
from amazon_plytix.reporting.results import ErrorRow, Metadata, ProductRow, Results

MakeMetadata = Callable[..., Metadata]


def error(number: int, message: str, stage: str = "create") -> ErrorRow:
    return ErrorRow(sku=f"SKU-{number}", asin=f"B0{number:08d}", stage=stage, message=message)


def lines(metadata: MakeMetadata, *errors: ErrorRow, canonical: str | None = None) -> list[str]:
    products = [
        ProductRow(
            sku=each.sku,
            asin=each.asin or "",
            status="created",
            product_id=None,
            canonical_sku=canonical and f"{canonical}-{number}",
            linked=False,
            link="failed",
        )
        for number, each in enumerate(errors)
    ]
    results = Results(
        total=0, created=0, exists=0, linked=0, errors=list(errors), metadata=metadata(), products=products
    )
    return list(error_lines(results))


def test_where_nothing_went_wrong_nothing_is_said(metadata: MakeMetadata) -> None:
    assert lines(metadata) == []


def test_an_error_of_one_listing_is_a_line(metadata: MakeMetadata) -> None:
    assert lines(metadata, error(1, "SKU-1 is odd")) == ["", "What went wrong:", "  SKU-1 [create] SKU-1 is odd"]


def test_an_error_of_many_is_said_once_with_a_count_and_three_of_them(metadata: MakeMetadata) -> None:
    assert lines(metadata, *(error(number, f"SKU-{number} is odd") for number in range(2_850))) == [
        "",
        "What went wrong:",
        "  2,850 times [create] ... is odd",
        "    SKU-0, SKU-1, SKU-2 and 2,847 more",
    ]


def test_what_is_the_same_for_all_is_said_as_it_is(metadata: MakeMetadata) -> None:
    message = "refused POST /products/6b0411a93f383b8152000012"
    assert lines(metadata, error(1, message), error(2, message))[2:] == [
        f"  2 times [create] {message}",
        "    SKU-1, SKU-2",
    ]


def test_the_reason_that_hit_most_comes_first_and_a_stage_is_a_reason_of_its_own(metadata: MakeMetadata) -> None:
    told = lines(metadata, error(1, "a"), error(2, "b"), error(3, "b"), error(3, "b", "family"))
    assert told[2:] == ["  2 times [create] b", "    SKU-2, SKU-3", "  SKU-1 [create] a", "  SKU-3 [family] b"]


def test_of_many_reasons_the_first_are_shown_and_where_the_rest_is(metadata: MakeMetadata) -> None:
    told = lines(metadata, *(error(number, f"reason {'x' * number}") for number in range(30)))
    assert sum("[create]" in line for line in told) == 20
    assert told[-1] == "  and 10 more: all of them are in the results file"


def test_few_sources_are_named_and_many_are_one_reason(metadata: MakeMetadata) -> None:
    for count, reasons in ((3, 3), (4, 1)):
        refused = [error(number, f"not linked from BOOT-{number}: refused", "link") for number in range(count)]
        assert len(lines(metadata, *refused, canonical="BOOT")[2:]) == (reasons if reasons == 3 else 2)
    assert "  4 times [link] not linked from ...: refused" in lines(metadata, *refused)
