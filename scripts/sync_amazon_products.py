"""Exactly `amazon-plytix sync` (sync-workflow.md, Script)."""

try:
    from amazon_plytix.cli.start import script

    script()
except ModuleNotFoundError as missing:
    raise SystemExit(f"{missing.name} is not installed for this Python: pip install . here, or use .venv's") from None
