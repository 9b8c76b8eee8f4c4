"""The state of an account: records in tables, and the rules by which they change."""

from plytix_sandbox.catalog.catalog import Catalog

__all__ = ["Catalog"]
