"""Settings that cannot be used, or that others can use: what a command says of them."""

from pathlib import Path

import pytest

from plytix_sandbox import Running
from tests.support.commands import Invoke, last_run, refused

ACME = '[accounts.acme]\napi_key = "sandbox"\napi_password = "file:{secret}"\n'


@pytest.fixture
def config(plytix: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A config file with an account whose password is in a file, both private."""
    for name in ("PLYTIX_API_KEY", "PLYTIX_API_PASSWORD"):
        monkeypatch.delenv(name)
    secret, path = tmp_path / "secret", tmp_path / "config.toml"
    secret.write_text("sandbox")
    path.write_text(ACME.format(secret=secret))
    for each in (secret, path):
        each.chmod(0o600)
    return path


def sync(invoke: Invoke, mapping: Path, *more: str) -> tuple[int, str]:
    result = invoke("sync", "--mapping", mapping, "--dry-run", "--plytix-account", "acme", *more)
    return result.exit_code, result.stderr


def test_what_is_private_is_worth_no_word(invoke: Invoke, mapping: Path, config: Path) -> None:
    assert sync(invoke, mapping) == (0, "")


def test_what_others_can_read_is_a_warning_and_no_refusal(invoke: Invoke, mapping: Path, config: Path) -> None:
    config.chmod(0o644)
    warning = f"Warning: others can read the config file {config}; to change that: chmod 600 {config}\n"
    status, stderr = sync(invoke, mapping)
    # A line without a terminal begins with the moment.
    assert (status, stderr.split(" ", 1)[1]) == (0, warning)


def test_a_password_that_looks_like_a_reference_is_not_printed(invoke: Invoke, mapping: Path, config: Path) -> None:
    config.write_text(ACME.format(secret="hunter2"))
    status, stderr = sync(invoke, mapping)
    assert (status, "hunter2" in stderr) == (2, False)
    assert "account 'acme': api_password: the file that it names cannot be read" in stderr


def test_if_two_accounts_could_be_meant_it_says_which_was_taken(
    plytix: Running, invoke: Invoke, mapping: Path, tmp_path: Path
) -> None:
    (tmp_path / "config.toml").write_text('default_account = "acme"\n' + ACME.format(secret="nowhere"))
    result = invoke("sync", "--mapping", mapping, "--dry-run")
    assert result.exit_code == 0
    assert result.stderr.split(" ", 1)[1] == (
        "Warning: the credentials of the environment were taken (PLYTIX_API_KEY); the config file's default account "
        "'acme' was not: name it with --plytix-account acme\n"
    )


def test_a_run_has_chosen_its_account_already(plytix: Running, invoke: Invoke, mapping: Path, tmp_path: Path) -> None:
    invoke("sync", "--mapping", mapping, "--execute")
    (tmp_path / "config.toml").write_text('default_account = "acme"\n' + ACME.format(secret="nowhere"))
    results = [invoke(*command, last_run(invoke)["run"]) for command in (["resume"], ["undo", "--dry-run"])]
    assert [(result.exit_code, result.stderr) for result in results] == [(0, ""), (0, "")]


def test_a_config_file_that_is_named_and_not_there_is_refused_whatever_the_environment_says(
    plytix: Running, invoke: Invoke, mapping: Path, tmp_path: Path
) -> None:
    (tmp_path / "config.toml").unlink()
    result = invoke("sync", "--mapping", mapping, "--execute")
    refused(result, plytix.sandbox, f"config file {tmp_path / 'config.toml'} cannot be read: No such file", "Nothing")


def test_credentials_of_the_environment_that_are_refused_are_called_so(
    plytix: Running, invoke: Invoke, mapping: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLYTIX_API_PASSWORD", "wrong")
    result = invoke("sync", "--mapping", mapping, "--dry-run")
    refused(result, plytix.sandbox, "does not accept the API key and password of the account of the environment; ")


@pytest.mark.parametrize("seconds", ["inf", "1e15", "nan"])
def test_a_rate_limit_that_is_none(plytix: Running, invoke: Invoke, mapping: Path, config: Path, seconds: str) -> None:
    with config.open("a") as file:
        file.write(f"rate_limits = [{{calls = 5, seconds = {seconds}}}]\n")
    result = invoke("sync", "--mapping", mapping, "--execute", "--plytix-account", "acme")
    refused(result, plytix.sandbox, "accounts.acme.rate_limits.0.seconds", "Nothing was written")
    assert len(plytix.sandbox.journal) == 0


@pytest.mark.parametrize("proxy", ["socks4://u:hunter2@h", "http://u:hunter2@h:abc", "http://u:hunter2@[::1"])
@pytest.mark.parametrize("option", ["--dry-run", "--execute"])
def test_a_proxy_that_is_none(
    plytix: Running, invoke: Invoke, mapping: Path, monkeypatch: pytest.MonkeyPatch, proxy: str, option: str
) -> None:
    # No proxy is used to reach this computer itself.
    for name in ("PLYTIX_PIM_BASE_URL", "PLYTIX_AUTH_BASE_URL"):
        monkeypatch.setenv(name, "https://pim.example")
    monkeypatch.setenv("ALL_PROXY", proxy)
    result = invoke("sync", "--mapping", mapping, option)
    refused(result, plytix.sandbox, "through the proxy that the environment names", "Nothing was written")
    assert "hunter2" not in result.output
    assert len(plytix.sandbox.journal) == 0
