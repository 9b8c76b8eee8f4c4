"""Canonical products and their links, whatever state they are found in."""

from pathlib import Path

import pytest

from plytix_sandbox import Switches, accounts
from tests.support import World, asin, entry, matched, write_mapping

LISTINGS = "Amazon Listings"


def rows(results: dict[str, object]) -> dict[str, dict[str, object]]:
    return {row["asin"]: row for row in results["products"]}


def linked_ids(world: World, canonical_sku: str) -> set[str]:
    product = world.product(canonical_sku)
    return {target["product_id"] for link in product["relationships"] for target in link["related_products"]}


def test_a_canonical_product_that_plytix_lacks_leaves_the_listing_created_and_its_link_an_error(tmp_path: Path) -> None:
    known = write_mapping(tmp_path, [matched(1)])
    world = World(accounts.for_mapping(known))
    ran = world.sync(write_mapping(tmp_path, [matched(1), matched(2)]))
    row = rows(ran.results)[asin(2)]
    assert (row["status"], row["linked"], row["link"], row["stage"]) == ("created", False, "failed", "link")
    assert "BOOT-2" in row["message"]
    assert (ran.results["created"], ran.results["linked"]) == (2, 1)
    assert [(error["asin"], error["stage"]) for error in ran.results["errors"]] == [(asin(2), "link")]


def test_a_dry_run_knows_of_the_missing_canonical_product_already(tmp_path: Path) -> None:
    world = World(accounts.for_mapping(write_mapping(tmp_path, [])))
    ran = world.sync(write_mapping(tmp_path, [matched(2)]), execute=False)
    assert [error["stage"] for error in ran.results["errors"]] == ["link"]


def test_a_missing_link_of_a_listing_that_exists_is_made(tmp_path: Path) -> None:
    unlinked = write_mapping(tmp_path, [matched(1)], [entry(2)])
    world = World(accounts.for_mapping(unlinked))
    world.sync(unlinked)
    ran = world.sync(write_mapping(tmp_path, [matched(1), matched(2, canonical=1)]))
    assert (ran.results["exists"], ran.results["linked"]) == (2, 1)
    assert len(ran.writes) == 1
    assert linked_ids(world, "BOOT-1") == {row["product_id"] for row in ran.results["products"]}


@pytest.mark.parametrize("absent", ["canonical_plytix_id", "canonical_plytix_sku"])
def test_a_canonical_product_is_found_by_sku_or_by_id_alone(tmp_path: Path, absent: str) -> None:
    world = World(accounts.for_mapping(write_mapping(tmp_path, [matched(1)])))
    mapping = write_mapping(tmp_path, [matched(1, **{absent: None})])
    assert world.sync(mapping).results["linked"] == 1
    again = world.sync(mapping)
    assert (again.results["linked"], again.writes) == (0, [])


def test_where_sku_and_id_disagree_the_id_decides(tmp_path: Path) -> None:
    world = World(accounts.for_mapping(write_mapping(tmp_path, [matched(1), matched(2)])))
    mapping = write_mapping(tmp_path, [matched(3, canonical=1, canonical_plytix_id=f"{2:024x}")])
    ran = world.sync(mapping)
    assert linked_ids(world, "BOOT-2") == {ran.results["products"][0]["product_id"]}
    assert linked_ids(world, "BOOT-1") == set()


def test_an_id_that_is_gone_is_an_error_though_its_sku_lives_on_elsewhere(tmp_path: Path) -> None:
    world = World(accounts.for_mapping(write_mapping(tmp_path, [matched(1)])))
    ran = world.sync(write_mapping(tmp_path, [matched(3, canonical=1, canonical_plytix_id="f" * 24)]))
    assert "f" * 24 in ran.results["errors"][0]["message"]
    assert ran.results["linked"] == 0


def test_a_listing_that_names_its_canonical_product_as_its_own_sku_is_never_linked_to_itself(tmp_path: Path) -> None:
    world = World(accounts.for_mapping(write_mapping(tmp_path, [matched(1)])))
    # Named by its id alone: that it has this SKU is known to Plytix only.
    named = {"canonical_plytix_sku": None, "suggested_sku": "BOOT-1"}
    ran = world.sync(write_mapping(tmp_path, [matched(1, **named)]))
    assert ran.writes == []
    assert "itself the canonical product" in ran.results["errors"][0]["message"]


def test_a_link_that_plytix_accepts_and_does_not_make_is_an_error(tmp_path: Path) -> None:
    mapping = write_mapping(tmp_path, [matched(1)])
    world = World(accounts.for_mapping(mapping))

    world.go_wrong("answer", method="POST", path="/api/v2/products/*/relationships/*", status=200, count=1)
    ran = world.sync(mapping)
    assert (ran.results["created"], ran.results["linked"]) == (1, 0)
    assert "does not show it" in ran.results["errors"][0]["message"]
    assert world.sync(mapping).results["linked"] == 1


def test_links_are_confirmed_although_searches_lag_behind(tmp_path: Path) -> None:
    mapping = write_mapping(tmp_path, [matched(1), matched(2)])
    world = World(accounts.for_mapping(mapping), switches=Switches(search_lag="10"))
    ran = world.sync(mapping)
    assert (ran.results["linked"], ran.results["errors"]) == (2, [])


def test_how_many_canonical_products_are_to_be_linked_is_told_before_the_first_is(tmp_path: Path) -> None:
    mapping = write_mapping(tmp_path, [matched(1, canonical=1), matched(2, canonical=2), matched(3, canonical=2)])
    world = World(accounts.for_mapping(mapping))
    assert world.sync(mapping).told.progress == [(0, 2), (1, 2), (2, 2)]
    assert world.sync(mapping).told.progress == []


def test_a_canonical_product_that_is_named_in_two_ways_has_the_links_of_the_later_look(tmp_path: Path) -> None:
    world = World(accounts.for_mapping(write_mapping(tmp_path, [matched(1)])))
    world.sync(write_mapping(tmp_path, [], [entry(1), entry(2)]))
    by_sku, by_id = matched(1, 1, canonical_plytix_id=None), matched(2, 1, canonical_plytix_sku=None)
    # Between the search by SKU and the one by id others make the link.
    link = {"do": "link", "sku": "BOOT-1", "relationship": LISTINGS, "to": entry(1)["suggested_sku"]}
    world.go_wrong("foreign", path="/api/v2/products/search", skip=2, count=1, when="before", actions=(link,))
    ran = world.sync(write_mapping(tmp_path, [by_sku, by_id]), execute=False)
    assert {number: row["link"] for number, row in enumerate(ran.results["products"], 1)} == {
        1: "present",
        2: "planned",
    }
