"""A link job among missing products, other people's links, limits of Plytix, and trouble on the way."""

from pathlib import Path
from typing import Any

import pytest

from amazon_plytix.jobs.job import PlanRefused
from amazon_plytix.lookup.schema_lacks import SchemaLacks
from plytix_sandbox import accounts
from plytix_sandbox.catalog import relationships
from tests.support import World, asin, matched, write_mapping
from tests.support.trees import child, parent, product_of, synced_account

PARENT, OTHER_PARENT = parent(100), parent(200)
CHILDREN = [child(n, 100, 1) for n in (1, 2, 3)]
SHOP = {"path": "/api/v2/products/*/relationships/*", "method": "POST"}


def sku(number: int, marketplace: str = "US") -> str:
    return f"AMZN-{marketplace}-{asin(number)}"


def world_of(folder: Path, matched: list[Any], unmatched: list[Any], *products: Any, **sandbox: Any) -> Any:
    """A world whose account has the products of all these listings and others, and the mapping."""
    mapping = write_mapping(folder, matched, unmatched)
    return World(synced_account(mapping, matched + unmatched, *products), **sandbox), mapping


def messages(ran: Any) -> dict[str, str]:
    return {error["sku"]: error["message"] for error in ran.results["errors"]}


def test_children_that_plytix_alone_knows_of_are_linked_to_the_parent_too(tmp_path: Path) -> None:
    relative = product_of(child(9, 100, 2))
    world, mapping = world_of(tmp_path, CHILDREN, [PARENT], relative)
    ran = world.link(mapping)
    assert world.links("Amazon Hierarchy") == {sku(100): {sku(1), sku(2), sku(3), sku(9)}}
    [row] = ran.results["relatives"]
    assert (row["sku"], row["parent_sku"], row["hierarchy"]) == (sku(9), sku(100), "made")


@pytest.mark.parametrize("switches", [{"attribute_filters": "422"}, {"or_limit": "20"}, {"unknown_column": "422"}])
def test_they_are_found_whatever_filters_an_account_takes(tmp_path: Path, switches: dict[str, str]) -> None:
    parents = [parent(100 + n) for n in range(50)]
    relatives = [product_of(child(200 + n, 100 + n, 1)) for n in range(50)]
    world, mapping = world_of(tmp_path, CHILDREN, parents, *relatives, switches=switches)
    ran = world.link(mapping)
    assert ran.results["errors"] == []
    assert sum(map(len, world.links("Amazon Hierarchy").values())) == 3 + 50
    assert any("like" in str(call.body) for call in ran.calls) is ("attribute_filters" in switches)


def test_a_scan_of_more_listings_than_plytix_sorts_is_made_in_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("plytix_sandbox.search.engine.MOST_SORTED", 3)
    relatives = [product_of(child(n, 100, 1)) for n in range(200, 205)]
    world, mapping = world_of(tmp_path, CHILDREN, [PARENT], *relatives, switches={"attribute_filters": "422"})
    assert world.link(mapping).results["errors"] == []
    assert len(world.links("Amazon Hierarchy")[sku(100)]) == 3 + 5


def test_more_children_than_plytix_sorts_are_asked_for_in_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("plytix_sandbox.search.engine.MOST_SORTED", 3)
    parents = [parent(100 + n) for n in range(4)]
    relatives = [product_of(child(200 + n, 100 + n % 4, 1)) for n in range(8)]
    world, mapping = world_of(tmp_path, [], parents, *relatives)
    ran = world.link(mapping)
    assert [len(children) for children in world.links("Amazon Hierarchy").values()] == [2] * 4
    assert not any("like" in str(call.body) for call in ran.calls)


def test_a_parent_of_another_marketplace_is_none_of_this_mapping(tmp_path: Path) -> None:
    abroad = product_of(child(9, 100, 2, marketplace="CA", suggested_sku=sku(9, "CA")))
    world, mapping = world_of(tmp_path, CHILDREN, [PARENT], abroad)
    ran = world.link(mapping)
    assert (ran.results["relatives"], ran.results["errors"]) == ([], [])


