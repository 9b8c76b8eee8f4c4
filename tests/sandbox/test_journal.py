"""The file of the journal."""

import json
import signal
from pathlib import Path

import pytest

from plytix_sandbox.journal import Entry, Journal
from tests.sandbox.command import Serve

FULL = Path("/dev/full")


@pytest.mark.skipif(not FULL.exists(), reason="Linux alone has it")
def test_a_journal_that_cannot_be_written_is_told_once_and_calls_go_on(serve: Serve) -> None:
    command = serve("--empty", "--journal", FULL)
    assert command.client.post("/api/v2/products", json={"sku": "A"}).status_code == 201
    assert command.client.post("/api/v2/products", json={"sku": "A"}).status_code == 409
    assert command.stop(signal.SIGTERM) == (
        0,
        "",
        "plytix-sandbox: /dev/full cannot be written: No space left on device. Calls go on without it.\n",
    )


def test_a_journal_that_can_be_written_again_goes_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "journal"
    journal = Journal(path)
    entry = Entry(1.0, "GET", "/\ud800", 200)
    journal.add(entry)
    path.rename(tmp_path / "before")
    path.mkdir()
    journal.add(entry)
    journal.add(entry)
    path.rmdir()
    journal.add(entry)
    assert [json.loads(line)["path"] for line in path.read_text().splitlines()] == ["/\ud800"]
    assert capsys.readouterr().err.count("cannot be written") == 1
    assert len(journal) == 4
