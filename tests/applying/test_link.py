"""Links that Plytix refuses, or does not let us see."""

from pathlib import Path

import pytest

from plytix_sandbox import accounts
from tests.support import World, entry, matched, write_mapping

LINK = {"method": "POST", "path": "/api/v2/products/*/relationships/*"}
NO = {"status": 403, "body": {"msg": "no"}}
# A sync searches three times before it links: for the listings, for the canonical products, for the new ASINs.
SEARCH_AFTER_LINKS = {"path": "/api/v2/products/search", "skip": 3}


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    return write_mapping(tmp_path, [matched(1), matched(2, canonical=1), matched(3)], [entry(4)])


def test_a_refused_link_is_an_error_of_each_listing_it_was_for(mapping: Path) -> None:
    world = World(accounts.for_mapping(mapping))
    world.go_wrong("answer", **LINK, **NO)
    ran = world.sync(mapping)
    assert (ran.results["created"], ran.results["linked"]) == (4, 0)
    assert [error["stage"] for error in ran.results["errors"]] == ["link"] * 3
    assert "BOOT-1" in ran.results["errors"][0]["message"]


def test_where_links_cannot_be_searched_each_canonical_product_is_asked(mapping: Path) -> None:
    world = World(accounts.for_mapping(mapping))
    world.go_wrong("answer", **SEARCH_AFTER_LINKS, **NO)
    ran = world.sync(mapping)
    assert (ran.results["linked"], ran.results["errors"]) == (3, [])
    assert sum(call.method == "GET" and "/v2/" in call.path for call in ran.calls) == 2


def test_a_link_that_cannot_be_confirmed_is_not_called_made(mapping: Path) -> None:
    world = World(accounts.for_mapping(mapping))
    world.go_wrong("answer", **SEARCH_AFTER_LINKS, **NO)
    world.go_wrong("answer", method="GET", **NO)
    ran = world.sync(mapping)
    assert ran.results["linked"] == 0
    assert all("not confirmed" in error["message"] for error in ran.results["errors"])


def test_the_301st_listing_of_a_canonical_product_is_an_error_and_the_others_are_linked(tmp_path: Path) -> None:
    mapping = write_mapping(tmp_path, [matched(n, canonical=1) for n in range(1, 302)])
    ran = World(accounts.for_mapping(mapping)).sync(mapping)
    assert (ran.results["created"], ran.results["linked"], len(ran.results["errors"])) == (301, 300, 1)
