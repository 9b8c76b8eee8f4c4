"""Secrets from the environment, a file or a keyring, so that the config file need not hold them."""

import importlib
import os
from pathlib import Path

from pydantic import SecretStr


class SecretMissing(Exception):
    """There is no secret at a reference. The message names the reference, never a secret."""


def resolve(stated: SecretStr) -> str:
    """Return the secret at ``env:NAME``, ``file:PATH`` or ``keyring:SERVICE/USER``. Other text is the secret itself.

    Raises SecretMissing if there is none.
    """
    kind, _, rest = stated.get_secret_value().partition(":")
    sources = {"env": _from_variable, "file": _from_file, "keyring": _from_keyring}
    secret = sources[kind](rest) if kind in sources else stated.get_secret_value()
    if not secret:
        raise SecretMissing(f"the secret at {kind}:{rest} is empty" if kind in sources else "an empty secret")
    return secret


def _from_variable(name: str) -> str:
    if name not in os.environ:
        raise SecretMissing(f"the environment variable {name} is not set")
    return os.environ[name]


def _from_file(path: str) -> str:
    try:
        return Path(path).expanduser().read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SecretMissing(f"the secret file {path} cannot be read: {error}") from None


def _from_keyring(reference: str) -> str:
    service, _, user = reference.partition("/")
    try:
        keyring = importlib.import_module("keyring")
    except ImportError:
        raise SecretMissing("keyring is not installed: pip install 'amazon-plytix[keyring]'") from None
    try:
        return keyring.get_password(service, user) or ""
    except Exception as error:  # noqa: BLE001 a keyring's back end may raise anything
        raise SecretMissing(f"the keyring cannot be asked for {reference}: {error}") from None
