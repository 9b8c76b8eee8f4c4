"""Nothing that is not provably ours is taken back: what an attacker made an earlier undo delete, and more like it."""

from pathlib import Path

import pytest

from amazon_plytix.jobs.undo import UndoJob
from amazon_plytix.ledger.run import RunState
from amazon_plytix.planning.plan import UndoState
from plytix_sandbox import accounts
from plytix_sandbox.catalog import variants
from plytix_sandbox.faults.foreign import act
from tests.support import World, asin, entry, matched, write_mapping

SHOP, OTHER = "Amazon Listings", "Human Links"


def sku(number: int) -> str:
    return f"AMZN-US-{asin(number)}"


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    return write_mapping(tmp_path, [matched(n) for n in range(1, 4)])


def world_of(mapping: Path, **sandbox: object) -> World:
    """A world with a second relationship, and a product that is somebody else's."""
    account = accounts.for_mapping(mapping)
    account.sections["relationships"].append({"name": OTHER})
    account.sections["products"].append({"sku": "THEIRS"})
    return World(account, **sandbox)


@pytest.fixture
def world(mapping: Path) -> World:
    return world_of(mapping)


def by_hand(world: World, do: str, **action: object) -> None:
    act(world.catalog, {"do": do, **action})


def skus(world: World) -> set[str]:
    return {product.sku for product in world.catalog.products}


def states(undone: dict[str, tuple[str, str | None]]) -> list[str]:
    return [state for state, _ in undone.values()]


def test_a_relationship_is_known_by_its_id_and_not_by_its_name(world: World, mapping: Path) -> None:
    for number in (1, 2, 3):
        by_hand(world, "create", body={"sku": sku(number)})
    world.sync(mapping)
    for number in (1, 2, 3):
        by_hand(world, "link", sku=f"BOOT-{number}", relationship=OTHER, to=sku(number))
    by_hand(world, "rename_relationship", relationship=SHOP, to="Once Ours")
    by_hand(world, "rename_relationship", relationship=OTHER, to=SHOP)
    assert set(states(world.undo())) == {UndoState.REMOVED}
    assert world.links("Once Ours") == {}
    assert world.links(SHOP) == {f"BOOT-{number}": {sku(number)} for number in (1, 2, 3)}


def test_what_others_do_while_a_deletion_waits_is_seen(world: World, mapping: Path) -> None:
    world.sync(mapping)
    world.pass_time(60)
    patch = {"do": "patch", "sku": sku(2), "body": {"label": "by hand"}}
    world.go_wrong("rate_limit", method="DELETE", path="/api/v2/products/*", retry_after="12", count=3)
    world.go_wrong("foreign", method="DELETE", path="/api/v2/products/*", count=1, actions=(patch,))
    state, message = world.undo()[sku(2)]
    assert (state, (message or "").startswith("changed by others since: the label")) == (UndoState.KEPT, True)
    assert skus(world) == {"BOOT-1", "BOOT-2", "BOOT-3", "THEIRS", sku(2)}


def test_a_variant_that_others_hung_under_a_product_of_ours_is_not_deleted_with_it(world: World, mapping: Path) -> None:
    world.sync(mapping)
    ours = world.catalog.products.with_sku(sku(1))
    theirs = world.catalog.products.with_sku("THEIRS")
    assert ours
    assert theirs
    by_hand(world, "family", sku="THEIRS", family=ours.family_id)
    theirs = world.catalog.products.with_sku("THEIRS")
    assert theirs
    variants.link(world.catalog, ours, theirs)
    assert world.undo()[sku(1)][0] is UndoState.KEPT
    assert {"THEIRS", sku(1)} <= skus(world)


@pytest.mark.parametrize("body", [{"label": "by hand"}, {"attributes": {"amazon_title": "by hand"}}])
def test_what_others_write_between_the_create_and_the_family_is_seen(
    world: World, mapping: Path, body: dict[str, object]
) -> None:
    patches = tuple({"do": "patch", "sku": sku(number), "body": body} for number in (1, 2))
    world.go_wrong("foreign", method="POST", path="*/family", skip=2, count=1, actions=patches)
    world.sync(mapping)
    undone = world.undo()
    kept = {each for each, (state, _) in undone.items() if state is UndoState.KEPT}
    assert kept
    assert kept == {each for each in skus(world) if each.startswith("AMZN")}


