"""Accounts made from a mapping."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from plytix_sandbox import ManualClock, Sandbox, accounts
from plytix_sandbox.accounts import Account, AccountError
from plytix_sandbox.catalog import Catalog
from plytix_sandbox.catalog.ids import id_from

ROOT = Path(__file__).parents[3]


MAPPING = ROOT / "data" / "mca0032_mapping.json"


def catalog_of(account: Account) -> Catalog:
    return Sandbox(account, clock=ManualClock()).catalog


def test_the_account_of_the_example_mapping_holds_its_products() -> None:
    catalog = catalog_of(accounts.for_mapping(MAPPING))
    matched = json.loads(MAPPING.read_text("utf-8"))["matched"]
    result = {(p.id, p.sku, p.gtin) for p in catalog.products}
    named = {(e["canonical_plytix_id"], e["canonical_plytix_sku"], e["canonical_plytix_gtin"]) for e in matched}
    assert result == named | {(id_from("MCA0032"), "MCA0032", None)}
    assert (len(catalog.attributes), len(catalog.families), len(catalog.relationships)) == (14, 1, 2)


def test_an_account_is_made_from_entries_of_every_format(write: Callable[..., Path]) -> None:
    one, two = "a" * 24, "b" * 24
    matched = [
        {"canonical_plytix_id": one, "canonical_plytix_sku": "NEW", "canonical_plytix_gtin": "4006381333931"},
        {"plytix_product_id": two, "plytix_product_sku": "OLD", "plytix_label": "Old", "plytix_gtin": "4006381333931"},
        {"canonical_plytix_id": one, "canonical_plytix_sku": "NEW"},
        {"canonical_plytix_id": "c" * 24},
        {"canonical_plytix_sku": "ONLY-SKU"},
        {"canonical_plytix_sku": "NEW", "canonical_plytix_id": "d" * 24},
        {"canonical_plytix_id": "nonsense", "canonical_plytix_sku": "x" * 101},
        {"canonical_plytix_gtin": "4006381333931"},
        {"canonical_plytix_sku": 5},
        "garbage",
        None,
    ]
    path = write(b"\xef\xbb\xbf" + json.dumps({"matched": matched}).encode())
    products = {p.sku: p for p in catalog_of(accounts.for_mapping(path)).products}
    assert set(products) == {"NEW", "OLD", "c" * 24, "ONLY-SKU"}
    assert (products["NEW"].id, products["OLD"].id, products["OLD"].label) == (one, two, "Old")
    assert (products["NEW"].gtin, products["OLD"].gtin) == ("4006381333931", None)
    assert products["ONLY-SKU"].id == next(
        p["id"] for p in accounts.for_mapping(path).sections["products"] if p["sku"] == "ONLY-SKU"
    )


def test_an_account_made_from_a_mapping_has_its_styles(write: Callable[..., Path]) -> None:
    matched = [
        {"canonical_plytix_sku": "BOOT-S", "model_number": "BOOT"},
        {"canonical_plytix_sku": "BOOT-M-RED", "model_number": "BOOT-M"},
        {"canonical_plytix_sku": "CLOG-S", "model_number": "CLOG"},
        {"canonical_plytix_sku": "CLOG", "canonical_plytix_id": "c" * 24, "canonical_plytix_label": "A clog"},
        {"canonical_plytix_sku": "-S"},
        {"model_number": "BOOT-S"},
        {"model_number": "BOO"},
        {"model_number": "boot"},
        {"model_number": "SHOE"},
        {"model_number": 5},
        {"model_number": ["BOOT"]},
        {"model_number": ""},
        None,
    ]
    unmatched = [{"model_number": "MULE"}, {"model_number": "BOOT"}, {"model_number": None}, 5]
    document = {"matched": [*matched, {"canonical_plytix_sku": "MULE-9"}], "unmatched_amazon": unmatched}
    products = {p.sku: p for p in catalog_of(accounts.for_mapping(write(document))).products}
    assert set(products) == {"BOOT-S", "BOOT-M-RED", "CLOG-S", "CLOG", "-S", "MULE-9", "BOOT", "BOOT-M", "MULE"}
    assert all((products[sku].id, products[sku].label) == (id_from(sku), sku) for sku in ("BOOT", "BOOT-M", "MULE"))
    assert (products["CLOG"].id, products["CLOG"].label) == ("c" * 24, "A clog")


@pytest.mark.parametrize("unmatched", [None, 5, {"model_number": "BOOT"}])
def test_what_is_no_list_of_entries_gives_no_styles(write: Callable[..., Path], unmatched: Any) -> None:
    document = {"matched": [{"canonical_plytix_sku": "BOOT-S"}], "unmatched_amazon": unmatched}
    assert [p.sku for p in catalog_of(accounts.for_mapping(write(document))).products] == ["BOOT-S"]


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"[]", b'{"matched": 5}', b"[" * 100_000])
def test_what_is_no_mapping_is_refused(write: Callable[..., Path], content: Any) -> None:
    with pytest.raises(AccountError, match=r"file\.json: \w"):
        accounts.for_mapping(write(content))
