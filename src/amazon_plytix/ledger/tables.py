"""The ledger's tables. No table holds a secret. All times are seconds since 1970."""

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, LargeBinary, MetaData, String, Table

from amazon_plytix.ledger.checked import check_values

metadata = MetaData()

# One row: how many of the migrations have been made.
version = Table("version", metadata, Column("made", Integer, nullable=False))

runs = Table(
    "runs",
    metadata,
    Column("id", String, primary_key=True),
    # sync, link or undo
    Column("job", String, nullable=False),
    # The run that this one goes on with, or takes back.
    Column("parent", String),
    Column("account", String, nullable=False),
    # The name by which the account was chosen, NULL for the environment's, and the account's host.
    Column("alias", String),
    Column("host", String, nullable=False),
    Column("mapping", String, nullable=False),
    # SHA-256 of the mapping file.
    Column("mapping_digest", String),
    Column("marketplace", String),
    # How many links that the mapping contradicts might be removed; NULL if none.
    Column("most_removals", Integer),
    # How many products might be created; NULL for any number.
    Column("most_creates", Integer),
    # Which listings of the mapping it spoke of, as a sentence, and the options that chose them, as JSON; NULL if all.
    Column("limited", String),
    Column("selection", String),
    # The status that new products were to get, NULL for Plytix's own choice.
    Column("product_status", String),
    # How many listings the job spoke of, once that was known.
    Column("listings", Integer, nullable=False),
    # How many listings and links its Plan says cannot be made: they have no Steps.
    Column("obstacles", Integer),
    Column("state", String, nullable=False),
    Column("began_at", Float, nullable=False),
    Column("ended_at", Float),
    # How its process ended, how much went wrong, and why it ended before its end; NULL if that is not known.
    Column("exit_status", Integer),
    Column("errors", Integer),
    Column("stopped", String),
)
Index("runs_parent", runs.c.parent)

# The Plan that a run carried out: JSON, compressed by zlib.
plans = Table(
    "plans",
    metadata,
    Column("run", String, ForeignKey("runs.id"), primary_key=True),
    Column("document", LargeBinary, nullable=False),
)

# One row a Step, as planning/steps.py describes it: its intent is written before it is sent, its outcome after.
steps = Table(
    "steps",
    metadata,
    Column("run", String, ForeignKey("runs.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("account", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("subject_sku", String, nullable=False),
    Column("subject_id", String),
    Column("target_sku", String),
    Column("target_id", String),
    Column("relation", String),
    Column("schema_id", String),
    Column("stage", String, nullable=False),
    Column("modified", String),
    Column("linked_at", String),
    Column("message", String),
    Column("is_open", Boolean, nullable=False),
    Column("undoes", Integer),
)
Index("steps_open", steps.c.account, steps.c.is_open, sqlite_where=steps.c.is_open)

# Who may write to an account, and until when. The row stays when the account is free again.
leases = Table(
    "leases",
    metadata,
    Column("account", String, primary_key=True),
    # Grows with every acquisition and never repeats: what an earlier holder still writes is known by it.
    Column("epoch", Integer, nullable=False),
    Column("run", String, nullable=False),
    # The holder's own id, and what it is called; then where the number of its process has a meaning, and the number.
    Column("owner", String, nullable=False),
    Column("owner_name", String, nullable=False),
    Column("pid_namespace", String),
    Column("pid", Integer),
    Column("expires_at", Float, nullable=False),
)

# The calls that may still count in a rate window.
calls = Table(
    "calls",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("account", String, nullable=False),
    # When it was answered; for a call still on its way, when it would be given up.
    Column("answered_at", Float, nullable=False),
    # For a call still on its way, when its place was taken.
    Column("in_flight_since", Float),
    # A ticket is never given twice: a late answer must not free the place of another call.
    sqlite_autoincrement=True,
)
Index("calls_answered", calls.c.account, calls.c.answered_at)

# The time up to which the API wants no calls, and when it said so.
pauses = Table(
    "pauses",
    metadata,
    Column("account", String, primary_key=True),
    Column("asked_at", Float, nullable=False),
    Column("until", Float, nullable=False),
)

check_values(metadata)
