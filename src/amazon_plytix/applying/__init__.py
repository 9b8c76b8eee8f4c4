"""A Plan becomes Outcomes."""

from amazon_plytix.applying.apply import apply, expected, intents, preview
from amazon_plytix.applying.outcome import LinkState, Observer, Outcome, Trouble
from amazon_plytix.ledger.records import Status

__all__ = ["LinkState", "Observer", "Outcome", "Status", "Trouble", "apply", "expected", "intents", "preview"]
