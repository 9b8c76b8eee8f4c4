"""Amazon's product identifier."""

import re

# Source: amazon-catalog.md 3.1, the pattern that Amazon gives; ten characters.
_PATTERN = re.compile(r"[0-9]{9}[0-9X]|[A-Z][A-Z0-9]{9}")
_SKU = re.compile(r"AMZN-([A-Z]{2})-(.+)")


def normal_asin(text: str) -> str:
    """The ASIN in upper case without blanks around it.

    Raises ValueError where it is not an ASIN, or is an ISBN-10 whose check character is wrong.
    """
    asin = text.strip().upper()
    # Upper case makes ASCII of some letters that are none, such as the sharp s.
    if not text.isascii() or not _PATTERN.fullmatch(asin):
        raise ValueError("is not an ASIN: ten characters, a letter first, or an ISBN-10")
    if asin[0].isdigit() and not _is_isbn10(asin):
        raise ValueError("looks like an ISBN-10, but its check character is wrong")
    return asin


def _is_isbn10(text: str) -> bool:
    digits = [10 if character == "X" else int(character) for character in text]
    return sum(weight * digit for weight, digit in zip(range(10, 0, -1), digits, strict=True)) % 11 == 0


def listing_sku(marketplace: str, asin: str) -> str:
    """The SKU of a listing's product: AMZN-US-B07X8Z63ZL."""
    return f"AMZN-{marketplace}-{asin}"


def parts_of_sku(sku: str) -> tuple[str, str] | None:
    """Marketplace and ASIN as ``listing_sku`` would have put them together, or ``None`` for any other SKU."""
    match = _SKU.fullmatch(sku)
    return (match[1], match[2]) if match else None
