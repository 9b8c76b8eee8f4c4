"""Sandboxes in process, on a clock that moves only when it is advanced."""

import json
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from plytix_sandbox import ManualClock, Sandbox, accounts
from tests.sandbox.api_client import SCHEMA, Api, OpenApi
from tests.sandbox.command import Command, Serve


@pytest.fixture
def open_api() -> Iterator[OpenApi]:
    """Open sandboxes: `open_api(switch="value", plan=..., ...)`; logged in, unlimited, with SCHEMA."""
    opened: list[Api] = []

    def open_one(document: Any = None, *, logged_in: bool = True, **settings: Any) -> Api:
        clock = settings.pop("clock", None) or ManualClock()
        kept = {"plan", "faults", "journal", "state", "latency", "seed", "account_id"}
        own = {key: settings.pop(key) for key in kept & settings.keys()}
        account = accounts.parse(SCHEMA if document is None else document, "test")
        sandbox = Sandbox(account, **{"plan": "unlimited", "clock": clock, "switches": settings, **own})
        api = Api(sandbox, clock)
        opened.append(api)
        if logged_in:
            api.log_in()
        return api

    yield open_one
    for api in opened:
        api.close()


@pytest.fixture
def api(open_api: OpenApi) -> Api:
    """A sandbox with SCHEMA, unlimited and logged in."""
    return open_api()


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start the command with some options."""
    started: list[Command] = []

    def start(*options: Any) -> Command:
        started.append(Command(*options))
        return started[-1]

    yield start
    for command in started:
        if command.process.poll() is None:
            command.stop(signal.SIGKILL)


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write a file, given as bytes or as what becomes JSON, and return its path."""

    def write_one(content: object, name: str = "file.json") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return path

    return write_one
