"""A sandbox on a socket, and the command line in this process."""

import shutil
import ssl
from pathlib import Path

import pytest
from typer.testing import CliRunner

from amazon_plytix.cli.main import app
from amazon_plytix.plytix import RetryPauses, client
from plytix_sandbox import Running, Sandbox, accounts
from tests.support.commands import Invoke
from tests.support.mappings import SEED_MAPPING
from tests.support.plytix import environment
from tests.support.shared_server import SharedServer


@pytest.fixture(scope="session")
def tls_context() -> ssl.SSLContext:
    """What a client knows of certificates."""
    return ssl.create_default_context()


@pytest.fixture(autouse=True)
def _one_tls_context(tls_context: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every client reads the machine's certificates again, for 27 ms, and needs none on loopback."""
    monkeypatch.setattr("httpx2._transports.default.create_ssl_context", lambda **_: tls_context)


@pytest.fixture(autouse=True)
def _no_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "RETRY_PAUSES", RetryPauses(call=(0.0,), sign_in=(0.0,)))


@pytest.fixture
def plytix(shared_server: SharedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Running:
    """The example, served; the environment leads to it."""
    running = shared_server.serve(Sandbox(accounts.example(), plan="unlimited"))
    for name, value in environment(running.url, tmp_path).items():
        monkeypatch.setenv(name, value)
    return running


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    """A copy of the example mapping, beside which results may be written."""
    return Path(shutil.copy(SEED_MAPPING, tmp_path))


@pytest.fixture
def invoke() -> Invoke:
    """Run amazon-plytix with these arguments."""
    return lambda *arguments: CliRunner().invoke(app, [str(argument) for argument in arguments])
