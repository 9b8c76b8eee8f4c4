"""The family of sync-workflow.md, Attribute Population, and how a command finds a sandbox in the place of Plytix."""

from pathlib import Path

FAMILY_ID = "694a3a2d665d9e1363da7922"


def environment(url: str, folder: Path) -> dict[str, str]:
    """Return the environment variables that lead a command to a sandbox, its config file and ledger to a folder."""
    config = folder / "config.toml"
    config.touch()
    return {
        "PLYTIX_API_KEY": "sandbox",
        "PLYTIX_API_PASSWORD": "sandbox",
        "PLYTIX_PIM_BASE_URL": url,
        "PLYTIX_AUTH_BASE_URL": url,
        "AMAZON_PLYTIX_CONFIG": str(config),
        "AMAZON_PLYTIX_STATE_DIR": str(folder / "state"),
    }
