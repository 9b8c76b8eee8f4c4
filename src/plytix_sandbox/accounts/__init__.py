"""What an account holds when a sandbox starts: the example, nothing, a file, or what a mapping names."""

from plytix_sandbox.accounts.account import Account, AccountError
from plytix_sandbox.accounts.files import empty, example, load, parse
from plytix_sandbox.accounts.mapping import for_mapping

__all__ = ["Account", "AccountError", "empty", "example", "for_mapping", "load", "parse"]
