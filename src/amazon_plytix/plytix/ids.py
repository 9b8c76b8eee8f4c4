"""Which texts can be the id of something in Plytix."""

from urllib.parse import quote

from amazon_plytix.plytix.errors import UnusableId

# Parts of a path that lead to another path: `/products/..` is `/`.
_STEPS = (".", "..")


def is_usable_id(given: object) -> bool:
    """Return whether this may be an id.

    All known ids have 24 hexadecimal digits (plytix-api.md 13). That is not relied on: any text may be one that stands
    as itself in an address and on a terminal.
    """
    return isinstance(given, str) and given != "" and given not in _STEPS and given.isprintable()


def in_path(given: object) -> str:
    """Return an id as part of a path. Raises UnusableId if it cannot be one: another address would be called."""
    if not isinstance(given, str) or not is_usable_id(given):
        raise UnusableId(f"{ascii(given)[:100]} is not an id of Plytix; nothing was sent")
    return quote(given, safe="")
