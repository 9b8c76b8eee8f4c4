"""The sources of secrets, and the messages if there is none."""

import sys
import traceback
from pathlib import Path
from types import SimpleNamespace

import pytest
from pydantic import SecretStr

from amazon_plytix.accounts import AccountUnusable, find_account
from amazon_plytix.accounts.secrets import SecretMissing, resolve


def found(reference: str) -> str:
    return resolve("api_key", SecretStr(reference))


def missing(reference: str) -> str:
    with pytest.raises(SecretMissing) as caught:
        found(reference)
    return str(caught.value)


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> dict[tuple[str, str], str]:
    """A keyring with these secrets by service and user."""
    secrets: dict[tuple[str, str], str] = {}
    module = SimpleNamespace(get_password=lambda service, user: secrets.get((service, user)))
    monkeypatch.setitem(sys.modules, "keyring", module)
    return secrets


@pytest.mark.parametrize("plain", ["hunter2", "a:b", "ENV:X", "vault:x", "with blank ", "https://x"])
def test_anything_that_is_no_reference_is_the_secret_itself(plain: str) -> None:
    assert found(plain) == plain


def test_a_secret_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACME_KEY", "hunter2:with:colons")
    assert found("env:ACME_KEY") == "hunter2:with:colons"


def test_a_variable_that_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ACME_KEY", raising=False)
    assert missing("env:ACME_KEY") == "api_key: the environment variable that it names is not set"


def test_a_variable_that_is_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACME_KEY", "")
    assert missing("env:ACME_KEY") == "api_key: the secret that it names (env:) is empty"


def test_a_secret_from_a_file_without_the_line_break_at_its_end(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("hunter2\r\n")
    assert found(f"file:{tmp_path / 'key'}") == "hunter2"


def test_a_secret_file_in_the_home_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "key").write_text("hunter2")
    assert found("file:~/key") == "hunter2"


def test_a_secret_file_that_is_not_there(tmp_path: Path) -> None:
    said = "api_key: the file that it names cannot be read: No such file or directory"
    assert missing(f"file:{tmp_path / 'none'}") == said


def test_a_secret_file_that_is_a_directory(tmp_path: Path) -> None:
    assert missing(f"file:{tmp_path}") == "api_key: the file that it names cannot be read: Is a directory"


def test_a_secret_file_that_is_not_utf_8_is_not_shown(tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(b"hunter2\xff")
    said = missing(f"file:{tmp_path / 'key'}")
    assert said == "api_key: the file that it names cannot be read: it is not UTF-8"
    assert "hunter2" not in said


def test_an_empty_secret_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(" \n")
    assert missing(f"file:{tmp_path / 'key'}") == "api_key: the secret that it names (file:) is empty"


def test_a_secret_from_the_keyring(keyring: dict[tuple[str, str], str]) -> None:
    keyring["plytix", "acme"] = "hunter2"
    assert found("keyring:plytix/acme") == "hunter2"


def test_a_keyring_user_may_have_slashes(keyring: dict[tuple[str, str], str]) -> None:
    keyring["plytix", "acme/shop"] = "hunter2"
    assert found("keyring:plytix/acme/shop") == "hunter2"


@pytest.mark.usefixtures("keyring")
def test_a_secret_that_the_keyring_does_not_have() -> None:
    assert missing("keyring:plytix/acme") == "api_key: the secret that it names (keyring:) is empty"


def test_a_keyring_that_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(service: str, user: str) -> str:
        raise RuntimeError("locked")

    monkeypatch.setitem(sys.modules, "keyring", SimpleNamespace(get_password=locked))
    assert missing("keyring:plytix/acme") == "api_key: the keyring cannot be asked for what it names (RuntimeError)"


def test_without_a_keyring_the_message_says_how_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert missing("keyring:plytix/acme") == "api_key: keyring is not installed: pip install keyring"


@pytest.mark.parametrize(
    "reference", ["env:", "file:", "keyring:", "file:~nobody-of-that-name/", "file:\x00", "env:\x00"]
)
def test_a_password_that_looks_like_a_reference_is_not_printed(monkeypatch: pytest.MonkeyPatch, reference: str) -> None:
    def locked(service: str, user: str) -> str:
        raise RuntimeError(f"no entry {service}/{user}")

    monkeypatch.setitem(sys.modules, "keyring", SimpleNamespace(get_password=locked))
    said = missing(f"{reference}hunter2")
    assert said.startswith("api_key: ")
    assert "hunter2" not in said


def test_an_empty_secret() -> None:
    assert missing("") == "api_key is empty"


def test_an_accounts_secrets_come_from_the_places_that_it_names(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACME_KEY", "the-key")
    (tmp_path / "password").write_text("the-password\n")
    config.write_text(f'[accounts.acme]\napi_key = "env:ACME_KEY"\napi_password = "file:{tmp_path / "password"}"\n')
    credentials = find_account("acme").credentials
    assert (credentials.key, credentials.password) == ("the-key", "the-password")


def test_a_missing_secret_names_its_account_and_not_the_other_secret(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ACME_PASSWORD", raising=False)
    config.write_text('[accounts.acme]\napi_key = "hunter2"\napi_password = "env:ACME_PASSWORD"\n')
    with pytest.raises(AccountUnusable) as caught:
        find_account("acme")
    assert str(caught.value) == "account 'acme': api_password: the environment variable that it names is not set"
    assert "hunter2" not in "".join(traceback.format_exception(caught.value))


def test_the_secrets_of_other_accounts_are_not_looked_up(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BETA", raising=False)
    config.write_text(
        '[accounts.acme]\napi_key = "k"\napi_password = "p"\n'
        '[accounts.beta]\napi_key = "env:BETA"\napi_password = "env:BETA"\n'
    )
    assert find_account("acme").alias == "acme"
