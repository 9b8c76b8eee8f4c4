"""What a sync prints, word for word (sync-workflow.md, Console Output)."""

import json
from pathlib import Path

import pytest
from typer.testing import Result

from plytix_sandbox import Running
from tests.support.commands import Invoke, last_run

RULE = "=" * 60
NOT_USED = (
    "Not used by this command: canonical_plytix_label (16 entries), canonical_plytix_gtin (16 entries), "
    "match_method (16 entries), gtin_match (16 entries), reason (4 entries), 5 keys of metadata"
)


def seed_lines(mapping: Path, relationship: str, head: str, new: str, figures: list[str], saved: str) -> list[str]:
    """The lines of sync-workflow.md, Console Output, as they have to stay for ever."""
    content = json.loads(mapping.read_text("utf-8"))
    entries = content["matched"] + content["unmatched_amazon"]
    listings = [
        f"  {entry['suggested_sku']} (canonical: {entry.get('canonical_plytix_sku', 'N/A')})... "
        f"{new if number >= 17 else 'EXISTS'}"
        for number, entry in enumerate(entries)
    ]
    return [
        f"Loading mapping from {mapping}",
        "Found 16 matched + 4 unmatched = 20 Amazon products to sync",
        "Marketplace: US",
        NOT_USED,
        f"Found 'Amazon Listings' relationship: {relationship}",
        "",
        head,
        RULE,
        *listings,
        "",
        RULE,
        "SYNC SUMMARY",
        RULE,
        *figures,
        RULE,
        "",
        f"Results saved to {mapping.parent / saved}",
    ]


def assert_printed(result: Result, seed: list[str], around: list[str]) -> None:
    """All lines of the seed are there, word for word and in order; the others are these."""
    lines = result.stdout.splitlines()
    assert [line for line in lines if line not in around] == seed
    assert [line for line in lines if line in around] == around


def relationship_id(plytix: Running) -> str:
    return next(each.id for each in plytix.sandbox.catalog.relationships if each.name == "Amazon Listings")


def test_dry_run(plytix: Running, invoke: Invoke, mapping: Path) -> None:
    result = invoke("sync", "--mapping", mapping, "--dry-run")
    assert result.exit_code == 0
    figures = [
        "Total mappings:      20",
        "Products created:    0",
        "Products existing:   17",
        "Canonical links:     0",
    ]
    around = [
        f"Account: of the environment at {plytix.url.removeprefix('http://')}",
        "Links present:       16",
        "Would create:        3",
        "Would link:          0",
        "Calls it would take: 14",
        "Time it would take:  less than a minute",
        f"Next: amazon-plytix sync --mapping {mapping} --execute",
    ]
    head = "[DRY RUN] Syncing Amazon products..."
    saved = "mca0032_mapping.sync_products.json"
    seed = seed_lines(mapping, relationship_id(plytix), head, "PREVIEW", figures, saved)
    assert_printed(result, seed, around)
    assert result.stderr == ""


def test_execute(plytix: Running, invoke: Invoke, mapping: Path) -> None:
    result = invoke("sync", "--mapping", mapping, "--execute")
    assert result.exit_code == 0
    figures = [
        "Total mappings:      20",
        "Products created:    3",
        "Products existing:   17",
        "Canonical links:     0",
    ]
    run = last_run(invoke)["run"]
    around = [
        f"Account: of the environment at {plytix.url.removeprefix('http://')}",
        f"Run: {run}",
        "Links present:       16",
        f"Next: amazon-plytix link --mapping {mapping} --dry-run",
        f"To take it back: amazon-plytix undo {run} --dry-run",
    ]
    head, saved = "Syncing Amazon products...", "mca0032_mapping.sync_products.json"
    assert_printed(result, seed_lines(mapping, relationship_id(plytix), head, "CREATED", figures, saved), around)
    assert result.stderr == ""


def test_results_file(plytix: Running, invoke: Invoke, mapping: Path) -> None:
    invoke("sync", "--mapping", mapping, "--execute")
    saved = mapping.parent / "mca0032_mapping.sync_products.json"
    results = json.loads(saved.read_text("utf-8"))
    assert [results[key] for key in ("total", "created", "exists", "linked", "errors")] == [20, 3, 17, 0, []]
    assert results["metadata"]["source_file"] == str(mapping)
    assert len(results["products"]) == 20
    assert saved.stat().st_mode & 0o077 == 0


def test_json_on_stdout_and_talk_on_stderr(plytix: Running, invoke: Invoke, mapping: Path) -> None:
    result = invoke("sync", "--mapping", mapping, "--dry-run", "--json")
    assert json.loads(result.stdout)["preview"] == 3
    assert "SYNC SUMMARY" in result.stderr


def test_a_directory_that_takes_no_results_is_found_before_the_first_write(
    plytix: Running, invoke: Invoke, mapping: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(**_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("amazon_plytix.reporting.files.tempfile.NamedTemporaryFile", full)
    result = invoke("sync", "--mapping", mapping, "--execute")
    assert result.exit_code == 2
    assert "No space left on device" in result.stderr
    assert list(plytix.sandbox.journal) == []


@pytest.mark.parametrize("how", ["--dry-run", "--execute"])
def test_a_second_canonical_is_said_by_the_line_of_its_listing_and_counted(
    plytix: Running, invoke: Invoke, mapping: Path, how: str
) -> None:
    content = json.loads(mapping.read_text("utf-8"))
    moved, other = content["matched"][0], content["matched"][1]
    was = moved["canonical_plytix_sku"]
    moved |= {key: other[key] for key in ("canonical_plytix_sku", "canonical_plytix_id")}
    mapping.write_text(json.dumps(content))
    lines = invoke("sync", "--mapping", mapping, how).stdout.splitlines()
    [line] = [line for line in lines if moved["suggested_sku"] in line]
    assert line == (
        f"  {moved['suggested_sku']} (canonical: {moved['canonical_plytix_sku']})... "
        f"EXISTS, will be linked from a second canonical (its product names {was})"
    )
    assert "Second canonicals:   1" in lines
    assert sum(line.endswith("... EXISTS") for line in lines) == 16
