"""Tables that take back what was not saved."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from plytix_sandbox.catalog.product_table import Products
from plytix_sandbox.catalog.records import Product

MOMENT = "2025-01-01T00:00:00.000000"
IDS = st.sampled_from("abcdef")
SKUS = st.sampled_from(["A", "a", "B", "C", "D"])
GTINS = st.sampled_from(["", "1", "2"])
STEPS = st.lists(st.tuples(IDS, st.none() | st.tuples(SKUS, GTINS)), max_size=12)


def apply(table: Products, steps: list[Any]) -> None:
    """Put and remove products, but never two of one SKU or GTIN, and never one of an id that was removed."""
    for record_id, wanted in steps:
        table.now += 1
        if wanted is None:
            if record_id in table:
                table.remove(record_id)
            continue
        sku, gtin = wanted
        others = [p for p in table if p.id != record_id]
        was_removed = record_id in table._ordinals and record_id not in table
        if not was_removed and all(p.sku != sku and (not gtin or p.gtin != gtin) for p in others):
            table.put(Product(id=record_id, sku=sku, gtin=gtin or None, created=MOMENT, modified=MOMENT))


def everything(table: Products) -> Any:
    """Return all that a table can be asked for."""
    skus = ["A", "a", "B", "C", "D"]
    return (
        list(table),
        table.in_order(reversed(list(table))),
        [table.with_sku(sku) for sku in skus],
        [sorted(p.id for p in table.with_folded_sku(sku)) for sku in skus],
        [table.with_gtin(gtin) for gtin in ("1", "2")],
        [(time, product_id, before) for time, product_id, before in table._past],
        table.changes(),
    )


@given(first=STEPS, then=STEPS, retention=st.sampled_from([0.0, 1000.0]))
def test_a_table_that_is_rolled_back_is_as_it_was(first: list[Any], then: list[Any], retention: float) -> None:
    table = Products()
    table.retention = retention
    apply(table, first)
    table.settle()
    before = everything(table)
    apply(table, then)
    table.roll_back()
    assert everything(table) == before


@given(first=STEPS, then=STEPS)
def test_what_was_settled_is_not_rolled_back(first: list[Any], then: list[Any]) -> None:
    table = Products()
    apply(table, first)
    apply(table, then)
    before = list(table)
    table.settle()
    table.roll_back()
    assert list(table) == before
