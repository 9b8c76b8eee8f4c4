"""A ledger of a test's own, in a directory that does not exist yet."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from amazon_plytix.ledger import store as store_module
from amazon_plytix.ledger.runs import Runs
from amazon_plytix.ledger.store import Store


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
def runs(store: Store) -> Runs:
    return Runs(store)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who finds the ledger locked gives up at once."""
    monkeypatch.setattr(store_module, "_BUSY_MILLISECONDS", 20)
