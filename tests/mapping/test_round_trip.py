"""A valid mapping reads back to exactly its entries, in order."""

import json
from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from amazon_plytix.mapping import Canonical, EntryPosition, Listing, ListingMapping

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30).filter(str.strip)
PRINTABLE = st.text("ABCabc012-_./ ", min_size=1, max_size=40).map(str.strip).filter(bool)
IDS = st.from_regex(r"[0-9a-f]{24}", fullmatch=True)
ASINS = st.from_regex(r"B[A-Z0-9]{9}", fullmatch=True)
FIELDS = {
    "amazon_sku": "amazon_sku",
    "amazon_upc": "upc",
    "amazon_ean": "ean",
    "amazon_title": "title",
    "amazon_size": "size",
    "amazon_color": "color",
    "amazon_variation_theme": "variation_theme",
    "amazon_listing_status": "listing_status",
}
SHAPES = [("canonical_plytix_sku", "canonical_plytix_id"), ("plytix_product_sku", "plytix_product_id")]


@st.composite
def entries(draw: st.DrawFn, asin: str, key: str) -> tuple[dict[str, Any], Callable[[EntryPosition], Listing]]:
    """An entry as written, and the listing it should become at its place."""
    marketplace = draw(st.sampled_from(["US", "DE", "UK", "JP"]))
    made = f"AMZN-{marketplace}-{asin}"
    own = draw(st.booleans())
    said = {field: draw(st.none() | TEXTS) for field in FIELDS}
    raw = {"amazon_asin": asin, "marketplace": marketplace, "gtin_match": True, "amazon_image_swatch": None}
    parent = draw(st.none() | PRINTABLE)
    raw |= {"amazon_parent_asin": parent} if parent else {}
    raw |= {field: text for field, text in said.items() if text is not None or draw(st.booleans())}
    raw |= {"suggested_sku": made} if own else {}
    canonical = Canonical(draw(PRINTABLE), draw(st.none() | IDS)) if key == "matched" else None
    if canonical:
        raw |= dict(zip(draw(st.sampled_from(SHAPES)), (canonical.sku, canonical.id), strict=True))
    rest = {attribute: said[field] for field, attribute in FIELDS.items()} | {"parent_asin": parent}
    keys = draw(st.permutations(list(raw)))
    return {name: raw[name] for name in keys}, lambda place: Listing(place, made, asin, marketplace, canonical, **rest)


@given(st.data(), st.lists(ASINS, unique=True, max_size=6), st.integers(0, 6), st.booleans(), st.booleans())
@settings(max_examples=80)
def test_a_valid_mapping_reads_back_to_exactly_its_entries_in_order(
    reading: Callable[..., ListingMapping],
    data: st.DataObject,
    asins: list[str],
    matched: int,
    escaped: bool,
    swapped: bool,
) -> None:
    keys = ["matched"] * min(matched, len(asins)) + ["unmatched_amazon"] * max(len(asins) - matched, 0)
    drawn = [(key, *data.draw(entries(asin, key))) for key, asin in zip(keys, asins, strict=True)]
    lists = {name: [raw for key, raw, _ in drawn if key == name] for name in ("matched", "unmatched_amazon")}
    content = {"unmatched_amazon": lists["unmatched_amazon"], "metadata": {}, "matched": lists["matched"]}
    text = json.dumps(dict(reversed(content.items())) if swapped else content, ensure_ascii=escaped)
    numbers = [keys[: at + 1].count(key) for at, key in enumerate(keys)]
    expected = [become(EntryPosition(key, number)) for (key, _, become), number in zip(drawn, numbers, strict=True)]
    assert reading(text) == ListingMapping(tuple(expected), len(lists["matched"]), len(lists["unmatched_amazon"]))
