"""A sandbox on a socket, and the command line in this process."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from amazon_plytix.cli.main import app
from amazon_plytix.plytix import RetryPauses, client
from plytix_sandbox import Running, Sandbox, accounts, serving

Invoke = Callable[..., Result]


@pytest.fixture(autouse=True)
def _no_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "RETRY_PAUSES", RetryPauses(call=(0.0,), sign_in=(0.0,)))


@pytest.fixture
def plytix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    """The example, served; the environment leads to it."""
    with serving(Sandbox(accounts.example(), plan="unlimited")) as running:
        monkeypatch.setenv("PLYTIX_API_KEY", "sandbox")
        monkeypatch.setenv("PLYTIX_API_PASSWORD", "sandbox")
        monkeypatch.setenv("PLYTIX_PIM_BASE_URL", running.url)
        monkeypatch.setenv("PLYTIX_AUTH_BASE_URL", running.url)
        monkeypatch.setenv("AMAZON_PLYTIX_CONFIG", str(tmp_path / "config.toml"))
        (tmp_path / "config.toml").write_text("")
        yield running


@pytest.fixture
def invoke() -> Invoke:
    """Run amazon-plytix with these arguments."""
    return lambda *arguments: CliRunner().invoke(app, [str(argument) for argument in arguments])