def test_a_product_that_merely_names_a_parent_is_no_listing(tmp_path: Path) -> None:
    stranger = {"sku": "NOTES-1", "attributes": {"amazon_parent_asin": asin(100), "amazon_marketplace": "US"}}
    world, mapping = world_of(tmp_path, CHILDREN, [PARENT], stranger)
    world.link(mapping)
    assert "NOTES-1" not in world.links("Amazon Hierarchy")[sku(100)]


def test_a_parent_is_that_of_its_own_marketplace(tmp_path: Path) -> None:
    abroad = {"marketplace": "CA", "suggested_sku": sku(1, "CA")}
    world, mapping = world_of(tmp_path, [*CHILDREN, child(1, 100, 1, **abroad)], [PARENT])
    ran = world.link(mapping)
    assert world.links("Amazon Hierarchy") == {sku(100): {sku(1), sku(2), sku(3)}}
    assert set(messages(ran)) == {sku(1, "CA")}


def test_a_parent_that_is_only_in_plytix_gets_its_children(tmp_path: Path) -> None:
    world, mapping = world_of(tmp_path, CHILDREN, [], product_of(PARENT))
    assert world.link(mapping).results["errors"] == []
    assert world.links("Amazon Hierarchy") == {sku(100): {sku(1), sku(2), sku(3)}}


def test_a_parent_without_a_product_is_an_error_of_its_children(tmp_path: Path) -> None:
    mapping = write_mapping(tmp_path, [*CHILDREN, child(4, 300, 1)], [PARENT])
    world = World(synced_account(mapping, [*CHILDREN, child(4, 300, 1)]))
    told = messages(world.link(mapping))
    assert told[sku(1)] == f"its parent {sku(100)} has no product in Plytix: sync the mapping"
    add = f"add {asin(300)} to the mapping, then sync the mapping"
    assert told[sku(4)] == f"its parent {sku(300)} has no product in Plytix: {add}"
    assert world.links("Amazon Listings") == {"BOOT-1": {sku(1), sku(2), sku(3), sku(4)}}


def test_a_listing_without_a_product_is_told_once(tmp_path: Path) -> None:
    mapping = write_mapping(tmp_path, CHILDREN, [PARENT])
    ran = World(synced_account(mapping, [*CHILDREN[1:], PARENT])).link(mapping)
    [error] = ran.results["errors"]
    assert error["sku"] == sku(1)
    assert error["message"] == "it has no product in Plytix: sync the mapping first"
    [row] = [row for row in ran.results["products"] if row["sku"] == sku(1)]
    assert (row["status"], row["link"], row["hierarchy"]) == ("missing", "failed", "failed")


def test_a_canonical_product_that_is_gone_costs_its_own_links_alone(tmp_path: Path) -> None:
    mapping = write_mapping(tmp_path, [*CHILDREN, matched(5, 2)], [PARENT])
    account = synced_account(mapping, [*CHILDREN, matched(5, 2), PARENT])
    account.sections["products"] = [each for each in account.sections["products"] if each["sku"] != "BOOT-2"]
    ran = World(account).link(mapping)
    assert set(messages(ran)) == {sku(5)}
    assert ran.results["linked"] == 6


def test_everything_that_the_schema_lacks_is_named_at_once(tmp_path: Path) -> None:
    mapping = write_mapping(tmp_path, CHILDREN, [PARENT])
    with pytest.raises(SchemaLacks) as refusal:
        World(accounts.empty()).link(mapping)
    for name in ("Amazon Listings", "Amazon Hierarchy", "amazon_asin", "amazon_parent_asin", "amazon_canonical_sku"):
        assert name in str(refusal.value)


def test_both_relationships_can_have_other_names(tmp_path: Path) -> None:
    mapping = write_mapping(tmp_path, CHILDREN, [PARENT])
    account = synced_account(mapping, [*CHILDREN, PARENT])
    account.sections["relationships"] = [{"name": "Shop"}, {"name": "Tree"}]
    world = World(account)
    world.link(mapping, relationship="Shop", hierarchy="Tree")
    assert (len(world.links("Shop")), len(world.links("Tree"))) == (1, 1)


