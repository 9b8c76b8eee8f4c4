"""The second example: two styles, five parents, forty children, two marketplaces."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from amazon_plytix.accounts import BrakeLimits
from amazon_plytix.jobs.sync import SyncJob
from plytix_sandbox import accounts
from tests.support import World
from tests.support.world import _account

TWO_STYLES = Path(__file__).parents[3] / "data" / "two_styles_mapping.json"
SIZES = ("070", "075", "080", "085", "090", "095", "100", "105")

# Written by hand, from the listings in the file: who must be linked to whom in the end.
SHOP_WINDOW = {
    "HRB100": {"AMZN-US-B0H1000000", "AMZN-CA-B0H1000000"},
    "HRB200": {"AMZN-US-B0H2000000"},
    "HRB100-070": {"AMZN-US-B0H1000070", "AMZN-CA-B0H1000070"},
    "HRB100-075": {"AMZN-US-B0H1000075", "AMZN-CA-B0H1000075"},
    "HRB100-080": {"AMZN-US-B0H1000080", "AMZN-CA-B0H1000080"},
    "HRB100-085": {"AMZN-US-B0H1000085", "AMZN-CA-B0H1000085"},
    "HRB100-090": {"AMZN-US-B0H1000090", "AMZN-CA-B0H1000090"},
    "HRB100-095": {"AMZN-US-B0H1000095", "AMZN-CA-B0H1000095"},
    "HRB100-100": {"AMZN-US-B0H1000100", "AMZN-CA-B0H1000100"},
    "HRB100-105": {"AMZN-US-B0H1000105", "AMZN-CA-B0H1000105"},
    "HRB200-BLK-070": {"AMZN-US-B0H2000070", "AMZN-CA-B0H2000070"},
    "HRB200-BLK-075": {"AMZN-US-B0H2000075", "AMZN-CA-B0H2000075"},
    "HRB200-BLK-080": {"AMZN-US-B0H2000080", "AMZN-CA-B0H2000080"},
    "HRB200-BLK-085": {"AMZN-US-B0H2000085", "AMZN-CA-B0H2000085"},
    "HRB200-BLK-090": {"AMZN-US-B0H2000090", "AMZN-CA-B0H2000090"},
    "HRB200-BLK-095": {"AMZN-US-B0H2000095", "AMZN-CA-B0H2000095"},
    "HRB200-BLK-100": {"AMZN-US-B0H2000100", "AMZN-CA-B0H2000100"},
    "HRB200-BLK-105": {"AMZN-US-B0H2000105", "AMZN-CA-B0H2000105"},
    "HRB200-TAN-070": {"AMZN-US-B0H3000070"},
    "HRB200-TAN-075": {"AMZN-US-B0H3000075"},
    "HRB200-TAN-080": {"AMZN-US-B0H3000080"},
    "HRB200-TAN-085": {"AMZN-US-B0H3000085"},
    "HRB200-TAN-090": {"AMZN-US-B0H3000090"},
    "HRB200-TAN-095": {"AMZN-US-B0H3000095"},
    "HRB200-TAN-100": {"AMZN-US-B0H3000100"},
    "HRB200-TAN-105": {"AMZN-US-B0H3000105"},
}
FAMILY_TREE = {
    "AMZN-US-B0H1000000": {f"AMZN-US-B0H1000{size}" for size in SIZES},
    "AMZN-CA-B0H1000000": {f"AMZN-CA-B0H1000{size}" for size in SIZES},
    "AMZN-US-B0H2000000": {f"AMZN-US-B0H2000{size}" for size in SIZES},
    "AMZN-CA-B0H2000000": {f"AMZN-CA-B0H2000{size}" for size in SIZES},
    "AMZN-US-B0H3000000": {f"AMZN-US-B0H3000{size}" for size in SIZES},
}


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    return Path(shutil.copy(TWO_STYLES, tmp_path))


@pytest.fixture
def synced(mapping: Path) -> World:
    world = World(accounts.for_mapping(mapping))
    assert world.sync(mapping).results["created"] == 45
    return world


def test_a_dry_run_tells_all_links_and_makes_none(synced: World, mapping: Path) -> None:
    shown = synced.link(mapping, execute=False)
    assert shown.writes == []
    assert (shown.results["preview"], shown.results["present"], shown.results["linked"]) == (43, 40, 0)
    assert shown.results["errors"] == []


def test_execute_makes_exactly_the_links_that_a_person_would(synced: World, mapping: Path) -> None:
    ran = synced.link(mapping)
    assert (ran.results["linked"], ran.results["present"], ran.results["errors"]) == (43, 40, [])
    assert synced.links("Amazon Listings") == SHOP_WINDOW
    assert synced.links("Amazon Hierarchy") == FAMILY_TREE


def test_the_second_execute_writes_nothing(synced: World, mapping: Path) -> None:
    synced.link(mapping)
    again = synced.link(mapping)
    assert again.writes == []
    assert (again.results["linked"], again.results["present"], again.results["errors"]) == (0, 83, [])


def test_the_parents_in_doubt_are_told_with_their_evidence(synced: World, mapping: Path) -> None:
    reviews = {review["sku"]: review for review in synced.link(mapping).results["review"]}
    assert set(reviews) == {"AMZN-CA-B0H2000000", "AMZN-US-B0H3000000"}
    without, wrong = reviews["AMZN-CA-B0H2000000"], reviews["AMZN-US-B0H3000000"]
    assert without["reason"] == "has no model number: add model_number to its entry"
    assert without["evidence"][0] == "AMZN-CA-B0H2000070 sells HRB200-BLK-070"
    assert wrong["reason"] == "its children do not sell its model HRB100"
    assert wrong["evidence"][0] == "AMZN-US-B0H3000070 sells HRB200-TAN-070"
    assert wrong["evidence"][-1] == "and 3 more"


def test_it_makes_the_links_of_a_sync_too_where_they_are_missing(mapping: Path) -> None:
    world = World(accounts.for_mapping(mapping))
    world.go_wrong("answer", method="POST", path="/api/v2/products/*/relationships/*", status=403, body={"msg": "no"})
    unstopped = replace(_account(), brake=BrakeLimits(refusals=1_000, share=1.0))
    assert len(world.run(SyncJob(mapping=mapping), unstopped).results["errors"]) == 40
    world.calm()
    assert world.link(mapping).results["linked"] == 83
    assert world.links("Amazon Listings") == SHOP_WINDOW
