"""Whether a product holds what our runs left, and whether a create that was never answered may have made it."""

from dataclasses import replace
from typing import Any

import pytest

from amazon_plytix.applying.proof import Expected, differences, may_be_ours
from amazon_plytix.planning.desired import DesiredProduct
from amazon_plytix.plytix import Contents

SENT = DesiredProduct(
    "AMZN-US-B000000001",
    "Boot",
    {"amazon_asin": "B000000001", "amazon_is_primary": False, "amazon_last_synced": "2025-12-23"},
)
SHOWN = dict(SENT.attributes)
SENT_BUT_PRIMARY = {label: value for label, value in SHOWN.items() if label != "amazon_is_primary"}
THEN, LATER = "2025-12-23T06:00:00", "2025-12-23T06:00:01"
EXPECTED = Expected(SENT, ["f"], {"done"}, {("r1", "x"): THEN}, THEN)
HELD = Contents("p", SENT.sku, {"r1": {"x": THEN}}, THEN, SHOWN, "f", "Boot")


@pytest.mark.parametrize(
    ("change", "found"),
    [
        pytest.param({}, [], id="as sent"),
        pytest.param({"values": SHOWN | {"done": 80}}, [], id="with what Plytix computes"),
        pytest.param({"related": {}}, [], id="without a link of ours"),
        pytest.param({"sku": "MINE"}, ["the SKU MINE"], id="renamed"),
        pytest.param({"label": "Shoe"}, ["the label"], id="with another label"),
        pytest.param({"family_id": None}, ["the family"], id="without its family"),
        pytest.param({"family_id": "g"}, ["the family"], id="in another family"),
        pytest.param({"modified": LATER}, [f"the moment of the last change ({LATER})"], id="changed and changed back"),
        pytest.param({"modified": None}, ["the moment of the last change (None)"], id="of unknown time"),
        pytest.param({"values": SHOWN | {"season": "24"}}, ["the attribute season"], id="with a value more"),
        pytest.param({"values": SENT_BUT_PRIMARY}, ["the attribute amazon_is_primary"], id="without one"),
        pytest.param(
            {"values": SHOWN | {"amazon_is_primary": True}},
            ["the attribute amazon_is_primary"],
            id="with another",
        ),
        pytest.param({"more": ("assets", "variants")}, ["assets", "variants"], id="with assets and variants"),
        pytest.param({"related": {"r1": {"y": THEN}}}, ["a link to the product y"], id="with a link of others"),
        pytest.param({"related": {"r2": {"x": THEN}}}, ["a link to the product x"], id="linked elsewhere"),
        pytest.param(
            {"related": {"r1": {"x": LATER}}},
            ["a link to the product x that was made again"],
            id="linked again",
        ),
        pytest.param(
            {"related": {"r1": {"x": None}}},
            ["a link to the product x that was made again"],
            id="linked some time",
        ),
        pytest.param({"label": "Shoe", "more": ("assets",)}, ["the label", "assets"], id="with several"),
    ],
)
def test_everything_in_which_a_product_differs_is_named(change: dict[str, Any], found: list[str]) -> None:
    assert differences(replace(HELD, **change), EXPECTED) == found


@pytest.mark.parametrize(
    ("sent", "shown", "found"),
    [
        (None, "Draft", []),
        (None, "draft", []),
        (None, None, []),
        (None, "Completed", ["the status Completed"]),
        ("Completed", "Completed", []),
        ("Completed", None, []),
        ("Completed", "Draft", ["the status Draft"]),
        ("Completed", "Archived", ["the status Archived"]),
    ],
)
def test_a_status_is_ours_if_it_is_the_one_that_was_sent(sent: str | None, shown: str | None, found: list[str]) -> None:
    expected = replace(EXPECTED, product=replace(SENT, status=sent))
    assert differences(replace(HELD, status=shown), expected) == found


def test_what_is_not_known_is_not_compared() -> None:
    expected = replace(EXPECTED, families=["f", None], modified=None)
    assert differences(replace(HELD, modified=LATER, family_id=None), expected) == []


@pytest.mark.parametrize("may_be_unproven", [False, True])
def test_a_link_that_was_never_confirmed_is_ours_if_that_is_enough(*, may_be_unproven: bool) -> None:
    expected = replace(EXPECTED, links={("r1", "x"): None}, may_be_unproven=may_be_unproven)
    assert (differences(HELD, expected) == []) is may_be_unproven


@pytest.mark.parametrize(
    ("label", "values", "may_be"),
    [
        pytest.param("Boot", SHOWN, True, id="as sent"),
        pytest.param("Shoe", SHOWN, True, id="with another label"),
        pytest.param("Boot", {}, True, id="that shows no attributes"),
        pytest.param(None, {}, False, id="with nothing of ours"),
        pytest.param("Shoe", {"season": "24"}, False, id="with things of others"),
        pytest.param("Boot", SHOWN | {"amazon_asin": "B000000002"}, False, id="of another ASIN"),
    ],
)
def test_a_product_with_neither_our_asin_nor_our_label_is_not_ours(
    label: str | None, values: dict[str, Any], may_be: bool
) -> None:
    assert may_be_ours(replace(HELD, label=label, values=values), SENT) is may_be
