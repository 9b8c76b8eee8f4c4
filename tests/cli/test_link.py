"""The link command: what it prints, what it saves, what it refuses, and how it exits."""

import json
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from plytix_sandbox import Fault, Running, Sandbox
from plytix_sandbox.faults.foreign import act
from tests.support import write_mapping
from tests.support.commands import UNTOUCHED, Invoke, last_run, refused, writes
from tests.support.trees import child, parent, product_of, synced_account

EXAMPLE = Path(__file__).parents[2] / "data" / "two_styles_mapping.json"
NOT_USED = (
    "Not used by this command: canonical_plytix_label (40 entries), match_method (40 entries), reason (5 entries), "
    "5 keys of metadata"
)
RULE = "=" * 60
LINKS = {"method": "POST", "path": "/api/v2/products/*/relationships/*"}
# HRB100-070 sells it, so that the mapping contradicts a link from another style.
CONTRADICTION = {"do": "link", "sku": "HRB200", "relationship": "Amazon Listings", "to": "AMZN-US-B0H1000070"}
FOR_REVIEW = """
Not linked, somebody has to look:
  AMZN-CA-B0H2000000 has no model number: add model_number to its entry
    AMZN-CA-B0H2000070 sells HRB200-BLK-070
    AMZN-CA-B0H2000075 sells HRB200-BLK-075
    AMZN-CA-B0H2000080 sells HRB200-BLK-080
    AMZN-CA-B0H2000085 sells HRB200-BLK-085
    AMZN-CA-B0H2000090 sells HRB200-BLK-090
    and 3 more
  AMZN-US-B0H3000000 its children do not sell its model HRB100
    AMZN-US-B0H3000070 sells HRB200-TAN-070
    AMZN-US-B0H3000075 sells HRB200-TAN-075
    AMZN-US-B0H3000080 sells HRB200-TAN-080
    AMZN-US-B0H3000085 sells HRB200-TAN-085
    AMZN-US-B0H3000090 sells HRB200-TAN-090
    and 3 more
"""


@pytest.fixture
def mapping(plytix: Running, tmp_path: Path) -> Path:
    """Two styles, five parents and forty children, all of them in Plytix and none of them linked."""
    path = Path(shutil.copy(EXAMPLE, tmp_path))
    plytix.sandbox.catalog = Sandbox(synced_account(path, entries(path))).catalog
    return path


def entries(mapping: Path) -> list[dict[str, Any]]:
    content = json.loads(mapping.read_text("utf-8"))
    return [*content["matched"], *content["unmatched_amazon"]]


def saved(mapping: Path) -> dict[str, Any]:
    return json.loads(mapping.with_suffix(".link_products.json").read_text("utf-8"))


def console(plytix: Running, mapping: Path, option: str, word: str, figures: list[str]) -> list[str]:
    """What the command prints where the links all have the same state."""
    ids = {each.name: each.id for each in plytix.sandbox.catalog.relationships}
    return [
        f"Loading mapping from {mapping}",
        f"Account: of the environment at {plytix.url.removeprefix('http://')}",
        "Found 40 matched + 5 unmatched = 45 Amazon products to link",
        "Marketplace: CA, US",
        NOT_USED,
        f"Found 'Amazon Listings' relationship: {ids['Amazon Listings']}",
        f"Found 'Amazon Hierarchy' relationship: {ids['Amazon Hierarchy']}",
        "",
        {"--execute": "Linking Amazon products...", "--dry-run": "[DRY RUN] Linking Amazon products..."}[option],
        RULE,
        *(f"  {source} ({name})... {count} {word}" for (source, name), count in sources(mapping).items()),
        *("", RULE, "LINK SUMMARY", RULE, *figures, RULE),
        *FOR_REVIEW.splitlines(),
        "",
        f"Results saved to {mapping.with_suffix('.link_products.json')}",
    ]


def sources(mapping: Path) -> Counter[tuple[str, str]]:
    """How many links every source has in each relationship, in the mapping's order."""
    counts: Counter[tuple[str, str]] = Counter()
    for entry in entries(mapping)[:40]:
        counts[entry["canonical_plytix_sku"], "Amazon Listings"] += 1
        counts[f"AMZN-{entry['marketplace']}-{entry['amazon_parent_asin']}", "Amazon Hierarchy"] += 1
    return counts + Counter({("HRB100", "Amazon Listings"): 2, ("HRB200", "Amazon Listings"): 1})