def test_an_edit_that_a_search_does_not_show_yet_is_seen(mapping: Path) -> None:
    world = world_of(mapping, switches={"search_lag": "10"}, latency=0.05)
    world.sync(mapping)
    world.pass_time(60)
    for number in (1, 2, 3):
        by_hand(world, "patch", sku=sku(number), body={"label": "by hand"})
    assert states(world.undo()) == [UndoState.KEPT] * 3
    assert {sku(1), sku(2), sku(3)} <= skus(world)


def test_links_that_were_never_made_and_that_a_person_makes_then_are_kept(mapping: Path) -> None:
    world = world_of(mapping)
    for number in (1, 2, 3):
        by_hand(world, "create", body={"sku": sku(number)})
    world.go_wrong("answer", method="POST", path="*/relationships/*", status=504, body="", skip=1)
    world.sync(mapping)
    world.calm()
    made = {f"BOOT-{number}": {sku(number)} for number in (1, 2, 3)}
    for number in (1, 2, 3):
        by_hand(world, "link", sku=f"BOOT-{number}", relationship=SHOP, to=sku(number))
    world.pass_time(60)
    assert set(states(world.undo())) <= {UndoState.KEPT, UndoState.GONE}
    assert world.links(SHOP) == made


def test_a_link_that_a_later_run_made_again_is_left_to_that_run(world: World, mapping: Path) -> None:
    for number in (1, 2, 3):
        by_hand(world, "create", body={"sku": sku(number)})
    world.sync(mapping)
    for number in (1, 2):
        by_hand(world, "unlink", sku=f"BOOT-{number}", relationship=SHOP, to=sku(number))
    world.pass_time(60)
    assert world.sync(mapping).results["linked"] == 2
    world.pass_time(60)
    later, earlier = world.runs
    undone = world.undo(earlier)
    assert states(undone) == [UndoState.KEPT, UndoState.KEPT, UndoState.REMOVED]
    assert "made again by others, or by a later run, since" in (undone[sku(1)][1] or "")
    assert world.links(SHOP) == {"BOOT-1": {sku(1)}, "BOOT-2": {sku(2)}}
    assert states(world.undo(later)) == [UndoState.REMOVED] * 2


def test_a_link_that_a_person_makes_again_right_before_its_removal_is_kept(mapping: Path) -> None:
    world = world_of(mapping, switches={"search_lag": "10"}, latency=0.05)
    by_hand(world, "create", body={"sku": sku(1)})
    world.sync(mapping)
    world.pass_time(60)
    again = tuple({"do": do, "sku": "BOOT-1", "relationship": SHOP, "to": sku(1)} for do in ("unlink", "link"))
    world.go_wrong("foreign", method="POST", path="/api/v1/relationships/search", count=1, actions=again)
    assert world.undo()[sku(1)][0] is UndoState.KEPT
    assert world.links(SHOP)["BOOT-1"] == {sku(1)}


@pytest.mark.parametrize("execute", [False, True])
def test_a_product_that_others_linked_from_theirs_is_kept(world: World, mapping: Path, execute: bool) -> None:
    world.sync(mapping)
    by_hand(world, "link", sku="THEIRS", relationship=OTHER, to=sku(2))
    state, message = world.undo(execute=execute)[sku(2)]
    assert (state, (message or "").startswith("THEIRS is linked to it")) == (UndoState.KEPT, True)
    assert world.links(OTHER) == {"THEIRS": {sku(2)}}
    assert sku(2) in skus(world)


def test_a_product_is_looked_at_again_for_links_of_others_after_a_long_wait(world: World, mapping: Path) -> None:
    world.sync(mapping)
    link = {"do": "link", "sku": "THEIRS", "relationship": OTHER, "to": sku(3)}
    world.go_wrong("rate_limit", method="GET", path="/api/v1/products/*", retry_after="1800", count=3)
    world.go_wrong("foreign", method="GET", path="/api/v1/products/*", count=1, actions=(link,))
    assert world.undo()[sku(3)][0] is UndoState.KEPT
    assert world.links(OTHER) == {"THEIRS": {sku(3)}}