def test_301_listings_of_one_product_are_300_links_and_one_outcome(tmp_path: Path) -> None:
    many = [matched(n, 1) for n in range(1, 302)]
    world, mapping = world_of(tmp_path, many, [])
    ran = world.link(mapping)
    assert (ran.results["linked"], len(ran.writes)) == (300, 1)
    assert set(messages(ran)) == {sku(301)}
    assert "this mapping has more than 300 products to link to BOOT-1: Plytix takes 300" in messages(ran)[sku(301)]
    again = world.link(mapping)
    assert (again.writes, set(messages(again))) == ([], {sku(301)})


def test_a_sync_tells_the_301st_listing_the_same(tmp_path: Path) -> None:
    mapping = write_mapping(tmp_path, [matched(n, 1) for n in range(1, 302)])
    world = World(accounts.for_mapping(mapping))
    ran = world.sync(mapping)
    assert (ran.results["created"], ran.results["linked"], set(messages(ran))) == (301, 300, {sku(301)})
    assert world.sync(mapping).writes == []


def test_a_target_deleted_under_our_hands_is_an_error_and_stops_no_other(tmp_path: Path) -> None:
    world, mapping = world_of(tmp_path, CHILDREN, [PARENT])
    world.go_wrong("foreign", **SHOP, count=1, actions=({"do": "delete", "sku": sku(2)},))
    ran = world.link(mapping)
    assert set(messages(ran)) == {sku(2)}
    assert ran.results["linked"] == 4
    assert "it has no product" in messages(world.link(mapping))[sku(2)]


def test_a_link_that_others_removed_is_made_again(tmp_path: Path) -> None:
    world, mapping = world_of(tmp_path, CHILDREN, [PARENT])
    world.link(mapping)
    unlink = {"do": "unlink", "sku": sku(100), "relationship": "Amazon Hierarchy", "to": sku(3)}
    world.go_wrong("foreign", path="/api/v1/relationships/search", count=1, actions=(unlink,))
    assert world.link(mapping).results["linked"] == 1
    assert world.links("Amazon Hierarchy") == {sku(100): {sku(1), sku(2), sku(3)}}


@pytest.mark.parametrize("fault", [{"do": "lose_answer"}, {"do": "answer", "status": 502, "body": "<h1>502</h1>"}])
def test_lost_answers_cost_nothing_but_a_call(tmp_path: Path, fault: dict[str, Any]) -> None:
    world, mapping = world_of(tmp_path, CHILDREN, [PARENT])
    world.go_wrong(**SHOP, count=2, **fault)
    ran = world.link(mapping)
    assert (ran.results["linked"], ran.results["errors"]) == (6, [])


def test_links_that_searches_show_late_are_asked_of_the_product_itself(tmp_path: Path) -> None:
    world, mapping = world_of(tmp_path, CHILDREN, [PARENT], switches={"search_lag": "10"})
    assert world.link(mapping).results["errors"] == []


def test_calls_on_one_product_never_run_side_by_side(tmp_path: Path) -> None:
    world, mapping = world_of(tmp_path, [matched(n, 1 + n % 3) for n in range(1, 10)], [], latency=1.0)
    for source in ("BOOT-1", "BOOT-2", "BOOT-3"):
        related(world, source, [sku(n) for n in range(1, 10) if f"BOOT-{1 + n % 3}" != source])
    ran = world.link(mapping, prune=True)
    times: dict[str, list[float]] = {}
    for call in ran.writes:
        times.setdefault(call.path, []).append(call.time)
    assert [call.method for call in ran.writes] == ["DELETE"] * 3 + ["POST"] * 3
    assert all(second - first >= 1.0 for first, second in times.values())


def test_a_link_that_the_mapping_contradicts_is_told_and_left_alone(tmp_path: Path) -> None:
    world, mapping = wrongly_linked(tmp_path)
    ran = world.link(mapping)
    assert [call.method for call in ran.writes] == ["POST"]
    [row] = ran.results["contradicted"]
    assert (row["source_sku"], row["target_sku"], row["state"]) == ("BOOT-2", sku(1), "contradicted")
    assert row["message"] == "the mapping says BOOT-1"
    assert world.links("Amazon Listings") == {"BOOT-1": {sku(1)}, "BOOT-2": {sku(1), sku(2), "MANUAL"}}


