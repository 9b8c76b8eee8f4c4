"""Which values an account's attributes take: as the sandbox judges them, for every type, option and limit."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amazon_plytix.planning.attribute_checks import AttributeRule, refused_values
from amazon_plytix.planning.desired import DesiredProduct, Value
from plytix_sandbox import Sandbox, accounts
from plytix_sandbox.catalog.records import Attribute
from plytix_sandbox.catalog.values import TYPE_CLASSES, BadValue, clean

LABEL = "amazon_listing_status"
OPTIONS = ("active", "Inactive (closed)", "Größe")
CATALOG = Sandbox(accounts.empty()).catalog
# What reads like a value of some type, and what nearly does.
VALUES = [
    *OPTIONS,
    "ACTIVE",
    "no",
    "-12",
    "1234567890123456",
    "12345678901234567",
    "٣",
    "1.",
    ".5",
    "1e5",
    "nan",
    " 1",
    "1\n",
    "0" * 64,
    "2025-12-23",
    "2025-02-30",
    "2025-12-23T10:00:00",
    "2025-12-23 10:00",
    "20251223",
    "٢٠٢٥-12-23",
    "2025-W52-2",
    "2025-12-23\n",
    "http://x",
    "x" * 10,
    "x" * 11,
    "😀" * 10,
]
TEXTS = st.sampled_from(VALUES) | st.text(min_size=1, max_size=12) | st.from_regex(r"[+-]?[0-9.]{1,17}")
RULES = st.builds(
    AttributeRule,
    st.sampled_from(TYPE_CLASSES),
    st.lists(st.sampled_from(OPTIONS), unique=True).map(tuple),
    st.none() | st.integers(1, 12),
    st.booleans(),
)


def said(value: Value, rule: AttributeRule) -> str | None:
    return refused_values(DesiredProduct("S", "S", {LABEL: value}), {LABEL: rule})


def is_taken(value: Value, rule: AttributeRule) -> bool:
    """Whether the sandbox takes a value for an attribute with this rule."""
    attribute = Attribute(
        id="a",
        name=LABEL,
        label=LABEL,
        type_class=rule.type_class,
        options=rule.options or (),
        include_time=rule.include_time,
        character_limit=rule.character_limit,
    )
    try:
        clean(CATALOG, attribute, value)
    except BadValue:
        return False
    return True


@pytest.mark.parametrize("type_class", TYPE_CLASSES)
def test_every_kind_of_value_is_passed_exactly_if_the_sandbox_takes_it(type_class: str) -> None:
    for options, limit, include_time in product((OPTIONS, OPTIONS[1:], ()), (None, 10), (False, True)):
        rule = AttributeRule(type_class, options, limit, include_time)
        for value in (*VALUES, True, False):
            assert (said(value, rule) is None) is is_taken(value, rule), (value, rule)


@given(RULES, TEXTS | st.booleans())
def test_a_value_is_passed_exactly_if_the_sandbox_takes_it(rule: AttributeRule, value: Value) -> None:
    assert (said(value, rule) is None) is is_taken(value, rule)


@pytest.mark.parametrize(
    ("rule", "value", "sentence"),
    [
        (
            AttributeRule("DropdownAttribute", ("active", "inactive")),
            "ACTIVE",
            "one of 'active', 'inactive': Plytix would refuse {} 'ACTIVE' (did you mean 'active'?)",
        ),
        (
            AttributeRule("DropdownAttribute", tuple("0123456789abc")),
            "x",
            "one of '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' and 3 more: Plytix would refuse {} 'x'",
        ),
        (
            AttributeRule("DropdownAttribute", ()),
            "x",
            "one of its options, of which it has none: Plytix would refuse {} 'x'",
        ),
        (
            AttributeRule("TextAttribute", character_limit=200),
            "a" * 231,
            f"at most 200 characters: Plytix would refuse {{}} '{'a' * 60}'... (231 characters)",
        ),
        (AttributeRule("TextAttribute"), False, "text: Plytix would refuse {} false"),
        (AttributeRule("BooleanAttribute"), "yes", "true or false, and no text: Plytix would refuse {} 'yes'"),
        (
            AttributeRule("DateAttribute"),
            "2025-12-23T10:00:00",
            "dates without a time, such as 2025-12-23: Plytix would refuse {} '2025-12-23T10:00:00'",
        ),
        (AttributeRule("DateAttribute", include_time=True), "soon", "dates: Plytix would refuse {} 'soon'"),
        (AttributeRule("DecimalAttribute"), "1,5", "numbers: Plytix would refuse {} '1,5'"),
        (AttributeRule("IntAttribute"), "x", "whole numbers of at most 16 digits: Plytix would refuse {} 'x'"),
    ],
)
def test_the_sentence_names_attribute_and_value_and_what_plytix_takes(
    rule: AttributeRule, value: Value, sentence: str
) -> None:
    assert said(value, rule) == f"{LABEL} takes {sentence.format(LABEL)}"


def test_all_values_of_a_product_are_named_and_what_is_its_own_comes_last() -> None:
    desired = DesiredProduct("S", "S", {"a": "1; 2", "b": "x", "c": True})
    rules = {"a": AttributeRule("BooleanAttribute"), "b": AttributeRule("IntAttribute"), "c": AttributeRule("?")}
    assert refused_values(desired, rules) == (
        "a takes true or false, and no text; b takes whole numbers of at most 16 digits: "
        "Plytix would refuse a '1; 2'; b 'x'"
    )


@pytest.mark.parametrize(
    "rule",
    [AttributeRule("DropdownAttribute"), AttributeRule("TextAttribute"), AttributeRule("NewAttribute"), None],
)
def test_what_is_not_known_is_not_judged(rule: AttributeRule | None) -> None:
    rules = {LABEL: rule} if rule else {}
    assert refused_values(DesiredProduct("S", "S", {LABEL: "x" * 5000}), rules) is None
