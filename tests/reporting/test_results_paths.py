"""Where results belong, and what may stand there already."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from amazon_plytix.mapping.source import STANDARD_INPUT
from amazon_plytix.reporting.files import ResultsUnwritable, refuse_to_overwrite, results_beside

METADATA = {"source_file": "somewhere/X.json", "sync_date": "2025-12-23T05:59:15Z", "dry_run": False}
# What the very first version wrote (sync-workflow.md, Output Structure).
FIRST: dict[str, Any] = {"total": 20, "created": 3, "exists": 17, "linked": 0, "errors": [], "metadata": METADATA}


@pytest.mark.parametrize(
    ("mapping", "results"),
    [
        ("data/X.json", "data/X.sync_products.json"),
        ("c.v1", "c.v1.sync_products.json"),
        ("c.v2", "c.v2.sync_products.json"),
        ("X.JSON", "X.JSON.sync_products.json"),
        ("X", "X.sync_products.json"),
        ("X.sync_products.json", "X.sync_products.sync_products.json"),
        (".json", ".json.sync_products.json"),
        ("/data/..", "/data/...sync_products.json"),
        ("-", "stdin.sync_products.json"),
        ("/dev/stdin", "stdin.sync_products.json"),
        ("/dev/fd/63", "stdin.sync_products.json"),
        ("", None),
        (".", None),
        ("/", None),
    ],
)
def test_results_have_the_name_of_their_mapping(mapping: str, results: str | None) -> None:
    assert results_beside(Path(mapping), "sync_products") == (None if results is None else Path(results))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "X.sync_products.json"


def held(path: Path, content: object) -> Path:
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


@pytest.mark.parametrize("more", [{}, {"products": [{"sku": "\ud800"}] * 9, "preview": 1}], ids=["first", "later"])
def test_earlier_results_of_the_same_mapping_are_overwritten(path: Path, more: dict[str, Any]) -> None:
    refuse_to_overwrite(held(path, FIRST | more), Path("elsewhere/X.json"))


def test_where_nothing_is_nothing_is_overwritten(path: Path) -> None:
    refuse_to_overwrite(path, Path("X.json"))
    refuse_to_overwrite(path / "file.json", Path("X.json"))
    refuse_to_overwrite(held(path, FIRST) / "below-a-file.json", Path("X.json"))


NO_RESULTS: dict[str, object] = {
    "a mapping": {"metadata": {}, "matched": [], "unmatched_amazon": []},
    "a mapping with figures": {"metadata": {"total": 1, "dry_run": False}, "matched": []},
    "other JSON": [FIRST],
    "no metadata": {**FIRST, "metadata": None},
    "metadata of others": {**FIRST, "metadata": {"source_file": "X.json"}},
    "nothing": "",
    "half a file": json.dumps(FIRST)[:-60],
    "a text": "my notes",
    "depth": "[" * 100_000,
}


@pytest.mark.parametrize("content", NO_RESULTS.values(), ids=NO_RESULTS)
def test_what_is_no_results_file_is_not_overwritten(path: Path, content: object) -> None:
    with pytest.raises(ResultsUnwritable) as caught:
        refuse_to_overwrite(held(path, content), Path("X.json"))
    says = "is no results file, and the results belong there: move it away, or rename the mapping"
    assert str(caught.value) == f"{path} {says}"


def test_results_of_another_mapping_are_not_overwritten(path: Path) -> None:
    with pytest.raises(ResultsUnwritable) as caught:
        refuse_to_overwrite(held(path, FIRST), Path("some/X"))
    says = "holds the results of somewhere/X.json, and those of some/X belong there too: rename one of the mappings"
    assert str(caught.value) == f"{path} {says}"


def test_results_of_pipes_are_all_of_one_kind(path: Path) -> None:
    held(path, FIRST | {"metadata": METADATA | {"source_file": "/dev/fd/63"}})
    refuse_to_overwrite(path, STANDARD_INPUT)
    with pytest.raises(ResultsUnwritable):
        refuse_to_overwrite(path, Path("X.json"))


def test_a_directory_is_not_overwritten(path: Path) -> None:
    path.mkdir()
    with pytest.raises(ResultsUnwritable, match="is a directory, and the results belong there: move it away"):
        refuse_to_overwrite(path, Path("X.json"))


def test_a_pipe_is_neither_overwritten_nor_waited_for(path: Path) -> None:
    os.mkfifo(path)
    with pytest.raises(ResultsUnwritable, match="is no results file"):
        refuse_to_overwrite(path, Path("X.json"))


def test_a_link_counts_as_what_it_leads_to(path: Path, tmp_path: Path) -> None:
    path.symlink_to(tmp_path / "nowhere.json")
    with pytest.raises(ResultsUnwritable, match="cannot be read: No such file"):
        refuse_to_overwrite(path, Path("X.json"))
    held(tmp_path / "nowhere.json", FIRST)
    refuse_to_overwrite(path, Path("X.json"))


def test_results_that_may_not_be_read_are_not_overwritten(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbid(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "stat", forbid)
    with pytest.raises(ResultsUnwritable, match="cannot be read: Permission denied; the results belong there"):
        refuse_to_overwrite(held(path, FIRST), Path("X.json"))
