"""The way back: what a run did is taken back."""
