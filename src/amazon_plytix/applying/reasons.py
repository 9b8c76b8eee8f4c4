"""Why something went wrong, without the names of what it went wrong with."""

import re

_ID = re.compile(r"[0-9a-f]{24}")


def reason_of(message: str, *names: str | None) -> str:
    """Return a message without these names, and without ids: what is left is the same for all that it befell."""
    for name in names:
        if name:
            message = message.replace(name, "...")
    return _ID.sub("...", message)
