"""No test sees the user's own ledger or config."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMAZON_PLYTIX_STATE_DIR", str(tmp_path / "state"))
