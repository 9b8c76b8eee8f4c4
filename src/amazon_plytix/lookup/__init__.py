"""What Plytix holds of the things a job needs: its schema, the listings' products, the canonical products.

An answer that could not be had is an error here, never "absent".
"""

from amazon_plytix.lookup.again import find_again
from amazon_plytix.lookup.family_trees import find_link_holdings
from amazon_plytix.lookup.holdings import find_holdings
from amazon_plytix.lookup.schema import LinkSchema, SchemaLacks, SyncSchema, find_link_schema, find_schema

__all__ = [
    "LinkSchema",
    "SchemaLacks",
    "SyncSchema",
    "find_again",
    "find_holdings",
    "find_link_holdings",
    "find_link_schema",
    "find_schema",
]
