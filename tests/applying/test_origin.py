"""Whose a product is that a create of ours may have made, or another."""

from typing import Any

import pytest

from amazon_plytix.applying.origin import Origin, origin_of
from amazon_plytix.planning.desired import DesiredProduct
from amazon_plytix.plytix import Contents

SENT = DesiredProduct(
    "AMZN-US-B000000001",
    "Boot",
    {"amazon_asin": "B000000001", "amazon_is_primary": False, "amazon_last_synced": "2025-12-23"},
)
SHOWN = {"amazon_asin": "B000000001", "amazon_last_synced": "2025-12-22T00:00:00"}


@pytest.mark.parametrize(
    ("label", "values", "has_more", "origin"),
    [
        pytest.param("Boot", SHOWN, False, Origin.OURS, id="as sent, on another day"),
        pytest.param("Boot", SHOWN, True, Origin.UNCLEAR, id="with an image"),
        pytest.param("Boot", SHOWN | {"season": "24"}, False, Origin.UNCLEAR, id="with a value more"),
        pytest.param("Boot", SHOWN | {"amazon_is_primary": True}, False, Origin.UNCLEAR, id="with another value"),
        pytest.param("Shoe", SHOWN, False, Origin.UNCLEAR, id="with another label"),
        pytest.param("Boot", {}, False, Origin.UNCLEAR, id="that shows no attributes"),
        pytest.param(None, {}, False, Origin.OTHERS, id="with nothing of ours"),
        pytest.param("Shoe", {"season": "24"}, False, Origin.OTHERS, id="with things of others"),
        pytest.param("Boot", SHOWN | {"amazon_asin": "B000000002"}, False, Origin.OTHERS, id="of another ASIN"),
    ],
)
def test_a_product_is_known_by_what_it_holds(
    label: str | None, values: dict[str, Any], has_more: bool, origin: Origin
) -> None:
    assert origin_of(Contents(label, values, has_more), SENT) is origin
