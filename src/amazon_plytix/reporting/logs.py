"""The log of a command: lines for people on stderr, lines or JSON in a file, each with the id of its run."""

import json
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TextIO

from amazon_plytix.refusal import RefusedBeforeWriting
from amazon_plytix.reporting.visible import shown_lines

# The run that is under way, in this task and in those that it begins. None outside of a run, as in a dry run.
current_run: ContextVar[str | None] = ContextVar("current_run", default=None)

_LOGGER = "amazon_plytix"
# What every record has. All else was given by whoever logs.
_OF_LOGGING = {*vars(logging.makeLogRecord({})), "message", "asctime", "taskName"}


class LogFormat(StrEnum):
    """How a log file is written: lines for people, or a JSON object a line."""

    TEXT = "text"
    JSON = "json"


class LogUnwritable(RefusedBeforeWriting):
    """The log file cannot be written. This is found before anything is done."""


@contextmanager
def start_logging(
    *, verbose: int = 0, file: Path | None = None, log_format: LogFormat = LogFormat.TEXT
) -> Iterator[None]:
    """Log what this program does while the block runs.

    Arguments:
        verbose: 0 for nothing on stderr, 1 for what happens, 2 for every detail.
        file: takes every detail, behind what is in it already; private to the user if it is new.
        log_format: the format of the file.

    Raises LogUnwritable.
    """
    logger = logging.getLogger(_LOGGER)
    with ExitStack() as stack:
        if verbose:
            level = logging.INFO if verbose == 1 else logging.DEBUG
            _attach(logger, _StderrHandler(), level, _TextFormatter(), stack)
        if file is not None:
            stream = stack.enter_context(_opened(file))
            formatter = _JsonFormatter() if log_format is LogFormat.JSON else _TextFormatter()
            _attach(logger, _FileHandler(stream, file), logging.DEBUG, formatter, stack)
        yield


def _attach(
    logger: logging.Logger,
    handler: logging.Handler,
    level: int,
    formatter: logging.Formatter,
    stack: ExitStack,
) -> None:
    handler.setLevel(level)
    handler.setFormatter(formatter)
    stack.callback(logger.setLevel, logger.level)
    logger.setLevel(min(level, logger.level or level))
    logger.addHandler(handler)
    stack.callback(logger.removeHandler, handler)


@contextmanager
def _opened(file: Path) -> Iterator[TextIO]:
    """Open a log file to add to it. Raises LogUnwritable."""
    try:
        opened = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        stream = os.fdopen(opened, "a", encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise LogUnwritable(f"the log file {file} cannot be written: {error.strerror}") from None
    try:
        yield stream
    finally:
        _close(stream)


def _close(stream: TextIO) -> None:
    """Close a log file; that its disk is full has been said by then."""
    with suppress(OSError):
        stream.close()


class _StderrHandler(logging.Handler):
    """stderr as it is at the moment: while a progress bar is drawn on the terminal, what is written there moves it."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record."""
        sys.stderr.write(f"{self.format(record)}\n")


class _FileHandler(logging.StreamHandler[TextIO]):
    """A file that ends no work if it cannot be written: it says so once, and is left alone from then on."""

    def __init__(self, stream: TextIO, file: Path) -> None:
        super().__init__(stream)
        self._file = file
        self._lost = False

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record, unless an earlier one could not be written."""
        if not self._lost:
            super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: ARG002, N802 as logging names it
        """Give the file up."""
        self._lost = True
        error = sys.exc_info()[1]
        reason = error.strerror if isinstance(error, OSError) else error
        sys.stderr.write(f"Warning: the log {self._file} ends here, it could not be written: {reason}\n")


class _TextFormatter(logging.Formatter):
    """A line for people: when, how important, in which run, where in the program, and what."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; it has more than one only if a traceback is in it."""
        run_id = current_run.get()
        run = f" [{run_id}]" if run_id else ""
        text = f"{_moment(record)} {record.levelname:<7}{run} {record.name}: {record.getMessage()}"
        return shown_lines(text)


class _JsonFormatter(logging.Formatter):
    """A JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the object, with whatever fields the record was given."""
        row: dict[str, object] = {
            "time": _moment(record),
            "level": record.levelname,
            "run": current_run.get(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        row |= {name: value for name, value in vars(record).items() if name not in _OF_LOGGING}
        return json.dumps(row, default=str)


def _moment(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
