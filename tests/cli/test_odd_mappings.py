"""Mappings that are no plain file, odd names, results that are in the way: a sentence, and exit status 2."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pytest
from typer.testing import CliRunner

from amazon_plytix.cli.main import app
from plytix_sandbox import Fault, Running
from plytix_sandbox.faults.foreign import act
from tests.support import entry, write_mapping
from tests.support.commands import UNTOUCHED, Invoke, last_run, refused

BOTH = pytest.mark.parametrize("command", ["sync", "link"])
EACH = pytest.mark.parametrize("option", ["--dry-run", "--execute"])
TEXT = json.dumps({"matched": [], "unmatched_amazon": [entry(1), entry(2)]})


@BOTH
@EACH
@pytest.mark.parametrize("name", ["", ".", "/", ".."])
def test_a_name_that_is_none_of_a_file_is_refused(
    plytix: Running, invoke: Invoke, name: str, command: str, option: str
) -> None:
    refused(invoke(command, "--mapping", name, option), plytix.sandbox, "is a directory", UNTOUCHED)


@BOTH
@EACH
@pytest.mark.parametrize("what", ["file", "directory", "symbolic link"])
def test_a_name_that_is_not_utf_8_is_refused_before_anything_is_asked(
    plytix: Running, invoke: Invoke, tmp_path: Path, command: str, option: str, what: str
) -> None:
    odd = os.fsdecode(b"caf\xe9")
    folder = tmp_path / odd if what == "directory" else tmp_path
    folder.mkdir(exist_ok=True)
    path = write_mapping(folder, [], [entry(1)])
    if what == "file":
        path = path.rename(folder / f"{odd}.json")
    elif what == "symbolic link":
        path.with_name(f"{odd}.json").symlink_to(path)
        path = path.with_name(f"{odd}.json")
    plytix.sandbox.journal.clear()
    refused(invoke(command, "--mapping", path, option), plytix.sandbox, "is not UTF-8: rename it", UNTOUCHED)
    assert len(plytix.sandbox.journal) == 0


IN_THE_WAY: dict[str, tuple[Callable[[Path], object], str]] = {
    "a directory": (lambda path: path.mkdir(), "is a directory, and the results belong there"),
    "a mapping": (lambda path: path.write_text(TEXT), "is no results file, and the results belong there"),
}


@BOTH
@EACH
@pytest.mark.parametrize(("make", "says"), IN_THE_WAY.values(), ids=IN_THE_WAY)
def test_what_is_in_the_way_of_the_results_is_found_before_anything_is_done(
    plytix: Running,
    invoke: Invoke,
    tmp_path: Path,
    make: Callable[[Path], object],
    says: str,
    command: str,
    option: str,
) -> None:
    path = write_mapping(tmp_path, [], [entry(1)])
    results = path.with_suffix(f".{command}_products.json")
    make(results)
    refused(invoke(command, "--mapping", path, option), plytix.sandbox, f"{results} {says}", UNTOUCHED)
    assert results.is_dir() or results.read_text() == TEXT


def test_two_mappings_without_json_have_results_of_their_own(plytix: Running, invoke: Invoke, tmp_path: Path) -> None:
    for name in ("c.v1", "c.v2"):
        path = write_mapping(tmp_path, [], [entry(1)]).rename(tmp_path / name)
        assert invoke("sync", "--mapping", path, "--dry-run").exit_code == 0
        results = json.loads((tmp_path / f"{name}.sync_products.json").read_text())
        assert results["metadata"]["source_file"] == str(path)


def test_a_mapping_whose_results_are_those_of_another_is_refused(
    plytix: Running, invoke: Invoke, tmp_path: Path
) -> None:
    path = write_mapping(tmp_path, [], [entry(1)])
    assert invoke("sync", "--mapping", path, "--execute").exit_code == 0
    results = path.with_suffix(".sync_products.json").read_text()
    other = write_mapping(tmp_path, [], [entry(2)]).rename(tmp_path / "mapping")
    plytix.sandbox.journal.clear()
    refused(invoke("sync", "--mapping", other, "--execute"), plytix.sandbox, f"holds the results of {path}", UNTOUCHED)
    assert path.with_suffix(".sync_products.json").read_text() == results


def test_a_mapping_comes_in_by_standard_input_and_its_results_into_the_working_directory(
    plytix: Running, invoke: Invoke, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for option in ("--dry-run", "--execute"):
        result = CliRunner().invoke(app, ["sync", "--mapping", "-", option], input=TEXT)
        assert (result.exit_code, result.stderr) == (0, "")
        assert result.stdout.startswith("Loading mapping from -\n")
        assert "Results saved to stdin.sync_products.json\n" in result.stdout
        assert json.loads((tmp_path / "stdin.sync_products.json").read_text())["total"] == 2
    assert last_run(invoke)["mapping"] == "-"
    again = CliRunner().invoke(app, ["resume", last_run(invoke)["run"]], input=TEXT)
    assert (again.exit_code, "Products existing:   2" in again.stdout) == (0, True)


def test_a_mapping_comes_in_by_a_pipe_and_its_results_beside_it(
    plytix: Running, invoke: Invoke, tmp_path: Path
) -> None:
    path = tmp_path / "pipe.json"
    os.mkfifo(path)
    Thread(target=lambda: path.write_text(TEXT), daemon=True).start()
    assert invoke("sync", "--mapping", path, "--execute").exit_code == 0
    assert json.loads((tmp_path / "pipe.sync_products.json").read_text())["created"] == 2


@BOTH
def test_a_device_is_refused(plytix: Running, invoke: Invoke, command: str) -> None:
    refused(invoke(command, "--mapping", "/dev/zero", "--execute"), plytix.sandbox, "/dev/zero: is a device", UNTOUCHED)


def failed_run(plytix: Running, invoke: Invoke, tmp_path: Path) -> str:
    """The id of a run that failed at ten listings, and did not get to twenty."""
    plytix.sandbox.faults.add(Fault(do="answer", method="POST", path="/api/v2/products", status=422, count=10))
    path = write_mapping(tmp_path, [], [entry(number) for number in range(1, 31)])
    assert invoke("sync", "--mapping", path, "--execute").exit_code == 1
    plytix.sandbox.journal.clear()
    return str(last_run(invoke)["run"])


def test_resume_of_failed_listings_that_the_mapping_no_longer_holds_is_refused(
    plytix: Running, invoke: Invoke, tmp_path: Path
) -> None:
    run = failed_run(plytix, invoke, tmp_path)
    path = write_mapping(tmp_path, [], [entry(77)])
    result = invoke("resume", run, "--failed")
    says = f"{path} no longer holds 30 of the 30 listings that are left: AMZN-US-B000000001, AMZN-US-B000000002, "
    end = "AMZN-US-B000000020 and 10 more; nothing is left to do with it"
    refused(result, plytix.sandbox, says, end, UNTOUCHED)


def test_resume_of_failed_listings_says_which_of_them_the_mapping_no_longer_holds(
    plytix: Running, invoke: Invoke, tmp_path: Path
) -> None:
    run = failed_run(plytix, invoke, tmp_path)
    path = write_mapping(tmp_path, [], [entry(number) for number in range(3, 31)])
    result = invoke("resume", run, "--failed")
    lost = "AMZN-US-B000000001, AMZN-US-B000000002"
    assert f"Warning: {path} no longer holds 2 of the 30 listings that are left: {lost}\n" in result.output
    assert (result.exit_code, "Products created:    28" in result.stdout) == (0, True)


@pytest.mark.parametrize("resumed", [False, True])
def test_a_second_product_is_made_if_that_is_asked_for(
    plytix: Running, invoke: Invoke, tmp_path: Path, *, resumed: bool
) -> None:
    path = write_mapping(tmp_path, [], [entry(1)])
    assert invoke("sync", "--mapping", path, "--execute").exit_code == 0
    act(plytix.sandbox.catalog, {"do": "rename", "sku": "AMZN-US-B000000001", "to": "BY-HAND"})
    result = invoke("sync", "--mapping", path, "--execute")
    assert result.exit_code == 1
    assert "  AMZN-US-B000000001 (canonical: N/A)... ERROR\n" in result.stdout
    assert "[create] Plytix has ASIN B000000001 in US already, as BY-HAND: " in result.stdout
    assert last_run(invoke)["exists"] == 0
    again = ("resume", last_run(invoke)["run"], "--failed") if resumed else ("sync", "--mapping", path, "--execute")
    result = invoke(*again, "--allow-second-product")
    assert (result.exit_code, "Products created:    1" in result.stdout) == (0, True)
