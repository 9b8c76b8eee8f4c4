"""The values that an attribute may have, by its type (plytix-api.md 10)."""

import math
import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from plytix_sandbox.catalog.catalog import Catalog
from plytix_sandbox.catalog.records import Attribute
from plytix_sandbox.refusals import WRONG_TYPE

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)")
_LONGEST_INT = 16
"""Digits (documented: help centre)."""


class BadValue(Exception):
    """A value that an attribute refuses; `msg` is the text or object that Plytix answers."""

    def __init__(self, msg: Any) -> None:
        super().__init__(str(msg))
        self.msg = msg


def clean(catalog: Catalog, attribute: Attribute, value: Any) -> Any:
    """Return a value as records keep it; media are ids of assets.

    Raises BadValue if it is not of the attribute's type (422 documented; texts partly inferred).
    """
    return _BY_TYPE[attribute.type_class](catalog, attribute, value)


def is_empty(value: object) -> bool:
    """Return whether a value counts as none (live: empties are absent from reads)."""
    return value is None or value in ("", [])


def _text(_: Catalog, attribute: Attribute, value: Any) -> str:
    if not isinstance(value, str):
        raise BadValue("Not a valid string.")
    if attribute.character_limit is not None and len(value) > attribute.character_limit:
        raise BadValue(f"Longer than maximum length {attribute.character_limit}.")
    return value


def _url(catalog: Catalog, attribute: Attribute, value: Any) -> str:
    text = _text(catalog, attribute, value)
    if catalog.switches.url_check == "on" and text and not re.match(r"https?://[^\s/]", text):
        raise BadValue("Not a valid URL.")
    return text


def _int(_: Catalog, __: Attribute, value: Any) -> int:
    if isinstance(value, str) and re.fullmatch(r"[+-]?\d{1,16}", value):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= 10**_LONGEST_INT:
        raise BadValue("Not a valid integer.")
    return value


def _decimal(_: Catalog, __: Attribute, value: Any) -> float:
    if isinstance(value, str) and _NUMBER.fullmatch(value) and len(value) < 64:
        value = float(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(_as_float(value)):
        # The text ends like this at Plytix too (documented).
        raise BadValue("Value must be a valid decimal value with the format .")
    return value


def _as_float(value: int | float) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf


def _boolean(_: Catalog, __: Attribute, value: Any) -> bool:
    if not isinstance(value, bool):
        raise BadValue("Not a valid boolean.")
    return value


def _date(_: Catalog, attribute: Attribute, value: Any) -> str:
    # A time part is refused (plytix-api.md 10), unless the attribute has v3's `include_time` (inferred).
    try:
        if isinstance(value, str) and _DAY.fullmatch(value):
            date.fromisoformat(value)
            return value
        if isinstance(value, str) and attribute.include_time:
            return datetime.fromisoformat(value).replace(tzinfo=None).isoformat()
    except ValueError:
        pass
    raise BadValue("Invalid date format")


def _dropdown(_: Catalog, attribute: Attribute, value: Any) -> str:
    if not isinstance(value, str):
        raise BadValue("Not a valid string.")
    if value and value not in attribute.options:
        raise BadValue(f"{value} is not a valid value for {attribute.name} attribute.")
    return value


def _multiselect(_: Catalog, attribute: Attribute, value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(option, str) for option in value):
        raise BadValue("Not a valid list.")
    unknown = [option for option in value if option not in attribute.options]
    if unknown:
        # Plytix shows them as Python 2 would (documented).
        listed = ", ".join(f"u'{option}'" for option in unknown)
        raise BadValue(f"[{listed}] are not a valid values for {attribute.name} attribute.")
    return list(dict.fromkeys(value))


def asset_id(catalog: Catalog, value: Any) -> str:
    """Return the id of an asset given as `{"id": ...}`.

    Raises BadValue if it is no such object (live), or there is no such asset (documented as 422).
    """
    if not isinstance(value, dict):
        raise BadValue(WRONG_TYPE)
    asset = catalog.assets.get(value.get("id"))
    if asset is None:
        raise BadValue("asset does not exist")
    return asset.id


def _media(catalog: Catalog, _: Attribute, value: Any) -> str:
    return asset_id(catalog, value)


def _gallery(catalog: Catalog, _: Attribute, value: Any) -> list[str]:
    if not isinstance(value, list):
        raise BadValue(WRONG_TYPE)
    return list(dict.fromkeys(asset_id(catalog, item) for item in value))


def _never(_: Catalog, __: Attribute, ___: Any) -> None:
    return None


_BY_TYPE: dict[str, Callable[[Catalog, Attribute, Any], Any]] = {
    "TextAttribute": _text,
    "MultilineAttribute": _text,
    "HtmlAttribute": _text,
    "UrlAttribute": _url,
    "IntAttribute": _int,
    "DecimalAttribute": _decimal,
    "BooleanAttribute": _boolean,
    "DateAttribute": _date,
    "DropdownAttribute": _dropdown,
    "MultiSelectAttribute": _multiselect,
    "MediaAttribute": _media,
    "MediaGalleryAttribute": _gallery,
    # Completeness is computed; what a request says of it is ignored.
    "CompletenessAttribute": _never,
}

TYPE_CLASSES = tuple(_BY_TYPE)
"""Every type an attribute of v1 and v2 can have (live, plytix-api.md 5.1)."""
