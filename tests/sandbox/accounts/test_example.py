"""The account of the example."""

import json
from pathlib import Path
from typing import Any

from plytix_sandbox import ManualClock, Sandbox, accounts
from plytix_sandbox.accounts import Account
from plytix_sandbox.catalog import Catalog
from tests.support.plytix import FAMILY_ID

ROOT = Path(__file__).parents[3]


MAPPING = ROOT / "data" / "mca0032_mapping.json"


EXTRA = "AMZN-US-B0D3X7Q2MT"


def catalog_of(account: Account) -> Catalog:
    return Sandbox(account, clock=ManualClock()).catalog


def test_the_example_is_the_example_mapping() -> None:
    mapping = json.loads(MAPPING.read_text("utf-8"))
    catalog = catalog_of(accounts.example())
    by_sku = {product.sku: product for product in catalog.products}
    matched = mapping["matched"]
    listings = [*matched, *(e for e in mapping["unmatched_amazon"] if e["suggested_sku"] == EXTRA)]
    assert len(listings) == 17
    assert set(by_sku) == (
        {"MCA0032"} | {e["canonical_plytix_sku"] for e in matched} | {e["suggested_sku"] for e in listings}
    )
    relationship = next(r.id for r in catalog.relationships if r.name == "Amazon Listings")
    for entry in matched:
        canonical = by_sku[entry["canonical_plytix_sku"]]
        assert canonical.id == entry["canonical_plytix_id"]
        assert (canonical.label, canonical.gtin) == (entry["canonical_plytix_label"], entry["canonical_plytix_gtin"])
        assert list(canonical.links) == [relationship]
        assert list(canonical.links[relationship]) == [by_sku[entry["suggested_sku"]].id]
    for entry in listings:
        assert by_sku[entry["suggested_sku"]].attributes == attributes_of(entry)
        assert by_sku[entry["suggested_sku"]].label == entry["amazon_title"]
        assert by_sku[entry["suggested_sku"]].family_id == FAMILY_ID


def attributes_of(entry: dict[str, Any]) -> dict[str, Any]:
    values = {k: v for k, v in entry.items() if k.startswith("amazon_")}
    values |= {"amazon_marketplace": entry["marketplace"], "amazon_canonical_sku": entry.get("canonical_plytix_sku")}
    values |= {"amazon_is_primary": False, "amazon_last_synced": "2025-12-22"}
    return {k: v for k, v in values.items() if v is not None}


def test_the_schema_of_the_example() -> None:
    catalog = catalog_of(accounts.example())
    family = catalog.families[FAMILY_ID]
    types = {a.label: a.type_class for a in catalog.attributes}
    assert family.name == "8 - Amazon"
    assert set(family.levels) == {a.id for a in catalog.attributes}
    assert len(types) == 14
    assert types.pop("amazon_is_primary") == "BooleanAttribute"
    assert types.pop("amazon_last_synced") == "DateAttribute"
    assert set(types.values()) == {"TextAttribute"}
    assert {r.name for r in catalog.relationships} == {"Amazon Listings", "Amazon Hierarchy"}
