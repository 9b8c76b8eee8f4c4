"""The results file as a published contract: its JSON Schema, its keys, and that every job's file keeps to them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from pydantic import ValidationError

from amazon_plytix.applying.outcome import expected
from amazon_plytix.jobs.undo import UndoJob
from amazon_plytix.planning.plan import Plan
from amazon_plytix.reporting.from_outcomes import results_of
from amazon_plytix.reporting.results import Metadata, Results, json_schema
from plytix_sandbox import accounts
from tests.support import World, entry, matched, write_mapping
from tests.support.plans import plans
from tests.support.world import _account

PUBLISHED = Path(__file__).parents[2] / "docs/reference/results.schema.json"
# From sync-workflow.md, Output Structure, by hand.
SEED_KEYS = ["total", "created", "exists", "linked", "errors", "metadata"]
SEED_METADATA = ["source_file", "sync_date", "dry_run"]


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    return write_mapping(tmp_path, [matched(1), matched(2, canonical=1)], [entry(3)])


def keeps_to_schema(file: str) -> dict[str, Any]:
    """The content of a results file, which is read and written again without a difference."""
    results = Results.model_validate_json(file)
    assert results.to_json() == file
    content: dict[str, Any] = json.loads(file)
    assert set(content) <= set(json.loads(json_schema())["properties"])
    return content


def written(mapping: Path, job: str) -> dict[str, Any]:
    return keeps_to_schema(mapping.with_suffix(f".{job}_products.json").read_text("utf-8"))


def test_the_published_schema_is_the_one_of_the_program() -> None:
    assert PUBLISHED.read_text("utf-8") == json_schema()


def test_the_schema_needs_the_seeds_keys_and_allows_no_others_than_its_own() -> None:
    schema = json.loads(json_schema())
    assert set(SEED_KEYS) <= set(schema["required"])
    assert set(SEED_METADATA) <= set(schema["$defs"]["Metadata"]["required"])
    assert all(part["additionalProperties"] is False for part in [schema, *schema["$defs"].values()])


def test_an_execute_has_the_seeds_keys_in_the_seeds_order(mapping: Path) -> None:
    World(accounts.for_mapping(mapping)).sync(mapping)
    content = written(mapping, "sync")
    assert [key for key in content if key != "present"] == [*SEED_KEYS, "products"]
    assert list(content["metadata"])[:3] == SEED_METADATA
    assert (content["total"], content["created"], content["exists"], content["linked"]) == (3, 3, 0, 2)


def test_a_listings_row_begins_with_what_it_is_about(mapping: Path) -> None:
    world = World(accounts.for_mapping(mapping))
    world.sync(mapping)
    columns = ["sku", "asin", "status", "product_id", "canonical_sku", "linked", "link"]
    assert {tuple(row) for row in written(mapping, "sync")["products"]} == {tuple(columns)}
    world.link(mapping)
    assert {tuple(row) for row in written(mapping, "link")["products"]} == {(*columns, "parent_sku", "hierarchy")}


def test_an_executes_metadata_names_its_run_its_account_and_its_host(mapping: Path) -> None:
    world = World(accounts.for_mapping(mapping))
    world.sync(mapping)
    metadata = written(mapping, "sync")["metadata"]
    assert (metadata["dry_run"], metadata["job"], metadata["run"]) == (False, "sync", world.runs[0].id)
    assert (metadata["account"], metadata["host"], metadata["source_file"]) == (None, "127.0.0.1", str(mapping))


def test_a_dry_run_writes_the_same_file_and_says_that_it_is_no_run(mapping: Path) -> None:
    World(accounts.for_mapping(mapping)).sync(mapping, execute=False)
    content = written(mapping, "sync")
    assert list(content) == [
        "total",
        "created",
        "exists",
        "preview",
        "linked",
        "present",
        *SEED_KEYS[4:],
        "products",
    ]
    assert (content["metadata"]["dry_run"], content["metadata"]["run"]) == (True, None)
    text = mapping.with_suffix(".sync_products.json").read_text("utf-8")
    assert '"dry_run": true,\n    "job": "sync",\n    "run": null,' in text


def test_an_execute_writes_over_the_file_of_a_dry_run(mapping: Path) -> None:
    world = World(accounts.for_mapping(mapping))
    world.sync(mapping, execute=False)
    world.sync(mapping)
    assert written(mapping, "sync")["metadata"]["dry_run"] is False


def test_a_sync_with_errors_keeps_to_the_schema(mapping: Path) -> None:
    world = World(accounts.for_mapping(mapping))
    world.go_wrong("answer", method="POST", path="/api/v2/products", status=422, count=1)
    world.sync(mapping)
    content = written(mapping, "sync")
    assert [error["stage"] for error in content["errors"]] == ["create"]
    assert list(content["errors"][0]) == ["sku", "asin", "stage", "message"]
    assert sum("message" in row for row in content["products"]) == 1


def test_a_sync_of_some_listings_has_a_file_of_its_own(mapping: Path) -> None:
    World(accounts.for_mapping(mapping)).sync(mapping, only=frozenset({"AMZN-US-B000000001"}))
    assert keeps_to_schema(mapping.with_suffix(".sync_products.part.json").read_text("utf-8"))["total"] == 1
    assert not mapping.with_suffix(".sync_products.json").exists()


@pytest.mark.parametrize("execute", [True, False])
def test_a_link_job_keeps_to_the_schema(mapping: Path, execute: bool) -> None:
    world = World(accounts.for_mapping(mapping))
    world.sync(mapping)
    world.link(mapping, execute=execute)
    content = written(mapping, "link")
    preview = [] if execute else ["preview"]
    more = ["products", "relatives", "contradicted", "review"]
    expected_keys = ["total", "created", "exists", *preview, "linked", "present", "errors", "metadata", *more]
    assert list(content) == expected_keys
    assert (content["metadata"]["job"], content["metadata"]["dry_run"], content["present"]) == ("link", not execute, 2)


@pytest.mark.parametrize("execute", [True, False])
def test_an_undo_keeps_to_the_schema(mapping: Path, execute: bool) -> None:
    world = World(accounts.for_mapping(mapping))
    world.sync(mapping)
    ran = world.run(UndoJob(world.runs[0]), _account(), execute=execute)
    content = keeps_to_schema(Results.model_validate(ran.results).to_json())
    assert content["undone"] == {"removed" if execute else "would remove": 3}
    assert (content["metadata"]["job"], content["total"], content["products"]) == ("undo", 3, [])
    assert {row["kind"] for row in content["taken_back"]} == {"product"}


@settings(max_examples=25)
@given(plan=plans())
def test_the_preview_of_any_plan_keeps_to_the_schema(metadata: Callable[..., Metadata], plan: Plan) -> None:
    results = results_of(expected(plan), metadata(job=plan.header.job.value, dry_run=True, run=None))
    assert Results.model_validate(json.loads(results.to_json())).to_json() == results.to_json()


@pytest.mark.parametrize(
    "change", [{"total": "many"}, {"extra": 1}, {"products": [{"sku": "A"}]}, {"errors": None}, {"metadata": {}}]
)
def test_a_file_that_does_not_keep_to_the_schema_is_refused(mapping: Path, change: dict[str, Any]) -> None:
    World(accounts.for_mapping(mapping)).sync(mapping)
    with pytest.raises(ValidationError):
        Results.model_validate(written(mapping, "sync") | change)
