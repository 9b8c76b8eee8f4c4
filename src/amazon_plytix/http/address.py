"""Where a secret may be sent."""

from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from amazon_plytix.http.errors import InsecureAddress


def checked_address(url: str, example: str) -> str:
    """The address without a slash at its end.

    Raises InsecureAddress unless it is https, or http to loopback, without user, query or fragment.
    """
    # Nothing of an address is shown that may hold a password or a key.
    if "@" in url or "?" in url or "#" in url:
        raise InsecureAddress(f"an API address holds no user, password or query; one looks like {example}")
    parts = _parts(url)
    if parts is None or parts.scheme not in {"http", "https"} or not parts.hostname:
        raise InsecureAddress(f"{url!r} is not an API address; one looks like {example}")
    if parts.scheme == "http" and not is_loopback(url):
        raise InsecureAddress(f"{url} would send secrets unprotected; use https (http is for loopback alone)")
    return url.rstrip("/")


def is_loopback(url: str) -> bool:
    """Whether an address is on this very machine."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _parts(url: str) -> SplitResult | None:
    """The parts of an address, None where it has none or blanks, or a port that is none."""
    try:
        parts = urlsplit(url)
        usable = parts.port is None or parts.port > 0
    except ValueError:
        return None
    return parts if usable and not any(character.isspace() for character in url) else None
