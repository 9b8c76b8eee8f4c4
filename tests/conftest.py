"""For all tests: one Hypothesis profile, the slow tests first, and a ledger that is not the user's own."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from plytix_sandbox import serving
from tests.support.shared_server import SharedServer

# The same examples in every run: a failure is a failure of the change, not of luck.
settings.register_profile("steady", derandomize=True, database=None, deadline=None, max_examples=100)
settings.load_profile("steady")

_SANDBOX = Path(__file__).parent / "sandbox"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the sandbox's tests, and start the slow tests first, so that no worker is left with one in the end."""
    for item in items:
        if item.path.is_relative_to(_SANDBOX):
            item.add_marker("sandbox")
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture(scope="session")
def shared_server() -> Iterator[SharedServer]:
    """One server for all tests of a process; each sets its own sandbox."""
    one: Any = SharedServer()
    with serving(one) as running:
        one.url = running.url
        yield one


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMAZON_PLYTIX_STATE_DIR", str(tmp_path / "state"))
