"""From an ASIN mapping to Plytix products."""
