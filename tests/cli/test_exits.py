"""How commands end when something outside Plytix goes wrong: a true sentence, and never a traceback."""

import json
import os
import signal
from pathlib import Path

import pytest

from amazon_plytix.jobs.interrupt import Interrupt
from amazon_plytix.ledger.step_log import StepLog
from amazon_plytix.ledger.store import LedgerUnusable
from plytix_sandbox import Running
from plytix_sandbox.journal import Entry, Journal
from tests.support import entry, write_mapping
from tests.support.commands import UNTOUCHED, Invoke, ended, last_run
from tests.support.world import is_write


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    return write_mapping(tmp_path, [], [entry(1), entry(2)])


def no_room(*_: object) -> None:
    raise OSError(28, "No space left on device")


def full(*_: object, **__: object) -> None:
    raise LedgerUnusable("the ledger is full")


def test_a_fault_of_the_program_is_told_in_a_sentence(
    plytix: Running, invoke: Invoke, mapping: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr("amazon_plytix.jobs.sync.plan_sync", broken)
    result = invoke("sync", "--mapping", mapping, "--execute")
    ended(result, 1, "a fault of this program, please report it: ZeroDivisionError: division by zero")
    assert UNTOUCHED not in result.output


def test_results_that_cannot_be_saved_are_told_when_all_is_done(
    plytix: Running, invoke: Invoke, mapping: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", no_room)
    result = invoke("sync", "--mapping", mapping, "--execute")
    saved = mapping.with_suffix(".sync_products.json")
    ended(result, 1, f"the job is done, but {saved} could not be written: No space left on device; make room")
    assert not saved.exists()
    assert json.loads(invoke("runs", "--json").stdout)[0]["created"] == 2


def test_a_run_that_breaks_off_and_cannot_save_its_results_tells_both(
    plytix: Running, invoke: Invoke, mapping: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(StepLog, "create_sent", full)
    monkeypatch.setattr(os, "fsync", no_room)
    result = invoke("sync", "--mapping", mapping, "--execute")
    ended(result, 1, "the ledger is full; ", "could not be written: No space left on device", "Run the same command")
    assert UNTOUCHED not in result.output


def test_a_mapping_in_a_directory_that_is_not_there_is_told_as_that(
    plytix: Running, invoke: Invoke, tmp_path: Path
) -> None:
    result = invoke("sync", "--mapping", tmp_path / "nowhere" / "mapping.json", "--execute")
    ended(result, 2, "mapping.json: no such file; check the path after --mapping", UNTOUCHED)


class CtrlC(Journal):
    """A journal that presses Ctrl-C at the first write."""

    def add(self, entry: Entry) -> None:
        super().add(entry)
        if is_write(entry) and sum(map(is_write, self)) == 1:
            os.kill(os.getpid(), signal.SIGINT)


def test_ctrl_c_ends_an_undo_too_and_it_goes_on_when_run_again(plytix: Running, invoke: Invoke, mapping: Path) -> None:
    invoke("sync", "--mapping", mapping, "--execute")
    run = last_run(invoke)["run"]
    plytix.sandbox.journal = CtrlC()
    ended(invoke("undo", run, "--execute"), 130, "Once more to stop at once", "run the same command again to go on")
    assert invoke("undo", run, "--execute").exit_code == 0
    states = [(run["job"], run["state"]) for run in json.loads(invoke("runs", "--json").stdout)]
    assert states == [("undo", "finished"), ("undo", "interrupted"), ("sync", "undone")]


def test_an_interrupted_run_that_cannot_save_its_results_tells_both(
    plytix: Running, invoke: Invoke, mapping: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", no_room)
    plytix.sandbox.journal = CtrlC()
    result = invoke("sync", "--mapping", mapping, "--execute")
    ended(
        result, 130, "interrupted, and ", "could not be written: No space left on device", "run the same command again"
    )


def test_who_interrupts_before_there_is_anything_to_end_is_heard_all_the_same() -> None:
    interrupt, ends = Interrupt(), []
    interrupt.happen()
    interrupt.ends_with(lambda: ends.append("now"))
    assert (interrupt.happened, ends) == (True, ["now"])


def test_results_that_cannot_be_saved_leave_no_piece_of_them_behind(
    plytix: Running, invoke: Invoke, mapping: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", no_room)
    invoke("sync", "--mapping", mapping, "--execute")
    assert [each.name for each in mapping.parent.iterdir() if each.name.startswith(".")] == []
