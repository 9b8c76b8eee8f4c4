"""The ledger's tables.

Nothing here is SQLite's own, so that runs can later be shared between machines in PostgreSQL. No table holds
a secret.
"""

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, MetaData, String, Table

metadata = MetaData()

# One row: how many of the migrations have been made.
version = Table("version", metadata, Column("made", Integer, nullable=False))

runs = Table(
    "runs",
    metadata,
    Column("id", String, primary_key=True),
    Column("account", String, nullable=False),
    # The name by which the account was chosen, None for the environment's.
    Column("alias", String),
    Column("mapping", String, nullable=False),
    Column("marketplace", String),
    # What was done: sync or link, and how many links that the mapping contradicts might be removed, if any.
    Column("job", String, nullable=False, server_default="sync"),
    Column("most_removals", Integer),
    Column("state", String, nullable=False),
    Column("began_at", Float, nullable=False),
    Column("ended_at", Float),
)

# One row for every listing of a run. A stage (create, family, link) is "" where there is nothing to do, then
# planned, sent, done or failed: its intent is written before it is sent, its outcome after.
listings = Table(
    "listings",
    metadata,
    Column("run", String, ForeignKey("runs.id"), primary_key=True),
    Column("sku", String, primary_key=True),
    Column("account", String, nullable=False),
    Column("number", Integer, nullable=False),
    Column("asin", String, nullable=False),
    Column("status", String, nullable=False),
    Column("product_id", String),
    Column("canonical_id", String),
    Column("create", String, nullable=False),
    Column("family", String, nullable=False),
    Column("link", String, nullable=False),
    Column("message", String),
    Column("modified", String),
    # What was begun and not ended, until this or a later run ends it.
    Column("open", Boolean, nullable=False),
)
Index("listings_open", listings.c.account, listings.c.open)

# One row for every link that a link job adds or removes, with a stage as above.
links = Table(
    "links",
    metadata,
    Column("run", String, ForeignKey("runs.id"), primary_key=True),
    Column("relation", String, primary_key=True),
    Column("source_id", String, primary_key=True),
    Column("target_id", String, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("source_sku", String, nullable=False),
    Column("target_sku", String, nullable=False),
    # add or remove
    Column("action", String, nullable=False),
    Column("stage", String, nullable=False),
    Column("message", String),
)

# Who may write to an account, and until when; times are seconds since 1970.
leases = Table(
    "leases",
    metadata,
    Column("account", String, primary_key=True),
    Column("run", String, nullable=False),
    Column("owner", String, nullable=False),
    Column("expires_at", Float, nullable=False),
)

# The calls that may still count in a rate window, and the time up to which Plytix wants none.
calls = Table(
    "calls",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("account", String, nullable=False),
    # When it was answered; for a call still on its way, when it would be given up.
    Column("answered_at", Float, nullable=False),
    # A ticket is never given twice: a late answer must not free the place of another call.
    sqlite_autoincrement=True,
)
Index("calls_answered", calls.c.account, calls.c.answered_at)
pauses = Table(
    "pauses",
    metadata,
    Column("account", String, primary_key=True),
    Column("until", Float, nullable=False),
)
