"""The directory for what is kept between runs."""

from pathlib import Path

import pytest
from platformdirs import user_state_path

from amazon_plytix.accounts import AccountUnusable, ledger_path, state_directory
from amazon_plytix.accounts.settings import read_environment


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


def test_a_home_directory_that_no_shell_has_replaced_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("AMAZON_PLYTIX_STATE_DIR", "~/state")
    monkeypatch.setenv("AMAZON_PLYTIX_CONFIG", "~/config.toml")
    assert state_directory() == tmp_path / "state"
    assert read_environment().config == tmp_path / "config.toml"


def test_a_home_directory_that_there_is_not_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMAZON_PLYTIX_STATE_DIR", "~nobody-of-that-name/x")
    with pytest.raises(AccountUnusable, match=r"AMAZON_PLYTIX_STATE_DIR: .*no such home directory"):
        state_directory()