def test_prune_removes_it_and_nothing_else(tmp_path: Path) -> None:
    world, mapping = wrongly_linked(tmp_path)
    shown = world.link(mapping, execute=False, prune=True)
    assert ([row["state"] for row in shown.results["contradicted"]], shown.writes) == (["removable"], [])
    ran = world.link(mapping, prune=True)
    assert [row["state"] for row in ran.results["contradicted"]] == ["removed"]
    assert world.links("Amazon Listings") == {"BOOT-1": {sku(1)}, "BOOT-2": {sku(2), "MANUAL"}}
    assert world.link(mapping, prune=True).writes == []


def test_a_source_that_is_deleted_under_our_hands_is_no_proof_of_a_removal(tmp_path: Path) -> None:
    world, mapping = wrongly_linked(tmp_path)
    deletion = {"do": "delete", "sku": "BOOT-2"}
    world.go_wrong("foreign", path="/api/v2/products/search", skip=2, count=1, actions=(deletion,))
    ran = world.link(mapping, prune=True)
    [row] = ran.results["contradicted"]
    assert row["state"] == "failed"
    assert set(messages(ran)) == {sku(1)}


def test_more_removals_than_allowed_are_refused_before_the_first_write(tmp_path: Path) -> None:
    world, mapping = wrongly_linked(tmp_path)
    with pytest.raises(PlanRefused, match="1 links would be removed, and at most 0 may be"):
        world.link(mapping, prune=True, most_removals=0)
    assert world.links("Amazon Listings") == {"BOOT-2": {sku(1), sku(2), "MANUAL"}}


def test_a_dry_run_says_that_an_execute_would_be_refused(tmp_path: Path) -> None:
    world, mapping = wrongly_linked(tmp_path)
    ran = world.link(mapping, execute=False, prune=True, most_removals=0)
    assert [refusal.partition(":")[0] for refusal in ran.results["refused"]] == [
        "1 links would be removed, and at most 0 may be"
    ]


def test_prune_makes_room_for_what_belongs_there(tmp_path: Path) -> None:
    """BOOT-1 is full, two of its links belong to BOOT-2, and two that belong to it are missing."""
    own, strange, missing = range(1, 299), (299, 300), (301, 302)
    listings = [*(matched(n, 1) for n in own), *(matched(n, 2) for n in strange), *(matched(n, 1) for n in missing)]
    world, mapping = world_of(tmp_path, listings, [])
    related(world, "BOOT-1", [sku(n) for n in (*own, *strange)])
    ran = world.link(mapping, prune=True)
    assert (ran.results["errors"], ran.results["linked"]) == ([], 4)
    assert world.links("Amazon Listings") == {
        "BOOT-1": {sku(n) for n in (*own, *missing)},
        "BOOT-2": {sku(n) for n in strange},
    }


def test_a_link_is_not_removed_where_the_better_one_cannot_be_made(tmp_path: Path) -> None:
    listings = [*(matched(n, 1) for n in range(1, 301)), matched(301, 1)]
    world, mapping = world_of(tmp_path, [*listings, matched(400, 2)], [])
    related(world, "BOOT-1", [sku(n) for n in range(1, 301)])
    related(world, "BOOT-2", [sku(301)])
    ran = world.link(mapping, prune=True)
    assert set(messages(ran)) == {sku(301)}
    assert world.links("Amazon Listings")["BOOT-2"] == {sku(301), sku(400)}


def wrongly_linked(folder: Path) -> Any:
    """A world in which BOOT-2 is linked to what is BOOT-1's, and to a product that is no listing of ours."""
    world, mapping = world_of(folder, [matched(1, 1), matched(2, 2)], [], {"sku": "MANUAL"})
    related(world, "BOOT-2", [sku(1), sku(2), "MANUAL"])
    return world, mapping


def related(world: World, source: str, targets: list[str], name: str = "Amazon Listings") -> None:
    """Links that others have made."""
    products = {product.sku: product for product in world.catalog.products}
    [kind] = [each for each in world.catalog.relationships if each.name == name]
    relationships.link(world.catalog, products[source], kind, {products[sku].id: 1 for sku in targets})
