"""An account to try a mapping on: the schema of the example, and the products that the mapping names."""

from collections.abc import Iterable, Iterator
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
    "style": ("model_number",),
}
"""The keys by which an entry names its canonical product and its style: the newer format, then the older."""


def for_mapping(path: Path | str) -> Account:
    """Return an account with the schema, canonical products and styles of a mapping file, with the ids it gives.

    Arguments:
        path: JSON `{"matched": [...], "unmatched_amazon": [...], ...}`, a byte order mark allowed. Entries that name
            no canonical product are skipped; several may name the same one; an id or SKU that is missing is made
            from the other. A model number is a style if a canonical SKU begins with it and a `-`.

    Raises AccountError if the file cannot be read, or is no mapping.
    """
    document = read_json(Path(path))
    matched = document.get("matched", []) if isinstance(document, dict) else None
    if not isinstance(matched, list):
        raise AccountError(str(path), ["a mapping is a JSON object with a list `matched`"])
    schema = example().sections
    kept = {name: schema[name] for name in ("attributes", "families", "relationships")}
    unmatched = document.get("unmatched_amazon")
    return parse({**kept, "products": _products(matched, unmatched if isinstance(unmatched, list) else [])}, str(path))


def _products(matched: list[Any], unmatched: list[Any]) -> list[dict[str, Any]]:
    pairs, others = ([entry for entry in entries if isinstance(entry, dict)] for entries in (matched, unmatched))
    canonicals = _distinct(canonical for entry in pairs if (canonical := _canonical(entry)))
    return _distinct([*canonicals, *_styles([*pairs, *others], canonicals)])


def _distinct(products: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the first product of every id and SKU; a GTIN stays with the first that has it."""
    by_id: dict[str, dict[str, Any]] = {}
    skus: set[str] = set()
    gtins: set[str] = set()
    for product in products:
        if product["id"] in by_id or product["sku"] in skus:
            continue
        if product.get("gtin") in gtins:
            del product["gtin"]
        by_id[product["id"]] = product
        skus.add(product["sku"])
        gtins.add(product.get("gtin", ""))
    return list(by_id.values())


def _styles(entries: list[dict[str, Any]], canonicals: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    skus = [canonical["sku"] for canonical in canonicals]
    # "MUG-BLUE-S" could belong to the styles "MUG" and "MUG-BLUE".
    beginnings = {sku[:place] for sku in skus for place, character in enumerate(sku) if character == "-"}
    for entry in entries:
        style = _text(entry, "style")
        if style and style in beginnings:
            yield {"id": id_from(style), "sku": style, "label": style}


def _canonical(entry: dict[str, Any]) -> dict[str, Any] | None:
    product_id, sku = _text(entry, "id"), _text(entry, "sku")
    if not is_id(product_id):
        product_id = ""
    if not 0 < len(sku) <= LONGEST_SKU:
        sku = ""
    if not product_id and not sku:
        return None
    canonical = {"id": product_id or id_from(sku), "sku": sku or product_id}
    if label := _text(entry, "label"):
        canonical["label"] = label
    if is_gtin(gtin := _text(entry, "gtin")):
        canonical["gtin"] = gtin
    return canonical


def _text(entry: dict[str, Any], what: str) -> str:
    for key in _KEYS[what]:
        if isinstance(entry.get(key), str) and entry[key].strip():
            return str(entry[key])
    return ""
