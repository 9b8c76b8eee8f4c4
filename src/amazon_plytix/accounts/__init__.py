"""Which account of Plytix to work on: aliases, settings, secrets."""

from amazon_plytix.accounts.account import Account, AccountUnusable, SchemaNames, find_account, ledger_path

__all__ = ["Account", "AccountUnusable", "SchemaNames", "find_account", "ledger_path"]