def test_if_links_cannot_be_searched_for_that_is_said_and_the_rest_is_proven(world: World, mapping: Path) -> None:
    world.sync(mapping)
    world.go_wrong("answer", path="/api/v2/products/search", status=422, body={"error": {"msg": "no"}}, skip=1)
    assert set(states(world.undo())) == {UndoState.REMOVED}
    assert any("cannot be seen" in note for note in world.told.notes)


def test_two_machines_that_lost_answers_delete_nothing_of_each_other(mapping: Path) -> None:
    world = world_of(mapping)
    other = world.another_machine()
    # The first machine's create arrives and its answer does not; the second finds the product there.
    world.go_wrong("lose_answer", method="POST", path="/api/v2/products", count=3)
    first = world.sync(mapping).results
    second = other.sync(mapping).results
    assert (first["created"], second["exists"]) == (3, 3)
    world.calm()
    world.pass_time(60)
    assert states(other.undo()) == []
    undone = world.undo()
    assert {state for state, _ in undone.values()} == {UndoState.KEPT}
    assert all("--include-unproven" in (message or "") for _, message in undone.values())
    assert {sku(1), sku(2), sku(3)} <= skus(world)


def test_a_family_that_plytix_took_and_did_not_assign_is_an_error_and_is_mended_by_the_next_run(
    world: World, mapping: Path
) -> None:
    world.go_wrong("answer", path="*/family", status=200, body={"data": [{"id": "0" * 24}]}, count=2)
    ran = world.sync(mapping)
    failed = {error["sku"] for error in ran.results["errors"] if error["stage"] == "family"}
    assert failed
    assert failed == {
        each for each in skus(world) if each.startswith("AMZN") and not world.product(each)["product_family_id"]
    }
    world.calm()
    world.pass_time(60)
    assert world.sync(mapping).results["errors"] == []
    assert all(world.product(sku(number))["product_family_id"] for number in (1, 2, 3))


def test_a_family_answer_that_shows_no_product_is_read_back(world: World, mapping: Path) -> None:
    world.go_wrong("answer", path="*/family", status=200, body="", count=1)
    ran = world.sync(mapping)
    without = {each for each in (sku(1), sku(2), sku(3)) if not world.product(each)["product_family_id"]}
    assert {error["sku"] for error in ran.results["errors"]} == without


def test_a_create_that_is_answered_with_the_id_of_a_canonical_touches_it_not(world: World, mapping: Path) -> None:
    canonical = world.product("BOOT-1")
    answer = {"data": [{"id": canonical["id"], "modified": canonical["modified"]}]}
    world.go_wrong("answer", method="POST", path="/api/v2/products", status=201, body=answer)
    ran = world.sync(mapping)
    assert ran.results["created"] == 0
    assert len(ran.results["errors"]) == 3
    assert world.product("BOOT-1") == canonical
    assert not any(row["link"] == "planned" for row in ran.results["products"])


def test_a_run_whose_links_were_kept_is_not_called_undone(world: World, mapping: Path) -> None:
    world.sync(mapping)
    by_hand(world, "link", sku="THEIRS", relationship=OTHER, to=sku(2))
    world.undo()
    assert world.runs[0].state is RunState.FINISHED


@pytest.mark.slow
@pytest.mark.parametrize(("matched_ones", "of_sources"), [(0, 0), (500, 15)])
def test_an_undo_costs_two_calls_a_product_and_few_to_look_at_links(
    tmp_path: Path, matched_ones: int, of_sources: int
) -> None:
    numbers = range(1, 501)
    mapping = write_mapping(
        tmp_path, [matched(n) for n in numbers[:matched_ones]], [entry(n) for n in numbers[matched_ones:]]
    )
    world = World(accounts.for_mapping(mapping))
    world.sync(mapping)
    world.pass_time(3600)
    ran = world.run(UndoJob(world.runs[0]))
    of_products = [call for call in ran.calls if "/products" in call.path and "attributes" not in call.path]
    assert ran.results["undone"] == {"removed": 500}
    assert 100 * len(of_products) <= 203 * 500 + 100 * of_sources
