"""Commands in this process: how they are run, and how they end."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from typer.testing import Result

from plytix_sandbox import Sandbox
from tests.support.world import is_write

Invoke = Callable[..., Result]

UNTOUCHED = "Nothing was written to Plytix."
GO_ON = "Run the same command again: it goes on where this one ended."


def writes(sandbox: Sandbox) -> Sequence[Any]:
    """The calls that changed something."""
    return [call for call in sandbox.journal if is_write(call)]


def last_run(invoke: Invoke) -> dict[str, Any]:
    """The newest run, as ``runs --json`` prints it."""
    return dict(json.loads(invoke("runs", "--json").stdout)[0])


def ended(result: Result, status: int, *words: str) -> None:
    """Assert that a command ended with this status and these words on stderr, and with no traceback."""
    assert result.exit_code == status, result.output
    assert [word for word in words if word not in result.stderr] == []
    assert "Traceback" not in result.output


def refused(result: Result, sandbox: Sandbox, *words: str) -> None:
    """Assert that a command ended with exit status 2 and these words, and without one write."""
    ended(result, 2, *words)
    assert writes(sandbox) == []
