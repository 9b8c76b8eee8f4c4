"""A warning for files and directories that others on this computer can use; ours are made private."""

import stat
from pathlib import Path

import pytest

from amazon_plytix.accounts import permission_warnings, state_directory


@pytest.fixture
def state() -> Path:
    """The state directory, with a ledger, all private."""
    folder = state_directory()
    (folder / "results").mkdir(parents=True, mode=0o700)
    folder.chmod(0o700)
    (folder / "ledger.sqlite").touch(mode=0o600)
    return folder


def told(alias: str | None = None) -> list[str]:
    return list(permission_warnings(alias))


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_before_there_is_anything_there_is_nothing_to_tell() -> None:
    assert told() == []


def test_what_is_private_is_not_told(state: Path) -> None:
    assert told() == []


@pytest.mark.parametrize("others", [0o777, 0o770, 0o702])
def test_a_state_directory_that_others_can_write_into_is_told(state: Path, others: int) -> None:
    state.chmod(others)
    assert told() == [f"others can write into {state}, in which the ledger is; to change that: chmod 700 {state}"]


@pytest.mark.parametrize("name", ["ledger.sqlite", "results"])
def test_what_others_could_write_is_made_private_and_told(state: Path, name: str) -> None:
    path = state / name
    path.chmod(path.stat().st_mode | 0o066)
    assert told() == [f"others could write {path}; it is yours alone now"]
    assert mode(path) & 0o077 == 0
    assert told() == []


def test_what_others_could_only_read_is_made_private(state: Path) -> None:
    (state / "ledger.sqlite").chmod(0o644)
    assert told() == []
    assert mode(state / "ledger.sqlite") == 0o600


def test_a_ledger_of_somebody_else_is_told(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    path = state / "ledger.sqlite"
    path.chmod(0o666)
    monkeypatch.setattr(Path, "chmod", refuse)
    assert told() == [f"others could write {path}; to change that: chmod go= {path}"]


@pytest.mark.parametrize("others", [0o644, 0o640, 0o604])
def test_a_config_file_and_a_secret_file_that_others_can_read_are_told(
    config: Path, tmp_path: Path, others: int
) -> None:
    secret = tmp_path / "hunter2"
    secret.write_text("x")
    config.write_text(f'[accounts.acme]\napi_key = "k"\napi_password = "file:{secret}"\n')
    config.chmod(0o600)
    secret.chmod(0o600)
    assert told("acme") == []
    config.chmod(others)
    secret.chmod(others)
    first, second = told("acme")
    assert first == f"others can read the config file {config}; to change that: chmod 600 {config}"
    assert second.startswith("others can read the file that api_password of account 'acme' names")
