"""The Plytix account to work on: aliases, settings, secrets, and the directory for what is kept between runs."""

from amazon_plytix.accounts.account import Account, SchemaNames, find_account
from amazon_plytix.accounts.settings import AccountUnusable
from amazon_plytix.accounts.state_directory import ledger_path, state_directory

__all__ = ["Account", "AccountUnusable", "SchemaNames", "find_account", "ledger_path", "state_directory"]
