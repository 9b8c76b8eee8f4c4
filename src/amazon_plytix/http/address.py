"""To which addresses a secret may be sent."""

from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from amazon_plytix.http.errors import InsecureAddress


def checked_address(url: str, example: str) -> str:
    """Return an address without the slash at its end.

    Arguments:
        url: the address, as a user wrote it.
        example: an address that would be accepted; the messages show it.

    Raises InsecureAddress unless the address is https, or http to loopback, without user, query or fragment.
    """
    # The message does not repeat such an address: it may hold a password or a key.
    if "@" in url or "?" in url or "#" in url:
        raise InsecureAddress(f"an API address holds no user, password or query; one looks like {example}")
    parts = _parts(url)
    if parts is None or parts.scheme not in {"http", "https"} or not parts.hostname:
        raise InsecureAddress(f"{_without_path(url)!r} is not an API address; one looks like {example}")
    if parts.scheme == "http" and not is_loopback(url):
        shown = _without_path(url)
        raise InsecureAddress(f"{shown} would send secrets unprotected; use https (http is for loopback alone)")
    return url.rstrip("/")


def is_loopback(url: str) -> bool:
    """Return whether an address leads to this computer itself."""
    host = urlsplit(url).hostname
    if host is None:
        return False
    try:
        return ip_address(host).is_loopback
    except ValueError:
        # A name, not a number. Any other name could be resolved to an address outside.
        return host == "localhost"


def _without_path(url: str) -> str:
    """Return what may be shown of an address: not its path, into which a secret may have slipped."""
    start, slashes, rest = url.partition("//")
    return start + slashes + rest.partition("/")[0] if slashes else start.partition("/")[0]


def _parts(url: str) -> SplitResult | None:
    """Return the parts of an address; None if it has no parts, contains blanks, or its port is not a port number."""
    try:
        parts = urlsplit(url)
        # Reading the port raises ValueError if it is not a number or too high.
        usable = parts.port is None or parts.port > 0
    except ValueError:
        return None
    return parts if usable and not any(character.isspace() for character in url) else None
