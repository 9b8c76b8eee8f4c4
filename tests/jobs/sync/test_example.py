"""The example of sync-workflow.md, Output Structure, from the files that the project ships."""

import json
import shutil
from importlib.metadata import version
from pathlib import Path

import pytest

from plytix_sandbox import accounts
from tests.support import World
from tests.support.mappings import SEED_MAPPING
from tests.support.plytix import FAMILY_ID


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    return Path(shutil.copy(SEED_MAPPING, tmp_path))


@pytest.fixture
def example() -> World:
    return World(accounts.example())


def counts(results: dict[str, object]) -> tuple[object, ...]:
    return results["total"], results["created"], results["exists"], results["linked"], results["errors"]


def test_dry_run_shows_what_an_execute_would_do_and_writes_nothing(example: World, mapping: Path) -> None:
    ran = example.sync(mapping, execute=False)
    assert counts(ran.results) == (20, 0, 17, 0, [])
    assert ran.results["preview"] == 3
    assert ran.results["metadata"] == {
        "source_file": str(mapping),
        "sync_date": "2025-12-23T05:59:15Z",
        "dry_run": True,
        "job": "sync",
        "run": None,
        "account": None,
        "host": "127.0.0.1",
        "version": version("amazon-plytix"),
    }
    assert ran.writes == []


def test_execute_gives_the_seeds_figures(example: World, mapping: Path) -> None:
    ran = example.sync(mapping)
    assert counts(ran.results) == (20, 3, 17, 0, [])
    assert ran.results["metadata"]["dry_run"] is False
    assert len(ran.writes) == 6


def test_second_execute_finds_everything_and_writes_nothing(example: World, mapping: Path) -> None:
    example.sync(mapping)
    ran = example.sync(mapping)
    assert counts(ran.results) == (20, 0, 20, 0, [])
    assert ran.writes == []


def test_every_listing_has_one_row_in_the_mappings_order(example: World, mapping: Path) -> None:
    document = json.loads(mapping.read_text("utf-8"))
    ran = example.sync(mapping)
    expected = [entry["suggested_sku"] for entry in document["matched"] + document["unmatched_amazon"]]
    assert [row["sku"] for row in ran.results["products"]] == expected


def test_created_products_are_exactly_what_the_mapping_says(example: World, mapping: Path) -> None:
    document = json.loads(mapping.read_text("utf-8"))
    ran = example.sync(mapping)
    entries = {entry["suggested_sku"]: entry for entry in document["unmatched_amazon"]}
    created = [row for row in ran.results["products"] if row["status"] == "created"]
    assert len(created) == 3
    for row in created:
        entry, product = entries[row["sku"]], example.product(row["sku"])
        assert product["id"] == row["product_id"]
        assert product["label"] == entry["amazon_title"]
        assert product["product_family_id"] == FAMILY_ID
        stated = {key: value for key, value in entry.items() if key.startswith("amazon_") and value is not None}
        assert product["attributes"] == stated | {
            "amazon_marketplace": "US",
            "amazon_is_primary": False,
            "amazon_last_synced": "2025-12-23",
        }


def test_a_product_that_exists_is_not_changed(example: World, mapping: Path) -> None:
    sku = "AMZN-US-B07X8Z63ZL"
    before = example.product(sku)
    example.sync(mapping)
    assert example.product(sku) == before
