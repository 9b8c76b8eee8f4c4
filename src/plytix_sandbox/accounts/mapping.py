"""An account to rehearse a mapping on: the schema of the example, and the canonical products the mapping names."""

from pathlib import Path
from typing import Any

from plytix_sandbox.accounts.account import Account, AccountError
from plytix_sandbox.accounts.files import example, parse, read_json
from plytix_sandbox.catalog.drafts import LONGEST_SKU, is_gtin
from plytix_sandbox.catalog.ids import id_from, is_id

_KEYS = {
    "id": ("canonical_plytix_id", "plytix_product_id"),
    "sku": ("canonical_plytix_sku", "plytix_product_sku"),
    "label": ("canonical_plytix_label", "plytix_label"),
    "gtin": ("canonical_plytix_gtin", "plytix_gtin"),
}
"""Where an entry says what of its canonical product: the newer shape, then the older."""


def for_mapping(path: Path | str) -> Account:
    """Return an account with the schema and the canonical products of a mapping file, with the ids it gives.

    Arguments:
        path: JSON `{"matched": [...], ...}`, a byte order mark allowed. Entries that name no canonical product
            are skipped; several may name the same one; an id or SKU that is missing is made from the other.

    Raises:
        AccountError: the file cannot be read, or is no mapping.
    """
    document = read_json(Path(path))
    matched = document.get("matched", []) if isinstance(document, dict) else None
    if not isinstance(matched, list):
        raise AccountError(str(path), ["a mapping is a JSON object with a list `matched`"])
    schema = example().sections
    kept = {name: schema[name] for name in ("attributes", "families", "relationships")}
    return parse({**kept, "products": _canonicals(matched)}, str(path))


def _canonicals(entries: list[Any]) -> list[dict[str, Any]]:
    by_id: dict[str, dict[str, Any]] = {}
    skus: set[str] = set()
    gtins: set[str] = set()
    for entry in entries:
        canonical = _canonical(entry)
        if canonical is None or canonical["id"] in by_id or canonical["sku"] in skus:
            continue
        if canonical.get("gtin") in gtins:
            del canonical["gtin"]
        by_id[canonical["id"]] = canonical
        skus.add(canonical["sku"])
        gtins.add(canonical.get("gtin", ""))
    return list(by_id.values())


def _canonical(entry: Any) -> dict[str, Any] | None:
    if not isinstance(entry, dict):
        return None
    product_id, sku = _said(entry, "id"), _said(entry, "sku")
    if not is_id(product_id):
        product_id = ""
    if not 0 < len(sku) <= LONGEST_SKU:
        sku = ""
    if not product_id and not sku:
        return None
    canonical = {"id": product_id or id_from(sku), "sku": sku or product_id}
    if label := _said(entry, "label"):
        canonical["label"] = label
    if is_gtin(gtin := _said(entry, "gtin")):
        canonical["gtin"] = gtin
    return canonical


def _said(entry: dict[str, Any], what: str) -> str:
    for key in _KEYS[what]:
        if isinstance(entry.get(key), str) and entry[key].strip():
            return str(entry[key])
    return ""
