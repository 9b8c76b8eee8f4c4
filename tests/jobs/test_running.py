"""What the runner does around any job."""

import json
from pathlib import Path
from typing import Any

import pytest

from amazon_plytix.jobs.job import CutShort, Session, Work
from amazon_plytix.jobs.sync import SyncJob
from amazon_plytix.ledger.run import RunState
from amazon_plytix.planning.header import JobKind
from plytix_sandbox import accounts
from tests.support import World, entry, write_mapping


class BrokenSync(SyncJob):
    """A sync with a fault after its last write."""

    async def apply(self, session: Session, work: Work) -> None:
        await SyncJob.apply(self, session, work)
        raise KeyError("modified")


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    return write_mapping(tmp_path, [], [entry(1), entry(2)])


def saved(mapping: Path) -> Any:
    return json.loads(mapping.with_suffix(".sync_products.json").read_text("utf-8"))


def test_a_fault_of_this_program_after_the_first_write_still_leaves_results(mapping: Path) -> None:
    world = World(accounts.for_mapping(mapping))
    with pytest.raises(CutShort, match="a fault of this program"):
        world.run(BrokenSync(mapping=mapping))
    assert [row["status"] for row in saved(mapping)["products"]] == ["created", "created"]
    assert saved(mapping)["metadata"]["run"] == world.runs[0].id
    assert world.runs[0].state is RunState.INTERRUPTED


def test_a_dry_run_and_an_execute_write_the_same_file(mapping: Path) -> None:
    world = World(accounts.for_mapping(mapping))
    world.sync(mapping, execute=False)
    shown = saved(mapping)
    world.sync(mapping)
    done = saved(mapping)
    assert (shown["metadata"]["dry_run"], shown["metadata"]["run"], shown["preview"]) == (True, None, 2)
    assert (done["metadata"]["dry_run"], done["metadata"]["run"]) == (False, world.runs[0].id)
    assert "preview" not in done
    assert [path.name for path in mapping.parent.glob("*.sync_products*")] == ["mapping.sync_products.json"]


def test_a_dry_run_is_no_run(mapping: Path) -> None:
    world = World(accounts.for_mapping(mapping))
    world.sync(mapping, execute=False)
    assert world.runs == []


def test_a_run_keeps_the_digest_of_its_mapping_and_the_host(mapping: Path) -> None:
    world = World(accounts.for_mapping(mapping))
    world.sync(mapping)
    [run] = world.runs
    assert (run.job, run.host, run.parent, len(run.mapping_digest or "")) == (JobKind.SYNC, "127.0.0.1", None, 64)


def test_a_run_that_goes_on_with_another_names_it_and_tells_of_a_mapping_that_changed(mapping: Path) -> None:
    world = World(accounts.for_mapping(mapping))
    world.sync(mapping)
    [first] = world.runs
    assert world.sync(mapping, parent=first).told.notes == []
    write_mapping(mapping.parent, [], [entry(1), entry(2), entry(3)])
    ran = world.sync(mapping, parent=first)
    assert [f"has changed since run {first.id}" in note for note in ran.told.notes] == [True]
    assert (world.runs[0].parent, ran.results["created"]) == (first.id, 1)
