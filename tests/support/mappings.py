"""Mapping files for tests."""

import json
from pathlib import Path
from typing import Any

# The mapping file that the seed shows, as the project ships it.
SEED_MAPPING = Path(__file__).parents[2] / "data" / "mca0032_mapping.json"


def asin(number: int) -> str:
    """Return the ASIN of this number."""
    return f"B0{number:08d}"


def entry(number: int, **more: Any) -> dict[str, Any]:
    """Return an unmatched entry in the newer shape."""
    return {
        "suggested_sku": f"AMZN-US-{asin(number)}",
        "marketplace": "US",
        "amazon_asin": asin(number),
        "amazon_title": f"Boot {number}",
        **more,
    }


def matched(number: int, canonical: int | None = None, **more: Any) -> dict[str, Any]:
    """Return an entry matched to a canonical product of its own, or to the one of this number."""
    canonical = number if canonical is None else canonical
    named = {"canonical_plytix_sku": f"BOOT-{canonical}", "canonical_plytix_id": f"{canonical:024x}"}
    return entry(number, **(named | more))


def write_mapping(folder: Path, matched: list[Any], unmatched: list[Any] | None = None, **top: Any) -> Path:
    """Write a mapping file and return its path."""
    path = folder / "mapping.json"
    path.write_text(json.dumps({"metadata": {}, "matched": matched, "unmatched_amazon": unmatched or [], **top}))
    return path
