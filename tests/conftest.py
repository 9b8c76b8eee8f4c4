"""No test sees the user's own ledger or config, and the longest tests begin first."""

from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("steady", derandomize=True, database=None, deadline=None, max_examples=100)
settings.load_profile("steady")

_LONG = ("test_ten_thousand_listings", "test_kills.py", "test_quota.py", "test_worlds.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """So that no worker is left with a long one when the others are done."""
    items.sort(key=lambda item: next((rank for rank, name in enumerate(_LONG) if name in item.nodeid), len(_LONG)))


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMAZON_PLYTIX_STATE_DIR", str(tmp_path / "state"))
