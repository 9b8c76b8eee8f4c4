"""Mapping and account files of any size, written an entry at a time so that writing them takes no memory."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from plytix_sandbox import accounts

Entry = dict[str, Any]


def write_mapping(path: Path, listings: int) -> None:
    """Write a mapping whose every listing is matched to a canonical product of its own."""
    metadata = json.dumps({"marketplace": "US", "amazon_count": listings, "matched_count": listings})
    with path.open("w") as file:
        file.write(f'{{"metadata": {metadata}, "matched": ')
        file.writelines(_array(_entry(number) for number in range(listings)))
        file.write(', "unmatched_amazon": []}')


def write_synced_account(path: Path, listings: int) -> None:
    """Write an account that holds what a sync of that mapping leaves: all products, every link."""
    schema = accounts.example().sections
    with path.open("w") as file:
        file.write("{")
        for section in ("attributes", "families", "relationships"):
            file.write(f"{json.dumps(section)}: {json.dumps(schema[section])}, ")
        file.write('"products": ')
        file.writelines(_array(_products(listings)))
        file.write("}")


def write_plain_account(path: Path, skus: Iterable[str]) -> None:
    """Write an account of products that have a SKU and nothing else."""
    with path.open("w") as file:
        file.write('{"products": ')
        file.writelines(_array({"sku": sku} for sku in skus))
        file.write("}")


def _entry(number: int) -> Entry:
    """An entry with all that the example's entries have."""
    return {
        "suggested_sku": _sku(number),
        "marketplace": "US",
        "amazon_asin": _asin(number),
        "amazon_parent_asin": _asin(number - number % 20),
        "amazon_sku": f"MCA-{number:06d}",
        "amazon_upc": None,
        "amazon_ean": None,
        "amazon_size": f"{5 + number % 20 / 2} Wide",
        "amazon_color": "Bomber & Saddle",
        "amazon_title": f"Harbor Boot Co. Men's Lite Western Boot, Round Toe, Bomber & Saddle, model {number}",
        "amazon_variation_theme": "COLOR_NAME/SIZE_NAME",
        "amazon_listing_status": "ACTIVE",
        "canonical_plytix_sku": _canonical_sku(number),
        "canonical_plytix_id": f"{number + 1:024x}",
        "canonical_plytix_label": f"Lite Western Boot {number}",
    }


def _products(listings: int) -> Iterator[Entry]:
    for number in range(listings):
        label = f"Lite Western Boot {number}"
        links = {"Amazon Listings": [_sku(number)]}
        yield {"id": f"{number + 1:024x}", "sku": _canonical_sku(number), "label": label, "relationships": links}
        yield {"sku": _sku(number), "label": label, "family": "8 - Amazon", "attributes": _attributes(number)}


def _attributes(number: int) -> Entry:
    of_amazon = {key: value for key, value in _entry(number).items() if key.startswith("amazon_") and value}
    more = {"amazon_marketplace": "US", "amazon_is_primary": False, "amazon_last_synced": "2025-12-23"}
    return {**of_amazon, **more, "amazon_canonical_sku": _canonical_sku(number)}


def _sku(number: int) -> str:
    return f"AMZN-US-{_asin(number)}"


def _asin(number: int) -> str:
    return f"B0{number:08d}"


def _canonical_sku(number: int) -> str:
    return f"MCA-{number:06d}-BOMB"


def _array(records: Iterable[Entry]) -> Iterator[str]:
    between = "["
    for record in records:
        yield between + json.dumps(record)
        between = ",\n"
    yield "]" if between != "[" else "[]"
