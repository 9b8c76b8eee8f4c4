"""The example's three parents, which no GTIN could ever match."""

import json
import shutil
from pathlib import Path
from typing import Any

from plytix_sandbox import accounts
from tests.support import World
from tests.support.mappings import SEED_MAPPING

CHILDREN = {"AMZN-US-B07X8Z63ZL", "AMZN-US-B07TBFZL3N"}


def linked(mapping: Path) -> tuple[World, dict[str, Any]]:
    world = World(accounts.example())
    world.sync(mapping)
    return world, world.link(mapping).results


def test_the_style_is_linked_to_its_three_parents_and_the_parent_to_its_two_children(tmp_path: Path) -> None:
    world, results = linked(Path(shutil.copy(SEED_MAPPING, tmp_path)))
    assert world.links("Amazon Listings")["MCA0032"] == {
        "AMZN-US-B09FQ13BDF",
        "AMZN-US-B0C89T5YRQ",
        "AMZN-US-B077QMJFG9",
    }
    assert world.links("Amazon Hierarchy") == {"AMZN-US-B077QMJFG9": CHILDREN}
    assert (results["linked"], results["present"], results["errors"], results["review"]) == (5, 16, [], [])


def test_a_parent_whose_model_number_says_otherwise_is_for_review_and_keeps_its_children(tmp_path: Path) -> None:
    document = json.loads(SEED_MAPPING.read_text())
    [parent] = [each for each in document["unmatched_amazon"] if each["amazon_asin"] == "B077QMJFG9"]
    parent["model_number"] = "MDM0049"
    mapping = tmp_path / "mapping.json"
    mapping.write_text(json.dumps(document))
    world, results = linked(mapping)
    assert world.links("Amazon Listings")["MCA0032"] == {"AMZN-US-B09FQ13BDF", "AMZN-US-B0C89T5YRQ"}
    assert world.links("Amazon Hierarchy") == {"AMZN-US-B077QMJFG9": CHILDREN}
    [review] = results["review"]
    assert (review["sku"], review["model_number"]) == ("AMZN-US-B077QMJFG9", "MDM0049")
    assert review["reason"] == "no product in Plytix has its model number MDM0049 as SKU"
    assert set(review["evidence"]) == {
        "AMZN-US-B07X8Z63ZL sells MCA0032-105W-BOMB",
        "AMZN-US-B07TBFZL3N sells MCA0032-100W-BOMB",
    }
