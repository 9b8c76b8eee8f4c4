"""What is out of proportion is refused before the first write, in a dry run too, with what to do about it."""

import json
from pathlib import Path
from typing import Any

import pytest

from plytix_sandbox import Running, Sandbox, accounts
from tests.support import matched, write_mapping
from tests.support.commands import Invoke, last_run, refused, writes
from tests.support.shared_server import SharedServer


@pytest.fixture
def boots(plytix: Running, shared_server: SharedServer, tmp_path: Path) -> Path:
    """A mapping of twelve listings, and an account that has nothing of them."""
    mapping = boots_of(tmp_path, 12)
    assert shared_server.serve(Sandbox(accounts.for_mapping(mapping), plan="unlimited")).url == plytix.url
    return mapping


def boots_of(folder: Path, count: int) -> Path:
    return write_mapping(folder, [matched(number) for number in range(1, count + 1)])


def results(mapping: Path, ending: str) -> dict[str, Any]:
    return dict(json.loads(mapping.with_suffix(f".{ending}.json").read_text("utf-8")))


def test_more_creates_than_allowed_are_refused_in_a_dry_run_too(
    invoke: Invoke, boots: Path, shared_server: SharedServer
) -> None:
    shown = invoke("sync", "-m", boots, "--dry-run", "--max-create", 11)
    said = "12 products would be created, and at most 11 may be"
    assert (shown.exit_code, f"--execute would be refused: {said}" in shown.stdout) == (2, True)
    assert [said in each for each in results(boots, "sync_products")["refused"]] == [True]
    refused(
        invoke("sync", "-m", boots, "--execute", "--max-create", 11), shared_server.sandbox, said, "--max-create 12"
    )
    assert last_run(invoke)["state"] == "refused"
    assert "Products created:    12" in invoke("sync", "-m", boots, "--execute", "--max-create", 12).stdout


def test_a_refused_run_is_resumed_with_its_limit_unless_another_is_named(
    invoke: Invoke, boots: Path, shared_server: SharedServer
) -> None:
    invoke("sync", "-m", boots, "--execute", "--max-create", 11)
    run = last_run(invoke)["run"]
    refused(invoke("resume", run), shared_server.sandbox, "at most 11 may be")
    assert invoke("resume", run, "--max-create", 12).exit_code == 0


def test_a_preview_within_its_limit_names_the_limit_in_the_next_command(invoke: Invoke, boots: Path) -> None:
    shown = invoke("sync", "-m", boots, "--dry-run", "--max-create", 12).stdout.replace("\n", " ")
    assert f"Next: amazon-plytix sync --mapping {boots} --max-create 12 --execute" in shown


@pytest.mark.parametrize("job", ["sync", "link"])
def test_a_mapping_that_has_lost_most_listings_is_refused(
    invoke: Invoke, boots: Path, shared_server: SharedServer, tmp_path: Path, job: str
) -> None:
    invoke("sync", "-m", boots, "--execute")
    invoke("link", "-m", boots, "--execute")
    before = len(writes(shared_server.sandbox))
    boots_of(tmp_path, 2)
    said = "the mapping holds 2 listings, fewer than half of the 12 of run"
    shown = invoke(job, "-m", boots, "--dry-run")
    assert (shown.exit_code, f"--execute would be refused: {said}" in shown.stdout) == (2, True)
    result = invoke(job, "-m", boots, "--execute")
    assert (result.exit_code, said in result.stderr, "--allow-shrunk-mapping" in result.stderr) == (2, True, True)
    assert len(writes(shared_server.sandbox)) == before
    assert invoke("resume", last_run(invoke)["run"]).exit_code == 2
    assert invoke("resume", last_run(invoke)["run"], "--allow-shrunk-mapping").exit_code == 0
    # What was allowed once is what the next mapping is compared with.
    assert invoke(job, "-m", boots, "--execute").exit_code == 0


def test_a_limited_run_is_nothing_to_compare_with(invoke: Invoke, boots: Path, tmp_path: Path) -> None:
    invoke("sync", "-m", boots, "--execute")
    invoke("sync", "-m", boots, "--execute", "--limit", 1)
    boots_of(tmp_path, 2)
    assert invoke("sync", "-m", boots, "--dry-run").exit_code == 2
    boots_of(tmp_path, 6)
    assert invoke("sync", "-m", boots, "--dry-run").exit_code == 0


def test_what_is_left_of_a_run_is_nothing_to_compare_with(
    invoke: Invoke, boots: Path, shared_server: SharedServer, tmp_path: Path
) -> None:
    # Otherwise two listings would be compared with the one that is tried again.
    invoke("sync", "-m", boots, "--execute")
    canonical = json.loads(boots.read_text("utf-8"))["matched"][0] | {"canonical_plytix_sku": "NONE"}
    canonical.pop("canonical_plytix_id")
    write_mapping(tmp_path, [canonical, *(matched(number) for number in range(2, 13))])
    assert invoke("sync", "-m", boots, "--execute").exit_code == 1
    assert invoke("resume", last_run(invoke)["run"], "--failed").exit_code == 1
    boots_of(tmp_path, 2)
    assert invoke("sync", "-m", boots, "--dry-run").exit_code == 2


def test_two_mappings_of_an_account_are_each_compared_with_their_own_runs(
    invoke: Invoke, boots: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "other"
    folder.mkdir()
    other = boots_of(folder, 2)
    for mapping in (boots, other, boots, other):
        assert invoke("sync", "-m", mapping, "--execute").exit_code == 0


def test_an_undone_run_is_nothing_to_compare_with(invoke: Invoke, boots: Path, tmp_path: Path) -> None:
    invoke("sync", "-m", boots, "--execute")
    invoke("undo", last_run(invoke)["run"], "--execute")
    boots_of(tmp_path, 2)
    assert invoke("sync", "-m", boots, "--execute").exit_code == 0
