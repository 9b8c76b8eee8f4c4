"""The log: private, whole, one run a record, and never in the way of the work."""

import asyncio
import errno
import json
import logging
import os
import stat
from pathlib import Path

import pytest

from amazon_plytix.reporting.logs import LogFormat, LogUnwritable, current_run, start_logging

LOG = logging.getLogger("amazon_plytix.somewhere")


def test_without_options_nothing_is_written(capfd: pytest.CaptureFixture[str]) -> None:
    with start_logging():
        LOG.error("unheard")
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(("verbose", "levels"), [(1, ["INFO"]), (2, ["DEBUG", "INFO"])])
def test_verbose_writes_to_stderr(verbose: int, levels: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    with start_logging(verbose=verbose):
        LOG.debug("a detail")
        LOG.info("an event")
    out, err = capfd.readouterr()
    assert out == ""
    assert [line.split()[1] for line in err.splitlines()] == levels


def test_a_file_gets_every_detail_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    file = tmp_path / "run.log"
    with start_logging(file=file):
        LOG.debug("a detail of %s", "something")
    assert file.read_text("utf-8").endswith("DEBUG   amazon_plytix.somewhere: a detail of something\n")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_file_is_added_to(tmp_path: Path) -> None:
    file = tmp_path / "run.log"
    for _ in range(2):
        with start_logging(file=file):
            LOG.info("once more")
    assert len(file.read_text("utf-8").splitlines()) == 2


def test_json_has_the_fields_of_a_record_and_the_run(tmp_path: Path) -> None:
    file = tmp_path / "run.log"

    async def run(run_id: str) -> None:
        current_run.set(run_id)
        await asyncio.sleep(0)
        LOG.info("%d of %d", 1, 2, extra={"event": "request", "left": (3, 4)})

    async def two_runs() -> None:
        await asyncio.gather(asyncio.create_task(run("one")), asyncio.create_task(run("two")))

    with start_logging(file=file, log_format=LogFormat.JSON):
        asyncio.run(two_runs())
    records = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    assert [record.pop("run") for record in records] == ["one", "two"]
    assert [record.pop("time")[:2] for record in records] == ["20", "20"]
    wanted = {"level": "INFO", "logger": LOG.name, "message": "1 of 2", "event": "request", "left": [3, 4]}
    assert records == [wanted, wanted]


@pytest.mark.parametrize("log_format", LogFormat)
def test_a_record_is_one_line_whatever_is_in_it(tmp_path: Path, log_format: LogFormat) -> None:
    file = tmp_path / "run.log"
    with start_logging(file=file, log_format=log_format):
        LOG.info("%s", "\x1b[2J\r\u202e\ud800")
    text = file.read_text("utf-8")
    assert len(text.splitlines()) == 1
    assert text.rstrip("\n").isprintable()


def test_a_file_that_cannot_be_written_is_found_before_anything_is_done(tmp_path: Path) -> None:
    with pytest.raises(LogUnwritable, match="Is a directory"), start_logging(file=tmp_path):
        raise AssertionError


def test_a_disk_that_is_full_ends_no_work_and_is_said_once(capsys: pytest.CaptureFixture[str]) -> None:
    with start_logging(file=Path("/dev/full")):
        LOG.info("lost")
        LOG.info("lost as well")
    reason = os.strerror(errno.ENOSPC)
    assert capsys.readouterr().err == f"Warning: the log /dev/full ends here, it could not be written: {reason}\n"


def test_loggers_are_left_as_they_were(tmp_path: Path) -> None:
    logger = logging.getLogger("amazon_plytix")
    before = logger.level, list(logger.handlers)
    with start_logging(verbose=2, file=tmp_path / "run.log"):
        pass
    assert (logger.level, logger.handlers) == before
