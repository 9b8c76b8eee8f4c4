"""A careful start: some listings of a mapping alone, as a run that says so and never counts as one on all of them."""

import json
from pathlib import Path
from typing import Any

import pytest

from plytix_sandbox import Running, Sandbox, accounts
from tests.support import entry, matched, write_mapping
from tests.support.commands import Invoke, last_run, refused
from tests.support.mappings import asin
from tests.support.shared_server import SharedServer


@pytest.fixture
def boots(plytix: Running, shared_server: SharedServer, tmp_path: Path) -> Path:
    """Six listings of a family that Plytix has nothing of, and its parent, the last of them; and that account."""
    children = [matched(number, amazon_parent_asin=asin(6)) for number in range(1, 6)]
    mapping = write_mapping(tmp_path, children, [entry(6, marketplace="US")])
    shared_server.serve(Sandbox(accounts.for_mapping(mapping), plan="unlimited"))
    return mapping


def results(mapping: Path, ending: str) -> dict[str, Any]:
    return dict(json.loads(mapping.with_suffix(f".{ending}.json").read_text("utf-8")))


def rows(mapping: Path, ending: str) -> list[str]:
    return [row["sku"] for row in results(mapping, ending)["products"]]


def sku(number: int) -> str:
    return f"AMZN-US-{asin(number)}"


def test_a_limited_dry_run_and_its_execute_are_about_the_first_listings(invoke: Invoke, boots: Path) -> None:
    shown = invoke("sync", "-m", boots, "--dry-run", "--limit", 2)
    assert (shown.exit_code, "\nLimited to the first 2 of 6 listings\n" in shown.stdout) == (0, True)
    assert f"Next: amazon-plytix sync --mapping {boots} --limit 2 --execute" in shown.stdout.replace("\n", " ")
    assert rows(boots, "sync_products.part") == [sku(1), sku(2)]
    done = invoke("sync", "-m", boots, "--execute", "--limit", 2)
    assert "Products created:    2" in done.stdout
    assert f"link --mapping {boots} --limit 2 --dry-run" in done.stdout.replace("\n", " ")
    assert results(boots, "sync_products.part")["metadata"]["limited"] == "the first 2 of 6 listings"
    assert not boots.with_suffix(".sync_products.json").exists()


def test_a_whole_run_does_not_speak_of_limits(invoke: Invoke, boots: Path) -> None:
    assert "Limited" not in invoke("sync", "-m", boots, "--execute").stdout
    assert "limited" not in results(boots, "sync_products")["metadata"]


def test_what_a_limited_run_and_the_rest_create_is_what_one_run_would_have(invoke: Invoke, boots: Path) -> None:
    invoke("sync", "-m", boots, "--execute", "--limit", 2)
    first = rows(boots, "sync_products.part")
    rest = invoke("sync", "-m", boots, "--execute", *(part for name in first for part in ("--exclude", name)))
    assert "Products created:    4" in rest.stdout
    whole = invoke("sync", "-m", boots, "--dry-run")
    assert ("Would create:        0" in whole.stdout, "Would link:          0" in whole.stdout) == (True, True)


def test_names_may_come_from_a_file_with_comments(invoke: Invoke, boots: Path) -> None:
    names = boots.with_name("names.txt")
    names.write_text(f"\ufeff# the ones that sell\n{sku(3)}\r\n\n  {asin(5).lower()}\n", "utf-8")
    result = invoke("sync", "-m", boots, "--dry-run", "--only", f"@{names}", "--only", sku(1), "--exclude", asin(5))
    assert result.exit_code == 0, result.output
    assert rows(boots, "sync_products.part") == [sku(1), sku(3)]
    assert f"--only @{names} --only {sku(1)} --exclude {asin(5)} --execute" in result.stdout.replace("\n", " ")


def test_a_marketplace_chooses_listings_and_is_not_given_to_those_that_name_none(
    invoke: Invoke, plytix: Running, shared_server: SharedServer, tmp_path: Path
) -> None:
    german = entry(2, marketplace="DE", suggested_sku=f"AMZN-DE-{asin(2)}")
    mapping = write_mapping(tmp_path, [matched(1)], [german])
    plytix = shared_server.serve(Sandbox(accounts.for_mapping(mapping), plan="unlimited"))
    assert invoke("sync", "-m", mapping, "--dry-run", "--only-marketplace", "de").exit_code == 0
    assert rows(mapping, "sync_products.part") == [f"AMZN-DE-{asin(2)}"]
    none = invoke("sync", "-m", mapping, "--execute", "--only-marketplace", "FR")
    refused(none, plytix.sandbox, "has no listing in FR: it has listings in DE, US; correct --only-marketplace")
    odd = invoke("sync", "-m", mapping, "--execute", "--only-marketplace", "XX")
    assert (odd.exit_code, "is not a marketplace of Amazon's" in odd.stderr) == (2, True)


