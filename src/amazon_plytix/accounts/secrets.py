"""Secrets from the environment, a file or a keyring, so that the config file need not hold them."""

import importlib
import os
from pathlib import Path

from pydantic import SecretStr


class SecretMissing(Exception):
    """There is no secret where a setting says. The message names the setting and never its value.

    A password that begins like a reference must not be printed as one.
    """


def resolve(setting: str, stated: SecretStr) -> str:
    """Return the secret at ``env:NAME``, ``file:PATH`` or ``keyring:SERVICE/USER``. Other text is the secret itself.

    Arguments:
        setting: the name of the setting, for messages.
        stated: its value.

    Raises SecretMissing if there is none.
    """
    kind, _, rest = stated.get_secret_value().partition(":")
    sources = {"env": _from_variable, "file": _from_file, "keyring": _from_keyring}
    if kind not in sources:
        if not stated.get_secret_value():
            raise SecretMissing(f"{setting} is empty")
        return stated.get_secret_value()
    try:
        secret = sources[kind](rest)
    except SecretMissing as missing:
        raise SecretMissing(f"{setting}: {missing}") from None
    if not secret:
        raise SecretMissing(f"{setting}: the secret that it names ({kind}:) is empty")
    return secret


def secret_file(stated: SecretStr) -> Path | None:
    """Return the file that a secret is in, None if it is in none."""
    kind, _, rest = stated.get_secret_value().partition(":")
    return Path(rest).expanduser() if kind == "file" else None


def _from_variable(name: str) -> str:
    if name not in os.environ:
        raise SecretMissing("the environment variable that it names is not set")
    return os.environ[name]


def _from_file(path: str) -> str:
    try:
        return Path(path).expanduser().read_text("utf-8").strip()
    except OSError as error:
        raise SecretMissing(f"the file that it names cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise SecretMissing("the file that it names cannot be read: it is not UTF-8") from None
    except (ValueError, RuntimeError):
        raise SecretMissing("the file that it names cannot be read: that is no path") from None


def _from_keyring(reference: str) -> str:
    service, _, user = reference.partition("/")
    try:
        keyring = importlib.import_module("keyring")
    except ImportError:
        raise SecretMissing("keyring is not installed: pip install keyring") from None
    try:
        return keyring.get_password(service, user) or ""
    except Exception as error:  # noqa: BLE001 a keyring's back end may raise anything
        raise SecretMissing(f"the keyring cannot be asked for what it names ({type(error).__name__})") from None
