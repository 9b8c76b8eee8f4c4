"""From the log of one run alone: the calls by kind, the time waited and why, every retry, every outcome."""

import re
from collections import Counter
from pathlib import Path

import pytest

from amazon_plytix.jobs.job import CutShort
from amazon_plytix.jobs.sync import SyncJob
from amazon_plytix.reporting.logs import LogFormat, start_logging
from plytix_sandbox import accounts
from tests.support import World, entry, matched, write_mapping
from tests.support.log import read_log, rebuilt

ID = re.compile(r"[0-9a-f]{24}")


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    return write_mapping(tmp_path, [matched(n) for n in range(1, 31)], [entry(n) for n in range(31, 61)])


def test_a_run_can_be_rebuilt_from_its_log(mapping: Path, tmp_path: Path) -> None:
    world = World(accounts.for_mapping(mapping), seed=7, plan="20+2000")
    world.go_wrong("answer", method="POST", path="/api/v2/products/search", status=503, probability=0.3)
    world.go_wrong("lose_answer", method="POST", path="*/family", probability=0.2)
    log = tmp_path / "run.log"
    with start_logging(file=log, log_format=LogFormat.JSON):
        ran = world.sync(mapping)
    story = rebuilt(log)
    served = [call for call in ran.calls if not call.path.endswith("get-token")]
    assert story.runs == {None, world.runs[0].id}
    assert story.calls == Counter(f"{call.method} {ID.sub('ID', call.path)}" for call in served)
    assert {sku: row["status"] for sku, row in story.outcomes.items()} == {
        row["sku"]: row["status"] for row in ran.results["products"]
    }
    assert all(row["link"] == ("made" if row["canonical_sku"] else "none") for row in story.outcomes.values())
    assert len(story.retries) > 5
    assert story.sign_ins == len(ran.calls) - len(served)
    # Most of the time passes while the rate limit is used up: what is left are the answers' own times.
    assert 0.7 * ran.seconds < sum(story.waited.values()) <= 8 * ran.seconds


def test_a_wait_for_the_rate_limit_is_logged_when_it_begins_and_when_it_is_over(mapping: Path, tmp_path: Path) -> None:
    world = World(accounts.for_mapping(mapping), plan="50+60")
    log = tmp_path / "run.log"
    with start_logging(file=log, log_format=LogFormat.JSON):
        ran = world.sync(mapping)
    waits = [record for record in read_log(log) if record.get("event") == "waiting"]
    assert waits
    assert waits[0]["reason"] == "the account's rate limit is used up"
    assert rebuilt(log).waited[waits[0]["reason"]] == pytest.approx(ran.seconds, rel=0.05)


def test_a_fault_of_this_program_is_in_the_log_with_its_traceback(mapping: Path, tmp_path: Path) -> None:
    class Broken(SyncJob):
        async def apply(self, *_: object) -> None:
            raise KeyError("modified")

    log = tmp_path / "run.log"
    with start_logging(file=log, log_format=LogFormat.JSON), pytest.raises(CutShort):
        World(accounts.for_mapping(mapping)).run(Broken(mapping=mapping))
    [fault] = [record for record in read_log(log) if record["level"] == "CRITICAL"]
    assert "KeyError: 'modified'" in fault["message"]
