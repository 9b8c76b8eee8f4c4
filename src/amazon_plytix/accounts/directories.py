"""The directory for what the program keeps between runs."""

from pathlib import Path

from platformdirs import user_state_path

from amazon_plytix.accounts.settings import read_environment


def state_directory() -> Path:
    """Return AMAZON_PLYTIX_STATE_DIR, or the platform's directory for the state of programs.

    It may not exist yet. Whatever writes into it first makes it, readable by its owner alone (mode 0700).

    Raises AccountUnusable if the environment cannot be used.
    """
    return read_environment().state_dir or user_state_path("amazon-plytix")


def ledger_path() -> Path:
    """Return the path of the ledger.

    Raises AccountUnusable if the environment cannot be used.
    """
    return state_directory() / "ledger.sqlite"
