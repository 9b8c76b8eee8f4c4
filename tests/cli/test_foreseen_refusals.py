"""A dry run that foresees refusals ends as the execute does, and says the same."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from plytix_sandbox import Running
from tests.support import entry, write_mapping
from tests.support.commands import Invoke

SENTENCE = (
    "amazon_listing_status takes one of 'active', 'inactive': "
    "Plytix would refuse amazon_listing_status 'ACTIVE' (did you mean 'active'?)"
)


@pytest.fixture
def dropdown(plytix: Running) -> None:
    """Let the account's listing status be a drop-down."""
    catalog = plytix.sandbox.catalog
    [status] = [each for each in catalog.attributes if each.label == "amazon_listing_status"]
    catalog.attributes.put(replace(status, type_class="DropdownAttribute", options=("active", "inactive")))


@pytest.mark.usefixtures("dropdown")
def test_dry_run_and_execute_say_the_same_and_exit_with_1(invoke: Invoke, tmp_path: Path) -> None:
    mapping = write_mapping(tmp_path, [], [entry(n, amazon_listing_status="ACTIVE") for n in range(1, 6)])
    said = []
    for mode in ("--dry-run", "--execute"):
        result = invoke("sync", "--mapping", mapping, mode)
        assert result.exit_code == 1
        assert f"  5 times [create] {SENTENCE}" in result.stdout
        said.append(json.loads((tmp_path / "mapping.sync_products.json").read_text())["errors"])
    assert said[0] == said[1]
    assert {error["message"] for error in said[0]} == {SENTENCE}


@pytest.mark.usefixtures("dropdown")
def test_refusals_of_one_rule_are_one_line_whatever_the_values(invoke: Invoke, tmp_path: Path) -> None:
    mapping = write_mapping(tmp_path, [], [entry(n, amazon_listing_status=f"sold {n}") for n in range(1, 40)])
    result = invoke("sync", "--mapping", mapping, "--dry-run")
    block = result.stdout.partition("What went wrong:")[2]
    assert block.count("[create]") == 1
    assert "  39 times [create] amazon_listing_status takes one of 'active', 'inactive': Plytix would refuse" in block