def test_a_dry_run_an_execute_and_a_second_one(plytix: Running, invoke: Invoke, mapping: Path) -> None:
    runs = [
        ("--dry-run", "PREVIEW", 0, 0, ["Would link:          83"]),
        ("--execute", "LINKED", 83, 0, []),
        ("--execute", "PRESENT", 0, 83, []),
    ]
    for option, word, made, present, would in runs:
        plytix.sandbox.journal.clear()
        result = invoke("link", "--mapping", mapping, option)
        head = ["Total mappings:      45", "Products existing:   45"]
        counts = [f"Links made:          {made}", f"Links present:       {present}"]
        cost = ["Calls it would take: 38", "Time it would take:  less than a minute"] if would else []
        figures = [*head, *counts, *would, "For review:          2", *cost]
        lines = console(plytix, mapping, option, word, figures)
        if option == "--execute":
            lines.insert(5, f"Run: {last_run(invoke)['run']}")
        if made:
            lines.append(f"To take it back: amazon-plytix undo {last_run(invoke)['run']} --dry-run")
        if would:
            lines.append(f"Next: amazon-plytix link --mapping {mapping} --execute")
        assert result.stdout.splitlines() == lines
        assert (result.exit_code, result.stderr) == (0, "")
        assert len(writes(plytix.sandbox)) == (31 if made else 0)
        if made:
            # What the dry run said, and the sign-in.
            assert len(list(plytix.sandbox.journal)) == 38 + 1


@pytest.mark.parametrize("option", ["--dry-run", "--execute"])
def test_the_rows_add_up_to_the_counts(plytix: Running, invoke: Invoke, tmp_path: Path, option: str) -> None:
    listings = [*(child(n, 100, 1) for n in (1, 2, 3)), parent(100)]
    mapping = write_mapping(tmp_path, listings[:3], listings[3:])
    relative = product_of(child(9, 100, 2))
    plytix.sandbox.catalog = Sandbox(synced_account(mapping, [*listings[:2], listings[3]], relative)).catalog
    act(plytix.sandbox.catalog, CONTRADICTION | {"sku": "BOOT-1", "to": "AMZN-US-B000000001"})
    assert invoke("link", "--mapping", mapping, option).exit_code == 1
    results, made = saved(mapping), option == "--execute"
    rows = [*results["products"], *results["relatives"]]
    told = Counter(row[relation] for row in rows for relation in ("link", "hierarchy"))
    # The third listing has no product; the parent is nobody's child and has no model, the relative no canonical here.
    assert told == {"made" if made else "planned": 4, "present": 1, "failed": 2, "none": 3}
    assert (results["linked"], results["present"], results.get("preview")) == ((4, 1, None) if made else (0, 1, 4))
    assert [(row["sku"], row["stage"]) for row in results["errors"]] == [("AMZN-US-B000000003", "link")]
    assert sum(row["linked"] for row in rows) == (3 if made else 0)


def test_the_results_file_says_of_what_and_when_it_tells(plytix: Running, invoke: Invoke, mapping: Path) -> None:
    invoke("link", "--mapping", mapping, "--execute")
    results = saved(mapping)
    assert [results[key] for key in ("total", "exists", "linked", "present", "errors")] == [45, 45, 83, 0, []]
    assert (results["metadata"]["source_file"], results["metadata"]["dry_run"]) == (str(mapping), False)
    assert {row["sku"] for row in results["review"]} == {"AMZN-CA-B0H2000000", "AMZN-US-B0H3000000"}
    assert mapping.with_suffix(".link_products.json").stat().st_mode & 0o077 == 0


def test_json_on_stdout_and_talk_on_stderr(plytix: Running, invoke: Invoke, mapping: Path) -> None:
    result = invoke("link", "--mapping", mapping, "--dry-run", "--json")
    assert json.loads(result.stdout) == saved(mapping)
    assert "LINK SUMMARY" in result.stderr


