"""A Plan becomes Outcomes. ``undoing`` is the way back."""
