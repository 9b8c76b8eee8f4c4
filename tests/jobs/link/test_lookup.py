"""What a link job asks first: an answer that cannot be had is never taken for "there is none"."""

from pathlib import Path

import pytest

from amazon_plytix.plytix import Refused
from tests.support import World, asin, write_mapping
from tests.support.trees import child, parent, synced_account
from tests.support.world import is_write


def test_a_search_for_children_that_is_forbidden_ends_the_job_before_the_first_write(tmp_path: Path) -> None:
    listings = [child(1, 100, 1), parent(100)]
    mapping = write_mapping(tmp_path, listings[:1], listings[1:])
    world = World(synced_account(mapping, listings))
    world.go_wrong("answer", path="/api/v2/products/search", status=403, body={"msg": "not yours"}, count=1)
    with pytest.raises(Refused, match="not yours"):
        world.link(mapping)
    assert [call for call in world.sandbox.journal if is_write(call)] == []


def test_a_parent_that_is_called_by_its_own_model_number_is_for_review(tmp_path: Path) -> None:
    itself = parent(100, "MODEL-1", suggested_sku="MODEL-1")
    mapping = write_mapping(tmp_path, [child(1, 100, 1)], [itself])
    world = World(synced_account(mapping, [child(1, 100, 1), itself]))
    [review] = world.link(mapping).results["review"]
    assert (review["sku"], review["reason"]) == ("MODEL-1", "its model number MODEL-1 is its own SKU")
    assert review["evidence"] == [f"AMZN-US-{asin(1)} sells BOOT-1"]
    assert "MODEL-1" not in world.links("Amazon Listings")
