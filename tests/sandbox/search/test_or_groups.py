"""Filters that are an OR of many groups find what their groups find one by one."""

from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from plytix_sandbox import ManualClock, Sandbox, accounts
from plytix_sandbox.search.products import matching
from plytix_sandbox.search.query import decode

TEXTS = ("x", "X", "ß", "SS", "y")


VALUES = {"title": TEXTS, "colour": ("Red", "red"), "weight": (1, 2.5), "boxed": (True, False)}


FILTERS = [
    {"field": field, "operator": operator, "value": value}
    for field, operators, values in (
        ("sku", ("eq", "!eq"), ("s1", "S2")),
        ("status", ("eq", "!eq"), ("draft", "Completed")),
        ("attributes.title", ("eq", "!eq", "like"), TEXTS),
        ("attributes.colour", ("eq",), ("red", "BLUE")),
        ("attributes.weight", ("eq", "gt"), (1, 2.5)),
        ("attributes.boxed", ("eq",), (True, False)),
    )
    for operator in operators
    for value in values
]


ANY = st.sampled_from(FILTERS)


MANY = settings(max_examples=200)


SCHEMA = [
    {"name": "Title"},
    {"name": "Colour", "type_class": "DropdownAttribute", "options": ["Red", "red"]},
    {"name": "Weight", "type_class": "DecimalAttribute"},
    {"name": "Boxed", "type_class": "BooleanAttribute"},
]


def product(number: int, random: Random) -> dict[str, Any]:
    attributes = {label: random.choice(values) for label, values in VALUES.items() if random.random() < 0.8}
    return {"sku": f"S{number}", "status": random.choice(["Draft", "Completed"]), "attributes": attributes}


DOCUMENT = {"attributes": SCHEMA, "products": [product(n, Random(n)) for n in range(60)]}


CATALOG = Sandbox(accounts.parse(DOCUMENT, "test"), clock=ManualClock()).catalog


def found(groups: list[Any]) -> set[str]:
    return {p.sku for p in matching(CATALOG, decode({"filters": groups}, 100), None, 0.0)}


@given(st.lists(st.lists(ANY, min_size=1, max_size=3), min_size=2, max_size=6))
@MANY
def test_many_groups_find_what_each_finds(groups: list[Any]) -> None:
    assert found(groups) == set().union(*(found([group]) for group in groups))


@given(st.sampled_from(["sku", "status", "attributes.title", "attributes.colour", "attributes.weight"]), st.data())
@MANY
def test_many_groups_about_one_field_find_what_each_finds(field: str, data: st.DataObject) -> None:
    about = st.sampled_from([one for one in FILTERS if one["field"] == field and one["operator"] == "eq"])
    group = st.tuples(st.lists(ANY, max_size=1), about, st.lists(ANY, max_size=1))
    groups = [[*before, one, *after] for before, one, after in data.draw(st.lists(group, min_size=2, max_size=6))]
    assert found(groups) == set().union(*(found([group]) for group in groups))
