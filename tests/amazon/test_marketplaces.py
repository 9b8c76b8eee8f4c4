"""Amazon's 23 marketplaces by code and by id."""

import pytest

from amazon_plytix.amazon import known_codes, marketplace_code

# Source: amazon-catalog.md 3.3, copied by hand from there and not from the code.
MARKETPLACES = [
    ("CA", "A2EUQ1WTGCTBG2"),
    ("US", "ATVPDKIKX0DER"),
    ("MX", "A1AM78C64UM0Y8"),
    ("BR", "A2Q3Y263D00KWC"),
    ("IE", "A28R8C7NBKEWEA"),
    ("ES", "A1RKKUPIHCS9HS"),
    ("UK", "A1F83G8C2ARO7P"),
    ("FR", "A13V1IB3VIYZZH"),
    ("BE", "AMEN7PMS3EDWL"),
    ("NL", "A1805IZSGTT6HS"),
    ("DE", "A1PA6795UKMFR9"),
    ("IT", "APJ6JRA9NG5V4"),
    ("SE", "A2NODRKZP88ZB9"),
    ("ZA", "AE08WJ6YKNBMC"),
    ("PL", "A1C3SOZRARQ6R3"),
    ("EG", "ARBP9OOSHTCHU"),
    ("TR", "A33AVAJ2PDY3EV"),
    ("SA", "A17E79C6D8DWNP"),
    ("AE", "A2VIGQ35RCS4UG"),
    ("IN", "A21TJRUUN4KGV"),
    ("SG", "A19VAU5U5O7RUS"),
    ("AU", "A39IBJ37TRP1C6"),
    ("JP", "A1VC38T7YXB528"),
]


@pytest.mark.parametrize(("code", "marketplace_id"), MARKETPLACES)
def test_a_marketplace_is_known_by_code_in_either_case_and_by_id(code: str, marketplace_id: str) -> None:
    spellings = [code, code.lower(), f" {code} ", marketplace_id, marketplace_id.lower()]
    assert {marketplace_code(spelling) for spelling in spellings} == {code}


@pytest.mark.parametrize("spelling", ["UK", "GB", "gb", " Gb "])
def test_gb_is_uk(spelling: str) -> None:
    assert marketplace_code(spelling) == "UK"


@pytest.mark.parametrize("text", ["", "XX", "CN", "USA", "EN-US", "amazon.com", "A2EUQ1WTGCTBG", "UNITED STATES"])
def test_what_amazon_does_not_have_is_none(text: str) -> None:
    assert marketplace_code(text) is None


def test_a_message_names_all_23_by_one_code_each() -> None:
    assert known_codes() == ", ".join(sorted(code for code, _ in MARKETPLACES))
    assert len(known_codes().split(", ")) == 23
