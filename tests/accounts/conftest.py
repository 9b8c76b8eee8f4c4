"""An environment with nothing of the developer's own in it, and a config file to write."""

from collections.abc import Callable
from pathlib import Path

import pytest

from amazon_plytix.accounts import AccountUnusable, find_account
from amazon_plytix.accounts.settings import Environment


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The path of the config file, which does not exist yet. No variable says anything about accounts."""
    variables = {str(field.validation_alias) for field in Environment.model_fields.values()}
    for name in variables - {"AMAZON_PLYTIX_STATE_DIR"}:
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
    """Key and password in the environment, and a config file without accounts if there is none yet."""
    config.touch()
    monkeypatch.setenv("PLYTIX_API_KEY", "environment-key")
    monkeypatch.setenv("PLYTIX_API_PASSWORD", "environment-password")


@pytest.fixture
def unusable(config: Path) -> Callable[..., str]:
    """Find an account that cannot be used and return the message."""

    def message(alias: str | None = None) -> str:
        with pytest.raises(AccountUnusable) as caught:
            find_account(alias)
        return str(caught.value)

    return message
