"""A saved Plan is carried out exactly; what has changed since is reported and not written."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from amazon_plytix.jobs.apply import ApplyJob, apply_job
from amazon_plytix.jobs.job import Job, PlanRefused
from amazon_plytix.jobs.link import LinkJob
from amazon_plytix.jobs.sync import SyncJob
from amazon_plytix.lookup.schema_lacks import SchemaLacks
from amazon_plytix.planning.document import to_json
from amazon_plytix.planning.header import JobKind
from amazon_plytix.planning.plan import Plan
from amazon_plytix.planning.steps import StepKind
from amazon_plytix.reporting.files import ResultsUnwritable
from amazon_plytix.reporting.saved_plan import PlanUnusable, save_plan
from plytix_sandbox import accounts
from plytix_sandbox.faults.foreign import act
from tests.support import Killed, Ran, World, asin, entry, matched, write_mapping
from tests.support.trees import child, parent, synced_account
from tests.worlds.judge import judge_run

CHANGED = "changed since the plan was made: "


def sku(number: int) -> str:
    return f"AMZN-US-{asin(number)}"


def saved(world: World, job: Job, file: Path, **header: Any) -> Plan:
    """Save the Plan of a dry run, as --plan-out does; return it."""
    looked = world.run(job, execute=False)
    plan, made_at = looked.told.plan, looked.results["metadata"]["sync_date"]
    assert plan is not None
    plan = replace(plan, header=replace(plan.header, **({"made_at": made_at} | header)))
    save_plan(file, plan)
    return plan


def applied(world: World, file: Path, **options: Any) -> Ran:
    job = apply_job(file)
    ran = world.run(job, **options)
    if job.kind is JobKind.SYNC:
        judge_run(ran)
    return ran


def errors(ran: Ran) -> dict[str, str]:
    return {row["sku"]: row["message"] for row in ran.results["errors"]}


def statuses(ran: Ran) -> list[tuple[str, str]]:
    return [(row["status"], row["link"]) for row in ran.results["products"]]


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    """Two listings of one canonical product, one of another, one of none."""
    return write_mapping(tmp_path, [matched(1, 1), matched(2, 1), matched(3, 2)], [entry(4)])


@pytest.fixture
def world(mapping: Path) -> World:
    return World(accounts.for_mapping(mapping))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "plan.json"


def test_a_saved_sync_does_what_it_says_and_the_second_time_nothing(world: World, mapping: Path, file: Path) -> None:
    plan = saved(world, SyncJob(mapping=mapping), file)
    first = applied(world, file)
    assert (first.results["errors"], first.results["created"], first.results["linked"]) == ([], 4, 3)
    assert first.told.plan is not None
    assert list(first.told.plan.changes) == list(plan.changes)
    second = applied(world, file)
    assert statuses(second) == [("exists", "present")] * 3 + [("exists", "none")]
    assert (second.results["errors"], second.writes) == ([], [])


def test_the_values_are_those_of_the_plan_also_on_a_later_day(world: World, mapping: Path, file: Path) -> None:
    plan = saved(world, SyncJob(mapping=mapping), file)
    world.pass_time(2 * 24 * 3600)
    assert applied(world, file).results["created"] == 4
    [change] = [each.change for each in plan.listings if each.listing.sku == sku(1)]
    assert change is not None
    held = world.product(sku(1))["attributes"]
    assert {label: held[label] for label in change.product.attributes} == change.product.attributes


def test_a_dry_run_writes_nothing(world: World, mapping: Path, file: Path) -> None:
    saved(world, SyncJob(mapping=mapping), file)
    ran = applied(world, file, execute=False)
    assert (ran.results["preview"], ran.writes, ran.results["metadata"]["source_file"]) == (4, [], str(file))


def test_a_foreign_product_and_a_foreign_link_are_told_and_left_alone(world: World, mapping: Path, file: Path) -> None:
    world.sync(mapping, only=frozenset({sku(3)}))
    world.pass_time(60)
    act(world.catalog, {"do": "unlink", "sku": "BOOT-2", "relationship": "Amazon Listings", "to": sku(3)})
    saved(world, SyncJob(mapping=mapping), file)
    act(world.catalog, {"do": "create", "body": {"sku": sku(1)}})
    act(world.catalog, {"do": "link", "sku": "BOOT-2", "relationship": "Amazon Listings", "to": sku(3)})
    ran = applied(world, file)
    assert errors(ran) == {
        sku(1): f"{CHANGED}Plytix has a product {sku(1)} that no run of ours is known to have made",
        sku(3): f"{CHANGED}others have made this link",
    }
    assert statuses(ran) == [("error", "failed"), ("created", "made"), ("exists", "failed"), ("created", "none")]
    assert ran.results["created"] + ran.results["exists"] + 1 == ran.results["total"]
    assert world.product(sku(1)).get("product_family_id") is None


def test_a_canonical_that_is_gone_gets_no_link(world: World, mapping: Path, file: Path) -> None:
    saved(world, SyncJob(mapping=mapping), file)
    act(world.catalog, {"do": "delete", "sku": "BOOT-1"})
    ran = applied(world, file)
    assert statuses(ran)[:3] == [("created", "failed"), ("created", "failed"), ("created", "made")]
    assert all(message.startswith(f"{CHANGED}Plytix has no canonical") for message in errors(ran).values())
    assert len(errors(ran)) == 2


def test_a_canonical_that_is_another_product_now_gets_no_link(world: World, mapping: Path, file: Path) -> None:
    saved(world, SyncJob(mapping=mapping), file)
    act(world.catalog, {"do": "delete", "sku": "BOOT-2"})
    act(world.catalog, {"do": "create", "body": {"sku": "BOOT-2"}})
    ran = applied(world, file)
    assert errors(ran).keys() == {sku(3)}
    assert errors(ran)[sku(3)].startswith(f"{CHANGED}")
    assert world.links("Amazon Listings") == {"BOOT-1": {sku(1), sku(2)}}


def test_a_listing_that_others_made_under_another_sku_is_not_made(world: World, mapping: Path, file: Path) -> None:
    saved(world, SyncJob(mapping=mapping), file)
    world.sync(mapping, only=frozenset({sku(4)}))
    act(world.catalog, {"do": "rename", "sku": sku(4), "to": "BY-HAND"})
    ran = applied(world, file)
    assert errors(ran) == {sku(4): ran.results["errors"][0]["message"]}
    assert errors(ran)[sku(4)].startswith(f"{CHANGED}Plytix has ASIN {asin(4)} in US already, as BY-HAND: ")
    assert ran.results["created"] == 3


def test_a_second_product_that_was_asked_for_is_made(world: World, mapping: Path, file: Path) -> None:
    world.sync(mapping)
    act(world.catalog, {"do": "rename", "sku": sku(4), "to": "BY-HAND"})
    saved(world, SyncJob(mapping=mapping, allow_second_product=True), file, allow_second_product=True)
    assert applied(world, file).results["created"] == 1


def test_what_a_dry_run_could_not_do_stays_undone(tmp_path: Path, file: Path) -> None:
    mapping = write_mapping(tmp_path, [matched(1)])
    world = World(accounts.for_mapping(mapping))
    act(world.catalog, {"do": "delete", "sku": "BOOT-1"})
    saved(world, SyncJob(mapping=mapping), file)
    act(world.catalog, {"do": "create", "body": {"sku": "BOOT-1"}})
    ran = applied(world, file)
    assert (statuses(ran), world.links("Amazon Listings")) == ([("created", "failed")], {})
    assert CHANGED not in errors(ran)[sku(1)]


def test_products_that_are_gone_are_told(world: World, mapping: Path, file: Path) -> None:
    world.sync(mapping)
    saved(world, SyncJob(mapping=mapping), file)
    act(world.catalog, {"do": "delete", "sku": sku(1)})
    act(world.catalog, {"do": "unlink", "sku": "BOOT-2", "relationship": "Amazon Listings", "to": sku(3)})
    ran = applied(world, file)
    assert errors(ran) == {sku(1): f"{CHANGED}its product is gone", sku(3): f"{CHANGED}the link is gone"}
    assert ran.writes == []


def test_another_family_creates_nothing(world: World, mapping: Path, file: Path) -> None:
    plan = saved(world, SyncJob(mapping=mapping), file)
    schema = plan.header.schema
    assert schema.family is not None
    other = replace(plan.header, schema=replace(schema, family=replace(schema.family, id="f" * 24)))
    save_plan(file, replace(plan, header=other))
    ran = applied(world, file)
    assert (len(errors(ran)), ran.writes) == (4, [])
    assert all(message.startswith(f"{CHANGED}the product family was ") for message in errors(ran).values())


@pytest.mark.parametrize("steps", range(3, 40, 4))
def test_wherever_it_is_killed_applying_again_completes_it(mapping: Path, file: Path, steps: int) -> None:
    world = World(accounts.for_mapping(mapping), latency=0.2)
    saved(world, SyncJob(mapping=mapping), file)
    try:
        applied(world, file, steps=steps)
    except Killed:
        world.pass_time(61)
    again = applied(world, file)
    assert again.results["errors"] == []
    assert world.links("Amazon Listings") == {"BOOT-1": {sku(1), sku(2)}, "BOOT-2": {sku(3)}}
    assert applied(world, file).writes == []


def test_it_is_taken_back_as_any_run_is(world: World, mapping: Path, file: Path) -> None:
    before = {product.sku for product in world.catalog.products}
    saved(world, SyncJob(mapping=mapping), file)
    applied(world, file)
    assert {state for state, _ in world.undo().values()} == {"removed"}
    assert {product.sku for product in world.catalog.products} == before
    assert applied(world, file).results["created"] == 4


def refused(world: World, file: Path, says: str, *, execute: bool = True) -> None:
    first = len(world.sandbox.journal)
    with pytest.raises(PlanUnusable, match=says):
        applied(world, file, execute=execute)
    assert [call for call in list(world.sandbox.journal)[first:] if "get-token" not in call.path] == []


def test_a_plan_of_another_account_is_refused(world: World, mapping: Path, file: Path) -> None:
    plan = saved(world, SyncJob(mapping=mapping), file)
    other = replace(plan.header, account=replace(plan.header.account, id="0" * 16, alias="acme"))
    save_plan(file, replace(plan, header=other))
    for execute in (True, False):
        refused(
            world, file, r"made on another account \('acme' at .*\): name it with --plytix-account", execute=execute
        )


def test_an_old_plan_is_refused_unless_it_is_allowed(world: World, mapping: Path, file: Path) -> None:
    saved(world, SyncJob(mapping=mapping), file)
    world.pass_time(73 * 3600)
    refused(world, file, r"was made 73 hours ago, and at most 72 are allowed: .* --max-age 74$")
    assert world.run(apply_job(file, max_age=timedelta(hours=74))).results["created"] == 4


@pytest.mark.parametrize("made_at", [None, "yesterday"])
def test_a_plan_without_a_time_is_refused(world: World, mapping: Path, file: Path, made_at: str | None) -> None:
    saved(world, SyncJob(mapping=mapping), file, made_at=made_at)
    refused(world, file, "does not say when it was made")


def test_a_schema_that_lost_an_attribute_is_refused(world: World, mapping: Path, file: Path) -> None:
    saved(world, SyncJob(mapping=mapping), file)
    [title] = [each.id for each in world.catalog.attributes if each.label == "amazon_title"]
    world.catalog.attributes.remove(title)
    first = len(world.sandbox.journal)
    with pytest.raises(SchemaLacks, match="amazon_title"):
        applied(world, file)
    assert [
        call for call in list(world.sandbox.journal)[first:] if call.method != "GET" and "/products" in call.path
    ] == []


def test_another_relationship_is_refused(world: World, mapping: Path, file: Path) -> None:
    plan = saved(world, SyncJob(mapping=mapping), file)
    listings = replace(plan.header.schema.listings, id="1" * 24)
    save_plan(file, replace(plan, header=replace(plan.header, schema=replace(plan.header.schema, listings=listings))))
    with pytest.raises(PlanUnusable, match=r"the relationship 'Amazon Listings' .* make the plan anew"):
        applied(world, file)


def test_a_document_that_is_damaged_is_refused(world: World, mapping: Path, file: Path) -> None:
    text = "".join(to_json(saved(world, SyncJob(mapping=mapping), file)))
    title = text.index("amazon_title") + len('amazon_title": "')
    damaged = [
        text[:title] + "~" + text[title + 1 :],
        text[: len(text) // 2],
        text[:-1],
        text.replace('"version": 1', '"version": 2', 1),
        "",
        "[]",
        "\0",
    ]
    for each in damaged:
        file.write_text(each, "utf-8")
        with pytest.raises(PlanUnusable, match=f"{file}.*make the plan anew"):
            apply_job(file)
    file.write_bytes(b"\xff")
    with pytest.raises(PlanUnusable, match="not UTF-8"):
        apply_job(file)
    with pytest.raises(PlanUnusable, match="cannot be read: No such file"):
        apply_job(file.with_name("none.json"))


def test_results_overwrite_nothing_else(world: World, mapping: Path, file: Path) -> None:
    saved(world, SyncJob(mapping=mapping), file)
    beside = file.with_name("plan.apply.json")
    beside.write_text("{}")
    with pytest.raises(ResultsUnwritable, match="is no results file"):
        applied(world, file)
    with pytest.raises(ResultsUnwritable, match="there is no directory"):
        world.run(apply_job(file, output=file.parent / "no" / "r.json"))


# A link job.

TREE: Sequence[dict[str, Any]] = [child(1, 100, 1), child(2, 100, 1), parent(100, "BOOT-1")]
FOREIGN = {"relationship": "Amazon Listings", "sku": "BOOT-2"}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return write_mapping(tmp_path, [*TREE[:2], matched(3, 2)], [TREE[2]])


@pytest.fixture
def linked(tree: Path) -> World:
    """Products without links, but for one that the mapping contradicts."""
    world = World(synced_account(tree, [*TREE, matched(3, 2)]))
    act(world.catalog, {"do": "link", **FOREIGN, "to": sku(1)})
    return world


def pruning(mapping: Path, most: int = 50) -> LinkJob:
    return LinkJob(mapping=mapping, prune=True, most_removals=most)


def test_a_saved_link_job_links_and_removes_and_the_second_time_nothing(linked: World, tree: Path, file: Path) -> None:
    plan = saved(linked, pruning(tree), file)
    kinds = [step.kind for step in plan.steps()]
    assert kinds.count(StepKind.UNLINK) == 1
    first = applied(linked, file)
    assert (first.results["errors"], first.results["linked"]) == ([], kinds.count(StepKind.LINK))
    assert linked.links("Amazon Listings") == {"BOOT-1": {sku(1), sku(2), sku(100)}, "BOOT-2": {sku(3)}}
    assert linked.links("Amazon Hierarchy") == {sku(100): {sku(1), sku(2)}}
    second = applied(linked, file)
    assert (second.results["errors"], second.writes, second.results["contradicted"]) == ([], [], [])


def test_nothing_is_removed_that_the_plan_does_not_remove(linked: World, tree: Path, file: Path) -> None:
    saved(linked, pruning(tree), file)
    act(linked.catalog, {"do": "link", **FOREIGN, "to": sku(2)})
    applied(linked, file)
    assert linked.links("Amazon Listings")["BOOT-2"] == {sku(2), sku(3)}


def test_a_plan_that_removes_nothing_leaves_contradictions_alone(linked: World, tree: Path, file: Path) -> None:
    saved(linked, LinkJob(mapping=tree), file)
    ran = applied(linked, file)
    assert [row["state"] for row in ran.results["contradicted"]] == ["contradicted"]
    assert sku(1) in linked.links("Amazon Listings")["BOOT-2"]


def test_a_removal_that_others_made_is_told(linked: World, tree: Path, file: Path) -> None:
    saved(linked, pruning(tree), file)
    act(linked.catalog, {"do": "unlink", **FOREIGN, "to": sku(1)})
    ran = applied(linked, file)
    assert errors(ran) == {sku(1): f"{CHANGED}others have removed this link"}
    [row] = [row for row in ran.results["products"] if row["sku"] == sku(1)]
    assert (row["link"], ran.results["linked"]) == ("made", 6)


def test_a_source_that_is_gone_is_told_for_removals_and_links(linked: World, tree: Path, file: Path) -> None:
    saved(linked, pruning(tree), file)
    act(linked.catalog, {"do": "delete", "sku": "BOOT-2"})
    ran = applied(linked, file)
    assert errors(ran)[sku(1)] == f"{CHANGED}BOOT-2 is not found any more"
    assert errors(ran)[sku(3)].startswith(f"{CHANGED}Plytix has no canonical product BOOT-2")


def test_a_listing_that_became_something_else_keeps_its_links(linked: World, tree: Path, file: Path) -> None:
    saved(linked, pruning(tree), file)
    act(linked.catalog, {"do": "patch", "sku": sku(1), "body": {"attributes": {"amazon_asin": asin(9)}}})
    ran = applied(linked, file)
    assert errors(ran)[sku(1)] == f"{CHANGED}the mapping does not contradict this link any more"
    assert sku(1) in linked.links("Amazon Listings")["BOOT-2"]


def test_a_link_that_others_made_is_told(linked: World, tree: Path, file: Path) -> None:
    saved(linked, LinkJob(mapping=tree), file)
    act(linked.catalog, {"do": "link", **FOREIGN, "to": sku(3)})
    assert errors(applied(linked, file)) == {sku(3): f"{CHANGED}others have made this link"}


def test_the_guards_of_a_plan_hold_when_it_is_applied(linked: World, tree: Path, file: Path) -> None:
    saved(linked, pruning(tree, 0), file)
    with pytest.raises(PlanRefused, match="at most 0 may be"):
        applied(linked, file)


def test_the_plan_of_an_undo_is_refused(world: World, mapping: Path, file: Path) -> None:
    world.sync(mapping)
    world.undo(execute=False)
    plan = world.told.plan
    assert plan is not None
    save_plan(file, plan)
    with pytest.raises(PlanUnusable, match=r"amazon-plytix undo .* --execute"):
        apply_job(file)


def test_its_job_is_that_of_the_plan(linked: World, tree: Path, file: Path) -> None:
    saved(linked, LinkJob(mapping=tree), file)
    job: ApplyJob = apply_job(file)
    assert (job.kind.value, job.request().mapping) == ("link", f"plan:{file}")