def test_links_that_are_refused_are_told_and_the_exit_status_is_1(
    plytix: Running, invoke: Invoke, mapping: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AMAZON_PLYTIX_STOP_AFTER_REFUSALS", "1000")
    monkeypatch.setenv("AMAZON_PLYTIX_STOP_AT_FAILURES", "1")
    plytix.sandbox.faults.add(Fault(do="answer", **LINKS, status=403, body={"msg": "no"}))
    result = invoke("link", "--mapping", mapping, "--execute")
    assert result.exit_code == 1
    assert "  HRB100-070 (Amazon Listings)... 2 ERROR\n" in result.stdout
    assert "Errors:              83\n" in result.stdout
    assert "    AMZN-US-B0H1000070 ERROR: not linked from HRB100-070: " in result.stdout
    assert "    and 63 more such links: all of them are in the results file\n" in result.stdout
    assert "  83 times [link] not linked from ...: Plytix refused " in result.stdout
    assert f"Next: amazon-plytix resume {last_run(invoke)['run']}\n" in result.stdout
    assert (saved(mapping)["linked"], len(saved(mapping)["errors"])) == (0, 83)


def test_a_contradiction_is_told_and_left_alone_or_removed(plytix: Running, invoke: Invoke, mapping: Path) -> None:
    act(plytix.sandbox.catalog, CONTRADICTION)
    told = [
        ([], "1 CONTRADICTED", "Contradicted links:  1 (left alone; --prune removes them)"),
        (["--prune", "--dry-run"], "1 WOULD REMOVE", "Would remove:        1"),
        (["--prune", "--max-removals", "1"], "1 REMOVED", "Links removed:       1"),
    ]
    for options, word, figure in told:
        choice = [] if "--dry-run" in options else ["--execute"]
        result = invoke("link", "--mapping", mapping, *options, *choice)
        assert result.exit_code == 0
        [line] = [line for line in result.stdout.splitlines() if line.startswith("  HRB200 (Amazon Listings)")]
        assert (line.endswith(word), f"{figure}\n" in result.stdout) == (True, True)


def test_more_removals_than_allowed_are_refused(plytix: Running, invoke: Invoke, mapping: Path) -> None:
    act(plytix.sandbox.catalog, CONTRADICTION)
    result = invoke("link", "--mapping", mapping, "--execute", "--prune", "--max-removals", "0")
    sentence = "1 links would be removed, and at most 0 may be: look at them with --dry-run, then allow so many with"
    refused(result, plytix.sandbox, sentence, "--max-removals 1", UNTOUCHED)
    assert last_run(invoke)["state"] == "refused"


def test_a_dry_run_says_what_an_execute_would_refuse_and_exits_as_that_would(
    plytix: Running, invoke: Invoke, mapping: Path
) -> None:
    act(plytix.sandbox.catalog, CONTRADICTION)
    asked = ("link", "--mapping", mapping, "--dry-run", "--prune", "--max-removals")
    result = invoke(*asked, "0")
    sentence = "1 links would be removed, and at most 0 may be: look at them with --dry-run, then allow so many with"
    assert f"\n\n--execute would be refused: {sentence} --max-removals 1" in result.stdout
    assert (result.exit_code, result.stderr, writes(plytix.sandbox)) == (2, "", [])
    assert [sentence in refusal for refusal in saved(mapping)["refused"]] == [True]
    assert invoke(*asked, "0", "--json").exit_code == 2
    allowed = invoke(*asked, "1")
    assert (allowed.exit_code, "would be refused" in allowed.stdout) == (0, False)


def test_fewer_removals_than_none_are_refused(plytix: Running, invoke: Invoke, mapping: Path) -> None:
    refused(invoke("link", "--mapping", mapping, "--execute", "--max-removals", "-1"), plytix.sandbox, "Invalid value")


@pytest.mark.parametrize("option", ["--dry-run", "--execute"])
def test_a_bad_mapping_is_refused(plytix: Running, invoke: Invoke, tmp_path: Path, option: str) -> None:
    mapping = write_mapping(tmp_path, [child(1, 100, 1, amazon_asin="B07")])
    refused(
        invoke("link", "--mapping", mapping, option), plytix.sandbox, str(mapping), "matched entry 1", "is not an ASIN"
    )


@pytest.mark.parametrize("options", [[], ["--dry-run", "--execute"]], ids=["neither", "both"])
def test_both_or_neither_of_dry_run_and_execute(
    plytix: Running, invoke: Invoke, mapping: Path, options: list[str]
) -> None:
    refused(invoke("link", "--mapping", mapping, *options), plytix.sandbox, "--dry-run", "--execute")


def test_an_account_that_nobody_has_named_is_refused(
    plytix: Running, invoke: Invoke, mapping: Path, tmp_path: Path
) -> None:
    (tmp_path / "config.toml").write_text('[accounts.acme]\napi_key = "env:K"\napi_password = "env:P"\n')
    result = invoke("link", "--mapping", mapping, "--execute", "--plytix-account", "acmee")
    refused(result, plytix.sandbox, "'acmee'", "acme")


def test_both_relationships_that_an_account_lacks_are_named_at_once(
    plytix: Running, invoke: Invoke, mapping: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AMAZON_PLYTIX_RELATIONSHIP", "Shop")
    monkeypatch.setenv("AMAZON_PLYTIX_HIERARCHY", "Tree")
    result = invoke("link", "--mapping", mapping, "--execute")
    refused(result, plytix.sandbox, "the relationship 'Shop'; the relationship 'Tree'", UNTOUCHED)


def test_its_options_are_explained(invoke: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    explained = invoke("link", "--help").stdout
    options = ("--mapping", "--dry-run", "--execute", "--plytix-account", "--marketplace", "--prune", "--json")
    assert [option for option in (*options, "--max-removals", "[default: 50]") if option not in explained] == []
