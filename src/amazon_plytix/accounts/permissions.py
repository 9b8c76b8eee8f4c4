"""Who else on this computer can read the secrets, or write into the ledger."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from amazon_plytix.accounts.directories import state_directory
from amazon_plytix.accounts.secrets import secret_file
from amazon_plytix.accounts.settings import config_path, read_config_file, read_environment

_READ_BY_OTHERS = stat.S_IRGRP | stat.S_IROTH
_WRITTEN_BY_OTHERS = stat.S_IWGRP | stat.S_IWOTH
_FOR_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def permission_warnings(alias: str | None) -> Iterator[str]:
    """Return a warning for every file and directory of ours that others can use, and make private what we made.

    Arguments:
        alias: the account whose secrets are used, None for the environment's.

    Raises AccountUnusable if the settings cannot be read.
    """
    # Elsewhere such bits say nothing.
    if os.name == "posix":
        yield from _about_state(state_directory())
        if alias is not None:
            yield from _about_secrets(alias)


def _about_secrets(alias: str) -> Iterator[str]:
    named = read_environment().config
    path = config_path(named)
    if _mode(path) & _READ_BY_OTHERS:
        yield f"others can read the config file {path}; to change that: chmod 600 {path}"
    account = read_config_file(named).accounts[alias]
    for setting, stated in (("api_key", account.api_key), ("api_password", account.api_password)):
        file = secret_file(stated)
        if file and _mode(file) & _READ_BY_OTHERS:
            yield f"others can read the file that {setting} of account {alias!r} names; to change that: chmod 600"


def _about_state(folder: Path) -> Iterator[str]:
    if _mode(folder) & _WRITTEN_BY_OTHERS:
        yield f"others can write into {folder}, in which the ledger is; to change that: chmod 700 {folder}"
    for path in (*folder.glob("ledger.sqlite*"), folder / "results"):
        mode = _mode(path)
        if mode & _FOR_OTHERS:
            is_private = _make_private(path, mode)
            if mode & _WRITTEN_BY_OTHERS:
                end = "it is yours alone now" if is_private else f"to change that: chmod go= {path}"
                yield f"others could write {path}; {end}"


def _make_private(path: Path, mode: int) -> bool:
    try:
        path.chmod(mode & ~_FOR_OTHERS)
    except OSError:
        return False
    return True


def _mode(path: Path) -> int:
    """Return the permissions of a file or directory; 0 if there is none, or if it is a pipe or a device."""
    try:
        found = path.stat().st_mode
    except (OSError, ValueError):
        return 0
    return stat.S_IMODE(found) if stat.S_ISREG(found) or stat.S_ISDIR(found) else 0
