"""Amazon's marketplaces."""

# Source: amazon-catalog.md 3.3: there are 23.
_IDS = {
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
_SPELLINGS = {code: code for code in _IDS.values()} | _IDS | {"GB": "UK"}


def marketplace_code(text: str) -> str | None:
    """The two-letter code of a marketplace given by code (either case, GB for UK) or by marketplace id.

    Returns ``None`` for one that Amazon does not have.
    """
    return _SPELLINGS.get(text.strip().upper())


def known_codes() -> str:
    """All codes, for a message."""
    return ", ".join(sorted(set(_IDS.values())))
