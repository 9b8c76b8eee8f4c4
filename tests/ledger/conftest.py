"""A ledger of a test's own, in a directory that does not exist yet."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings

from amazon_plytix.ledger import Run, Runs, Store
from amazon_plytix.ledger import store as store_module

settings.register_profile("steady", derandomize=True, database=None, deadline=None, max_examples=60)
settings.load_profile("steady")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "ledger.sqlite"


@pytest.fixture
def open_store(path: Path) -> Iterator[Callable[[], Store]]:
    """Open the ledger, as often as wanted; all are closed in the end."""
    with ExitStack() as opened:
        yield lambda: opened.enter_context(closing(Store(path)))


@pytest.fixture
def store(open_store: Callable[[], Store]) -> Store:
    return open_store()


@pytest.fixture
def run(store: Store) -> Run:
    return Runs(store).begin("acme", None, "/maps/mapping.json", "US", datetime(2025, 12, 23, 6, tzinfo=UTC))


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who finds the ledger locked gives up at once."""
    monkeypatch.setattr(store_module, "_BUSY_MILLISECONDS", 20)
