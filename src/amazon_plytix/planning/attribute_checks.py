"""Which values an account's attributes take, by their type (plytix-api.md 10)."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from amazon_plytix.planning.desired import DesiredProduct
from amazon_plytix.planning.fields import Value
from amazon_plytix.planning.near_names import near_names

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
# Whether Plytix takes a number that is given as text is not known for certain: one that reads as a number may pass.
_WHOLE = re.compile(r"[+-]?\d{1,16}")
_DECIMAL = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)")
_LONGEST_DECIMAL = 63
# Characters of a value, and options of an attribute, that a sentence shows.
_LONGEST_SHOWN = 60
_OPTIONS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class AttributeRule:
    """What an account says of the values of one attribute.

    ``type_class`` is Plytix' name of its type. ``options`` and ``character_limit`` are None if Plytix does not state
    them. ``include_time`` says that a date may have a time.
    """

    type_class: str
    options: tuple[str, ...] | None = None
    character_limit: int | None = None
    include_time: bool = False


# What an account says of its attributes, by label.
AttributeRules = Mapping[str, AttributeRule]
# Returns what the attribute takes instead of a value, and what is to be said of the value; None if it takes it.
_Check = Callable[[AttributeRule, Value], tuple[str, str] | None]


def refused_values(product: DesiredProduct, rules: AttributeRules) -> str | None:
    """Return the sentence that says which values of a product Plytix would refuse, None if none is known.

    What is the product's own comes last (``applying/reasons.py``). An attribute without a rule, or of a type that is
    not known, is not judged.
    """
    complaints = [
        (label, value, complaint)
        for label, value in product.attributes.items()
        if label in rules and (complaint := _complaint(rules[label], value))
    ]
    if not complaints:
        return None
    takes = "; ".join(f"{label} takes {takes}" for label, _, (takes, _) in complaints)
    values = "; ".join(f"{label} {_shown(value)}{remark}" for label, value, (_, remark) in complaints)
    return f"{takes}: Plytix would refuse {values}"


def _complaint(rule: AttributeRule, value: Value) -> tuple[str, str] | None:
    check = _CHECKS.get(rule.type_class)
    return check(rule, value) if check else None


def _text(rule: AttributeRule, value: Value) -> tuple[str, str] | None:
    if not isinstance(value, str):
        return "text", ""
    limit = rule.character_limit
    if limit is not None and len(value) > limit:
        return f"at most {limit:,} characters", f" ({len(value):,} characters)"
    return None


def _whole_number(_: AttributeRule, value: Value) -> tuple[str, str] | None:
    is_number = isinstance(value, str) and _WHOLE.fullmatch(value)
    return None if is_number else ("whole numbers of at most 16 digits", "")


def _decimal(_: AttributeRule, value: Value) -> tuple[str, str] | None:
    is_number = isinstance(value, str) and len(value) <= _LONGEST_DECIMAL and _DECIMAL.fullmatch(value)
    return None if is_number else ("numbers", "")


def _boolean(_: AttributeRule, value: Value) -> tuple[str, str] | None:
    return None if isinstance(value, bool) else ("true or false, and no text", "")


def _date(rule: AttributeRule, value: Value) -> tuple[str, str] | None:
    if isinstance(value, str) and (_is_day(value) or (rule.include_time and _is_moment(value))):
        return None
    return "dates" if rule.include_time else "dates without a time, such as 2025-12-23", ""


def _is_day(value: str) -> bool:
    # fromisoformat knows more forms than Plytix (plytix-api.md 10).
    return _DAY.fullmatch(value) is not None and _is_moment(value)


def _is_moment(value: str) -> bool:
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _dropdown(rule: AttributeRule, value: Value) -> tuple[str, str] | None:
    if not isinstance(value, str):
        return "one of its options", ""
    if rule.options is None or value in rule.options:
        return None
    near = near_names(value, rule.options)
    remark = f" (did you mean {' or '.join(map(_shown, near[:_OPTIONS_SHOWN]))}?)" if near else ""
    return _named(rule.options), remark


def _named(options: tuple[str, ...]) -> str:
    if not options:
        return "one of its options, of which it has none"
    more = f" and {len(options) - _OPTIONS_SHOWN:,} more" if len(options) > _OPTIONS_SHOWN else ""
    return f"one of {', '.join(map(_shown, options[:_OPTIONS_SHOWN]))}{more}"


def _list(_: AttributeRule, __: Value) -> tuple[str, str]:
    return "lists of options, which a sync does not write", ""


def _files(_: AttributeRule, __: Value) -> tuple[str, str]:
    return "files, which a sync does not write", ""


def _shown(value: Value) -> str:
    """Return a value as sentences show it, cut if it is long."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value) if len(value) <= _LONGEST_SHOWN else f"{value[:_LONGEST_SHOWN]!r}..."


# A CompletenessAttribute takes anything and heeds nothing: Plytix itself fills it in.
_CHECKS: dict[str, _Check] = {
    "TextAttribute": _text,
    "MultilineAttribute": _text,
    "HtmlAttribute": _text,
    # Whether the form of an address is checked is unknown.
    "UrlAttribute": _text,
    "IntAttribute": _whole_number,
    "DecimalAttribute": _decimal,
    "BooleanAttribute": _boolean,
    "DateAttribute": _date,
    "DropdownAttribute": _dropdown,
    "MultiSelectAttribute": _list,
    "MediaAttribute": _files,
    "MediaGalleryAttribute": _files,
}
