"""Whoever tries the program in a checkout finds no file of it among the changes that git shows."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from amazon_plytix.jobs.link import LinkJob
from amazon_plytix.jobs.sync import SyncJob
from amazon_plytix.reporting.files import save_text

ROOT = Path(__file__).parents[2]
MAPPING = ROOT / "data" / "mca0032_mapping.json"
RESULTS = [
    str(job.results_path)
    for mapping in (MAPPING, Path("-"), ROOT / "mine.txt")
    for job in (SyncJob(mapping=mapping), SyncJob(mapping=mapping, only=frozenset()), LinkJob(mapping=mapping))
]
FURTHER = ["data/m.sync_products.preview.json", "data/m.undo.json", "data/m.undo_products.json", "m.preview.json"]

pytestmark = pytest.mark.skipif(not (shutil.which("git") and (ROOT / ".git").exists()), reason="no checkout")


def ignored(*paths: str) -> list[str]:
    """Return those of these paths that git ignores."""
    asked = ["git", "check-ignore", "--no-index", *paths]
    return subprocess.run(asked, cwd=ROOT, capture_output=True, check=False, text=True).stdout.splitlines()


@pytest.mark.parametrize("path", [*RESULTS, *FURTHER])
def test_results_are_ignored(path: str) -> None:
    assert ignored(path) == [path]


def test_what_a_killed_process_was_writing_is_ignored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []
    monkeypatch.setattr(Path, "replace", lambda path, _: written.append(path.name))
    save_text(tmp_path / Path(RESULTS[0]).name, "{}")
    assert ignored(*written) == written != []


def test_the_journal_of_the_sandboxes_page_is_ignored() -> None:
    journals = re.findall(r"--journal (\S+)$", (ROOT / "docs/sandbox.md").read_text("utf-8"), re.MULTILINE)
    assert ignored(*journals) == journals != []


def test_mappings_are_not_ignored() -> None:
    assert ignored("data/mca0032_mapping.json", "data/two_styles_mapping.json", "data/mine.json") == []
