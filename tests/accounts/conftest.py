"""An environment with nothing of the developer's own in it, and a config file to write."""

from collections.abc import Callable
from pathlib import Path

import pytest

from amazon_plytix.accounts import AccountUnusable, find_account

NAMES = (
    "PLYTIX_API_KEY",
    "PLYTIX_API_PASSWORD",
    "PLYTIX_PIM_BASE_URL",
    "PLYTIX_AUTH_BASE_URL",
    "AMAZON_PLYTIX_FAMILY",
    "AMAZON_PLYTIX_FAMILY_ID",
    "AMAZON_PLYTIX_RELATIONSHIP",
)


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The config file's path; nothing is there yet, and no variable says anything about accounts."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    path = tmp_path / "config.toml"
    monkeypatch.setenv("AMAZON_PLYTIX_CONFIG", str(path))
    return path


@pytest.fixture
def configured(config: Path) -> Path:
    """A config file with the accounts acme and beta, of which acme is the default."""
    config.write_text(
        'default_account = "acme"\n'
        "[accounts.acme]\n"
        'api_key = "acme-key"\n'
        'api_password = "acme-password"\n'
        "[accounts.beta]\n"
        'api_key = "beta-key"\n'
        'api_password = "beta-password"\n'
    )
    return config


@pytest.fixture
def in_environment(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Key and password in the environment."""
    monkeypatch.setenv("PLYTIX_API_KEY", "environment-key")
    monkeypatch.setenv("PLYTIX_API_PASSWORD", "environment-password")


@pytest.fixture
def unusable(config: Path) -> Callable[..., str]:
    """What is said of an account that cannot be used."""

    def said(alias: str | None = None) -> str:
        with pytest.raises(AccountUnusable) as caught:
            find_account(alias)
        return str(caught.value)

    return said
