"""ASINs, marketplaces, and the SKU of a listing, which is made of both."""

import re

# Source: amazon-catalog.md 3.1: the pattern that Amazon gives for SP-API; ten characters.
_ASIN = re.compile(r"[0-9]{9}[0-9X]|[A-Z][A-Z0-9]{9}")
_SKU = re.compile(r"AMZN-([A-Z]{2})-(.+)")
# Source: amazon-catalog.md 3.3: Amazon's 23 marketplaces by their ids.
_MARKETPLACES = {
    "A2EUQ1WTGCTBG2": "CA",
    "ATVPDKIKX0DER": "US",
    "A1AM78C64UM0Y8": "MX",
    "A2Q3Y263D00KWC": "BR",
    "A28R8C7NBKEWEA": "IE",
    "A1RKKUPIHCS9HS": "ES",
    "A1F83G8C2ARO7P": "UK",
    "A13V1IB3VIYZZH": "FR",
    "AMEN7PMS3EDWL": "BE",
    "A1805IZSGTT6HS": "NL",
    "A1PA6795UKMFR9": "DE",
    "APJ6JRA9NG5V4": "IT",
    "A2NODRKZP88ZB9": "SE",
    "AE08WJ6YKNBMC": "ZA",
    "A1C3SOZRARQ6R3": "PL",
    "ARBP9OOSHTCHU": "EG",
    "A33AVAJ2PDY3EV": "TR",
    "A17E79C6D8DWNP": "SA",
    "A2VIGQ35RCS4UG": "AE",
    "A21TJRUUN4KGV": "IN",
    "A19VAU5U5O7RUS": "SG",
    "A39IBJ37TRP1C6": "AU",
    "A1VC38T7YXB528": "JP",
}
# Amazon writes UK, ISO 3166 writes GB: one marketplace, so one SKU.
_SPELLINGS = {code: code for code in _MARKETPLACES.values()} | _MARKETPLACES | {"GB": "UK"}

# A marketplace's id has 14 characters at most; of other text no more is shown than this.
_LONGEST_SHOWN = 40


def normal_asin(text: str) -> str:
    """Return the ASIN in upper case without blanks around it.

    Raises ValueError if it is not an ASIN, or is an ISBN-10 with a wrong check character.
    """
    asin = text.strip().upper()
    # Upper case makes ASCII of some letters that are not ASCII, such as the sharp s.
    if not text.isascii() or not _ASIN.fullmatch(asin):
        raise ValueError("is not an ASIN: ten characters, a letter first, or an ISBN-10")
    if asin[0].isdigit() and not _is_isbn10(asin):
        raise ValueError("looks like an ISBN-10, but its check character is wrong")
    return asin


def _is_isbn10(text: str) -> bool:
    digits = [10 if character == "X" else int(character) for character in text]
    return sum(weight * digit for weight, digit in zip(range(10, 0, -1), digits, strict=True)) % 11 == 0


def marketplace_code(text: str) -> str | None:
    """Return the two-letter code of a marketplace given by code (either case, GB for UK) or by marketplace id.

    Return ``None`` if Amazon has no such marketplace.
    """
    return _SPELLINGS.get(text.strip().upper())


def normal_marketplace(value: object) -> str | None:
    """Return the code of the marketplace that a value of a file or an option names, or ``None`` if it is blank.

    Raises ValueError if it names no marketplace of Amazon's.
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, str) and (code := marketplace_code(value)):
        return code
    shown = repr(value)
    if len(shown) > _LONGEST_SHOWN:
        shown = f"{shown[:_LONGEST_SHOWN]}..."
    raise ValueError(f"{shown} is not a marketplace of Amazon's")


def known_codes() -> str:
    """Return all codes, for a message."""
    return ", ".join(sorted(set(_MARKETPLACES.values())))


def listing_sku(marketplace: str, asin: str) -> str:
    """Return the SKU of a listing's product: AMZN-US-B07X8Z63ZL."""
    return f"AMZN-{marketplace}-{asin}"


def parts_of_sku(sku: str) -> tuple[str, str] | None:
    """Return the marketplace and the ASIN that ``listing_sku`` made this SKU of, or ``None`` for any other SKU."""
    match = _SKU.fullmatch(sku)
    return (match[1], match[2]) if match else None
