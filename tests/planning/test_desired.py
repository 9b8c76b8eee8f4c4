"""What the product of a listing should look like."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amazon_plytix.mapping import Canonical, EntryPosition, Listing
from amazon_plytix.planning.desired import desired_product
from amazon_plytix.planning.fields import SEED_FIELDS

MakeListing = Callable[..., Listing]

FULL = Listing(
    position=EntryPosition("matched", 1),
    sku="AMZN-DE-B07TBFZL3N",
    asin="B07TBFZL3N",
    marketplace="DE",
    canonical=Canonical("MCA0032-M-13", "5c9a2c394a6c255eae53b7fc"),
    parent_asin="B077QMJFG9",
    amazon_sku="MCA0032",
    upc="884882325297",
    ean="0884882325297",
    title="Men's 4\" Wedge Sole Boot",
    size="13",
    color="Woven Saddle & Oiled Saddle",
    variation_theme="COLOR_NAME/SIZE_NAME",
    listing_status="Active",
)
# From sync-workflow.md, Attribute Population, by hand.
SEED_ATTRIBUTES = {
    "amazon_asin": "B07TBFZL3N",
    "amazon_parent_asin": "B077QMJFG9",
    "amazon_sku": "MCA0032",
    "amazon_upc": "884882325297",
    "amazon_ean": "0884882325297",
    "amazon_title": "Men's 4\" Wedge Sole Boot",
    "amazon_size": "13",
    "amazon_color": "Woven Saddle & Oiled Saddle",
    "amazon_variation_theme": "COLOR_NAME/SIZE_NAME",
    "amazon_listing_status": "Active",
    "amazon_canonical_sku": "MCA0032-M-13",
    "amazon_is_primary": False,
    "amazon_last_synced": "2025-12-23",
    "amazon_marketplace": "DE",
}
OPTIONAL = {
    "parent_asin": "amazon_parent_asin",
    "amazon_sku": "amazon_sku",
    "upc": "amazon_upc",
    "ean": "amazon_ean",
    "title": "amazon_title",
    "size": "amazon_size",
    "color": "amazon_color",
    "variation_theme": "amazon_variation_theme",
    "listing_status": "amazon_listing_status",
    "canonical": "amazon_canonical_sku",
}


def test_a_listing_with_everything_has_exactly_the_seeds_fourteen_attributes(today: date) -> None:
    product = desired_product(FULL, today)
    assert product.attributes == SEED_ATTRIBUTES
    assert len(product.attributes) == 14
    assert (product.sku, product.label) == ("AMZN-DE-B07TBFZL3N", "Men's 4\" Wedge Sole Boot")


def test_the_attributes_an_account_must_have_are_the_seeds_fourteen() -> None:
    assert sorted(SEED_FIELDS.labels) == sorted(SEED_ATTRIBUTES)


def test_a_listing_with_nothing_but_its_asin_has_four_attributes(listing: MakeListing, today: date) -> None:
    assert desired_product(listing(1), today).attributes == {
        "amazon_asin": "B000000001",
        "amazon_marketplace": "US",
        "amazon_is_primary": False,
        "amazon_last_synced": "2025-12-23",
    }


@pytest.mark.parametrize(("field", "label"), OPTIONAL.items(), ids=OPTIONAL)
def test_what_amazon_says_nothing_about_is_left_out_and_nothing_else_is(field: str, label: str, today: date) -> None:
    silent: dict[str, Any] = {field: None}
    product = desired_product(replace(FULL, **silent), today)
    assert product.attributes == {name: value for name, value in SEED_ATTRIBUTES.items() if name != label}


def test_a_canonical_product_named_by_id_alone_leaves_its_sku_out(today: date) -> None:
    product = desired_product(replace(FULL, canonical=Canonical(None, "5c9a2c394a6c255eae53b7fc")), today)
    assert "amazon_canonical_sku" not in product.attributes


def test_the_label_is_the_title(listing: MakeListing, today: date) -> None:
    assert desired_product(listing(1, title="Boot &amp; Shoe"), today).label == "Boot &amp; Shoe"


def test_the_label_of_a_listing_without_a_title_names_its_asin(listing: MakeListing, today: date) -> None:
    assert desired_product(listing(1), today).label == "Amazon B000000001"


def test_a_new_product_is_never_primary_and_that_is_said(listing: MakeListing, today: date) -> None:
    assert desired_product(listing(1), today).attributes["amazon_is_primary"] is False


@given(day=st.dates())
def test_the_day_of_the_sync_is_written_year_first_with_ten_characters(listing: MakeListing, day: date) -> None:
    written = desired_product(listing(1), day).attributes["amazon_last_synced"]
    assert written == f"{day.year:04d}-{day.month:02d}-{day.day:02d}"
