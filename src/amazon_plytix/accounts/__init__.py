"""The Plytix account to work on: aliases, settings, secrets, and the directory for what is kept between runs."""

from amazon_plytix.accounts.account import Account, BrakeLimits, SchemaNames, find_account
from amazon_plytix.accounts.directories import ledger_path, state_directory
from amazon_plytix.accounts.identity import IdentifiedAccount, identified
from amazon_plytix.accounts.permissions import permission_warnings
from amazon_plytix.accounts.settings import AccountUnusable

__all__ = [
    "Account",
    "AccountUnusable",
    "BrakeLimits",
    "IdentifiedAccount",
    "SchemaNames",
    "find_account",
    "identified",
    "ledger_path",
    "permission_warnings",
    "state_directory",
]
