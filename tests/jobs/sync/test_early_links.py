"""A canonical product is linked as soon as its listings have their products, and not when all listings have."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from amazon_plytix.planning.plan import UndoState
from plytix_sandbox import accounts
from tests.support import World, asin, entry, matched, write_mapping

SEARCH = "/api/v2/products/search"
SHOP = "Amazon Listings"


def is_create(call: Any) -> bool:
    return bool(call.path == "/api/v2/products" and call.method == "POST")


def is_link(call: Any) -> bool:
    return "/relationships/" in call.path and call.method == "POST" and not call.path.endswith("/search")


def places(calls: Sequence[Any], kind: Any) -> list[int]:
    return [place for place, call in enumerate(calls) if kind(call)]


def canonicals(folder: Path, *numbers: int) -> World:
    """A world that has these canonical products and no listing."""
    return World(accounts.for_mapping(write_mapping(folder, [matched(n) for n in numbers])), latency=0.1)


def test_links_are_made_while_other_listings_are_still_created(tmp_path: Path) -> None:
    mapping = write_mapping(tmp_path, [matched(n) for n in range(1, 101)])
    ran = World(accounts.for_mapping(mapping), latency=0.1).sync(mapping)
    creates, links = places(ran.calls, is_create), places(ran.calls, is_link)
    # After half of the creates half of the links have been made, but for those of listings that are under way.
    made_by_then = [place for place in links if place < creates[50]]
    assert len(made_by_then) >= 50 - 2 * 8
    assert (ran.results["created"], ran.results["linked"], ran.results["errors"]) == (100, 100, [])


def test_a_canonical_product_waits_for_the_last_of_its_listings_and_is_linked_in_one_call(tmp_path: Path) -> None:
    mapping = write_mapping(tmp_path, [matched(1, 1), *[matched(n, 2) for n in range(2, 60)], matched(60, 1)])
    ran = World(accounts.for_mapping(mapping), latency=0.1).sync(mapping)
    creates, links = places(ran.calls, is_create), places(ran.calls, is_link)
    assert (len(links), ran.results["linked"]) == (2, 60)
    assert all(place > creates[56] for place in links)


def test_canonical_products_whose_listings_exist_are_linked_at_the_start_in_turns_with_creates(tmp_path: Path) -> None:
    world = canonicals(tmp_path, *range(1, 41))
    world.sync(write_mapping(tmp_path, [], [entry(n) for n in range(1, 21)]))
    ran = world.sync(write_mapping(tmp_path, [matched(n) for n in range(1, 41)]))
    creates, links = places(ran.calls, is_create), places(ran.calls, is_link)
    assert (len(creates), len(links), ran.results["linked"]) == (20, 40, 40)
    # The first link waits for the first create, so that what others have linked before is known from what we link.
    assert creates[0] < links[0]
    assert len([place for place in links if place < creates[-1]]) >= 20


def test_links_are_read_back_by_the_hundred_while_the_run_goes_on(tmp_path: Path) -> None:
    mapping = write_mapping(tmp_path, [matched(n) for n in range(1, 301)])
    ran = World(accounts.for_mapping(mapping), latency=0.1).sync(mapping)
    read_backs = places(ran.calls, lambda call: call.path == SEARCH)[-3:]
    links = places(ran.calls, is_link)
    assert all(place > links[100 * n] for n, place in enumerate(read_backs[:2], 1))
    assert (read_backs[0] < links[-1], ran.results["linked"], ran.results["errors"]) == (True, 300, [])


def test_a_failed_listing_lets_the_others_of_its_canonical_product_be_linked(tmp_path: Path) -> None:
    mapping = write_mapping(tmp_path, [matched(1, 1), matched(2, 1), matched(3, 1)])
    world = World(accounts.for_mapping(mapping))
    world.go_wrong("answer", method="POST", path="/api/v2/products", status=422, body={"error": {"msg": "no"}}, count=1)
    ran = world.sync(mapping)
    assert (ran.results["created"], ran.results["linked"]) == (2, 2)
    assert [error["stage"] for error in ran.results["errors"]] == ["create"]


def test_a_run_that_is_interrupted_leaves_links_behind_and_the_next_makes_the_others(tmp_path: Path) -> None:
    mapping = write_mapping(tmp_path, [matched(n) for n in range(1, 41)], [entry(n) for n in range(41, 80)])
    world = World(accounts.for_mapping(mapping), latency=0.1)
    ran = world.sync(mapping, interrupted=60)
    assert 0 < ran.results["skipped"] < 79
    assert len(places(ran.calls, is_link)) > 0
    skipped = {row["asin"] for row in ran.results["products"] if row["status"] == "skipped"}
    assert skipped.isdisjoint(error["asin"] for error in ran.results["errors"] if error["stage"] == "link")
    world.sync(mapping)
    assert len(world.links(SHOP)) == 40
    assert world.sync(mapping).writes == []


def test_a_link_that_others_made_before_the_first_create_is_not_ours_to_take_back(tmp_path: Path) -> None:
    world = canonicals(tmp_path, 1)
    world.sync(write_mapping(tmp_path, [], [entry(1)]))
    mapping = write_mapping(tmp_path, [matched(1)], [entry(2)])
    # After the canonical products were looked up, and before anything is sent.
    link = {"do": "link", "sku": "BOOT-1", "relationship": SHOP, "to": f"AMZN-US-{asin(1)}"}
    world.go_wrong("foreign", path=SEARCH, skip=2, count=1, when="before", actions=(link,))
    assert world.sync(mapping).results["linked"] == 1
    undone = world.undo()
    assert undone[f"AMZN-US-{asin(1)}"][0] is UndoState.KEPT
    assert world.links(SHOP) == {"BOOT-1": {f"AMZN-US-{asin(1)}"}}


def test_as_long_as_no_create_gives_a_moment_of_plytix_links_wait(tmp_path: Path) -> None:
    mapping = write_mapping(tmp_path, [matched(n) for n in range(1, 21)])
    world = World(accounts.for_mapping(mapping), latency=0.1)
    others = [entry(n)["suggested_sku"] for n in range(1, 20)]
    actions = tuple({"do": "create", "body": {"sku": sku, "label": "not ours"}} for sku in others)
    # After the listings were looked up, others are quicker with all of them but the last.
    world.go_wrong("foreign", path=SEARCH, skip=2, count=1, when="before", actions=actions)
    ran = world.sync(mapping)
    assert (ran.results["created"], ran.results["exists"], ran.results["linked"]) == (1, 19, 20)
    creates, links = places(ran.calls, is_create), places(ran.calls, is_link)
    assert creates[-1] < links[0]
