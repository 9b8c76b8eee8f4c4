"""The directory for what is kept between runs."""

from pathlib import Path

import pytest
from platformdirs import user_state_path

from amazon_plytix.accounts import AccountUnusable, ledger_path, state_directory


def test_the_state_directory_is_the_one_that_the_environment_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AMAZON_PLYTIX_STATE_DIR", str(tmp_path))
    assert state_directory() == tmp_path
    assert ledger_path() == tmp_path / "ledger.sqlite"


@pytest.mark.parametrize("empty", [True, False], ids=["empty", "not set"])
def test_the_state_directory_is_else_that_of_the_platform(monkeypatch: pytest.MonkeyPatch, empty: bool) -> None:
    monkeypatch.setenv("AMAZON_PLYTIX_STATE_DIR", "")
    if not empty:
        monkeypatch.delenv("AMAZON_PLYTIX_STATE_DIR")
    assert state_directory() == user_state_path("amazon-plytix")


def test_asking_for_the_state_directory_makes_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMAZON_PLYTIX_STATE_DIR", str(tmp_path / "state"))
    assert not ledger_path().parent.exists()


def test_a_wrong_environment_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMAZON_PLYTIX_RESERVE", "all")
    with pytest.raises(AccountUnusable, match="AMAZON_PLYTIX_RESERVE"):
        ledger_path()