@pytest.mark.parametrize("job", ["sync", "link"])
@pytest.mark.parametrize("option", ["--only", "--exclude"])
def test_names_that_the_mapping_lacks_are_all_said_before_anything_is_asked(
    invoke: Invoke, boots: Path, shared_server: SharedServer, job: str, option: str
) -> None:
    wrong = ("BOOT-X", asin(99))
    arguments = [part for name in (*wrong, sku(1)) for part in (option, name)]
    result = invoke(job, "-m", boots, "--execute", *arguments)
    refused(result, shared_server.sandbox, f"BOOT-X, {asin(99)}; correct {option}, or leave them out of it")
    assert list(shared_server.sandbox.journal) == []


def test_a_file_without_a_name_does_not_choose_all_listings(invoke: Invoke, boots: Path) -> None:
    names = boots.with_name("names.txt")
    names.write_text("# none today\n")
    empty = invoke("sync", "-m", boots, "--execute", "--only", f"@{names}")
    assert (empty.exit_code, "has no name of a listing" in empty.stderr) == (2, True)
    absent = invoke("sync", "-m", boots, "--execute", "--exclude", f"@{names}x")
    assert (absent.exit_code, "cannot be read: No such file or directory" in absent.stderr) == (2, True)
    names.write_bytes(b"\xff\xfe")
    binary = invoke("sync", "-m", boots, "--execute", "--exclude", f"@{names}")
    assert (binary.exit_code, "it is no text in UTF-8" in binary.stderr) == (2, True)


def test_a_limited_run_is_resumed_with_its_limits(invoke: Invoke, boots: Path, shared_server: SharedServer) -> None:
    invoke("sync", "-m", boots, "--execute", "--limit", 3, "--exclude", sku(1))
    again = invoke("resume", last_run(invoke)["run"])
    assert "Limited to the first 3 of 5 listings that are left of 6 listings by --exclude" in again.stdout
    assert "Products existing:   3" in again.stdout
    linked = invoke("link", "-m", boots, "--execute", "--only", sku(2))
    assert linked.exit_code == 1
    again = invoke("resume", last_run(invoke)["run"])
    assert (again.exit_code, rows(boots, "link_products.part")) == (1, [sku(2)])


def test_a_limited_link_job_links_its_listings_and_speaks_of_no_others(
    invoke: Invoke, boots: Path, shared_server: SharedServer
) -> None:
    invoke("sync", "-m", boots, "--execute")
    result = invoke("link", "-m", boots, "--execute", "--limit", 2)
    assert result.exit_code == 0, result.output
    found = results(boots, "link_products.part")
    assert (found["total"], found["linked"], found["present"]) == (2, 2, 2)
    assert (found["relatives"], found["contradicted"], found["review"]) == ([], [], [])
    assert found["metadata"]["limited"] == "the first 2 of 6 listings"
    whole = invoke("link", "-m", boots, "--dry-run")
    assert "Would link:          3" in whole.stdout


def test_some_listings_alone_remove_no_links(invoke: Invoke, boots: Path, shared_server: SharedServer) -> None:
    for options in (["--limit", 1], ["--only", sku(1)], ["--exclude", sku(1)], ["--only-marketplace", "US"]):
        result = invoke("link", "-m", boots, "--execute", "--prune", *options)
        refused(result, shared_server.sandbox, "--prune works on a whole mapping alone", "or link without --prune")


def test_new_products_get_a_status_and_their_run_can_be_taken_back(
    invoke: Invoke, boots: Path, shared_server: SharedServer
) -> None:
    invoke("sync", "-m", boots, "--execute", "--limit", 1)
    shown = invoke("sync", "-m", boots, "--dry-run", "--limit", 3, "--status", "Completed").stdout
    assert "--limit 3 --status Completed --execute" in shown.replace("\n", " ")
    created = invoke("sync", "-m", boots, "--execute", "--limit", 3, "--status", "Completed")
    assert "Products created:    2" in created.stdout
    sent = [call.body for call in shared_server.sandbox.journal if call.method == "POST" and _is_create(call.path)]
    assert [body.get("status") for body in sent] == [None, "Completed", "Completed"]
    run = last_run(invoke)["run"]
    assert invoke("resume", run).exit_code == 0
    assert invoke("undo", run, "--execute").exit_code == 0
    assert "Would create:        2" in invoke("sync", "-m", boots, "--dry-run", "--limit", 3).stdout


def test_a_resumed_run_keeps_its_status(invoke: Invoke, boots: Path, shared_server: SharedServer) -> None:
    invoke("sync", "-m", boots, "--execute", "--status", "Completed", "--max-create", 1)
    run = last_run(invoke)["run"]
    assert invoke("resume", run, "--max-create", 6).exit_code == 0
    sent = [call.body for call in shared_server.sandbox.journal if call.method == "POST" and _is_create(call.path)]
    assert {body.get("status") for body in sent} == {"Completed"}


def test_other_statuses_are_refused(invoke: Invoke, boots: Path) -> None:
    result = invoke("sync", "-m", boots, "--execute", "--status", "Archived")
    assert (result.exit_code, "'Archived' is not one of 'Draft', 'Completed'" in result.stderr) == (2, True)


def _is_create(path: str) -> bool:
    return path.endswith("/v2/products")
