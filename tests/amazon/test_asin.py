"""What counts as an ASIN, and the SKU made from one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amazon_plytix.amazon import listing_sku, normal_asin, parts_of_sku

NO_ASIN = "is not an ASIN: ten characters, a letter first, or an ISBN-10"
WRONG_CHECK = "looks like an ISBN-10, but its check character is wrong"


def check_character(nine: str) -> str:
    """The one character that makes nine digits an ISBN-10, found by trying all of them."""
    [right] = [
        last
        for last in "0123456789X"
        if sum((10 - at) * (10 if c == "X" else int(c)) for at, c in enumerate(nine + last)) % 11 == 0
    ]
    return right


@pytest.mark.parametrize(
    ("given_text", "asin"),
    [
        ("B07X8Z63ZL", "B07X8Z63ZL"),
        ("b07x8z63zl", "B07X8Z63ZL"),
        (" B07X8Z63ZL\r\n", "B07X8Z63ZL"),
        ("BT6RZ7JM4H", "BT6RZ7JM4H"),
        ("A000000000", "A000000000"),
        ("0306406152", "0306406152"),
        ("080442957X", "080442957X"),
        ("080442957x", "080442957X"),
    ],
)
def test_an_asin_is_accepted_in_upper_case_without_blanks_around_it(given_text: str, asin: str) -> None:
    assert normal_asin(given_text) == asin


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "B07",
        "B07X8Z63Z",
        "B07X8Z63ß",
        "B07X8Z63ZLL",
        "B07X8 63ZL",
        "B07X8Z63Z-",
        "B07X8Z63ZL\nB",
        "7B7X8Z63ZL",
        "Ä07X8Z63ZL",
    ],
)
def test_anything_else_is_no_asin(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{NO_ASIN}$"):
        normal_asin(text)


@pytest.mark.parametrize("text", ["0306406153", "030640615X", "0804429570"])
def test_a_wrong_check_character_has_a_message_of_its_own(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{WRONG_CHECK}$"):
        normal_asin(text)


@given(st.text("0123456789", min_size=9, max_size=9), st.sampled_from("0123456789X"))
def test_of_the_eleven_check_characters_exactly_one_is_right(nine: str, last: str) -> None:
    if last == check_character(nine):
        assert normal_asin(nine + last) == nine + last
    else:
        with pytest.raises(ValueError, match=WRONG_CHECK):
            normal_asin(nine + last)


@given(st.from_regex(r"[A-Z][A-Z0-9]{9}", fullmatch=True))
def test_a_letter_and_nine_letters_or_digits_are_an_asin_as_they_stand(text: str) -> None:
    assert normal_asin(text) == text


def test_the_sku_of_a_listing_comes_apart_into_what_it_was_made_from() -> None:
    assert listing_sku("US", "B07X8Z63ZL") == "AMZN-US-B07X8Z63ZL"
    assert parts_of_sku("AMZN-US-B07X8Z63ZL") == ("US", "B07X8Z63ZL")


@pytest.mark.parametrize(
    "sku", ["", "MCA0032-M-13", "AMZN-US-", "AMZN-USA-B07X8Z63ZL", "amzn-us-B07X8Z63ZL", "X-AMZN-US-B07X8Z63ZL"]
)
def test_a_sku_of_another_making_has_no_parts(sku: str) -> None:
    assert parts_of_sku(sku) is None
