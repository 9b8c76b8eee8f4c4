"""--output: the results go where the user says, and overwrite nothing but earlier results of the same mapping."""

import json
from pathlib import Path

import pytest

from plytix_sandbox import Running
from tests.support.commands import Invoke, ended, refused


@pytest.mark.parametrize("command", ["sync", "link"])
@pytest.mark.parametrize("option", ["--dry-run", "--execute"])
def test_results_go_where_the_user_says(
    plytix: Running, invoke: Invoke, mapping: Path, tmp_path: Path, command: str, option: str
) -> None:
    output = tmp_path / "there" / "results.json"
    output.parent.mkdir()
    beside = sorted(mapping.parent.glob("*.json"))
    for _ in range(2):
        result = invoke(command, "--mapping", mapping, option, "--output", output)
        assert f"Results saved to {output}\n" in result.stdout
    assert json.loads(output.read_text())["metadata"]["job"] == command
    assert sorted(mapping.parent.glob("*.json")) == beside


@pytest.mark.parametrize("command", ["sync", "link"])
def test_nothing_of_others_is_overwritten(plytix: Running, invoke: Invoke, mapping: Path, command: str) -> None:
    content = mapping.read_bytes()
    result = invoke(command, "--mapping", mapping, "--execute", "--output", mapping)
    refused(result, plytix.sandbox, f"{mapping} is no results file")
    assert mapping.read_bytes() == content


def test_results_of_another_mapping_are_not_overwritten(
    plytix: Running, invoke: Invoke, mapping: Path, tmp_path: Path
) -> None:
    output = tmp_path / "results.json"
    invoke("sync", "--mapping", mapping, "--dry-run", "--output", output)
    other = mapping.rename(tmp_path / "other.json")
    result = invoke("sync", "--mapping", other, "--execute", "--output", output)
    refused(result, plytix.sandbox, f"{output} holds the results of {mapping}")


@pytest.mark.parametrize("command", ["sync", "link"])
@pytest.mark.parametrize("file", ["nowhere/results.json", "mca0032_mapping.json/results.json"])
def test_a_directory_that_is_not_there_is_told_before_anything_is_asked(
    plytix: Running, invoke: Invoke, mapping: Path, command: str, file: str
) -> None:
    output = mapping.parent / file
    result = invoke(command, "--mapping", mapping, "--execute", "--output", output)
    refused(result, plytix.sandbox, f"{output} cannot be written: there is no directory {output.parent}; make it")
    assert len(plytix.sandbox.journal) == 0


@pytest.mark.parametrize("command", ["sync", "link"])
def test_stdout_takes_results_as_json_alone(plytix: Running, invoke: Invoke, mapping: Path, command: str) -> None:
    result = invoke(command, "--mapping", mapping, "--dry-run", "--output", "-")
    ended(result, 2, "stdout takes the results with --json")
    assert len(plytix.sandbox.journal) == 0
