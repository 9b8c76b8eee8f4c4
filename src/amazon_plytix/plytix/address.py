"""Where a secret may be sent."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from amazon_plytix.plytix.errors import InsecureAddress

PIM_URL = "https://pim.plytix.com"
AUTH_URL = "https://auth.plytix.com"


def checked_address(url: str) -> str:
    """The address without a slash at its end.

    Raises InsecureAddress unless it is https, or http to loopback, without user, query or fragment.
    """
    parts = urlsplit(url)
    # The address is not shown before it is known to hold no password.
    if parts.username or parts.password:
        raise InsecureAddress("an address of Plytix holds a user or password; put these into the account instead")
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise InsecureAddress(f"{url!r} is not an address of Plytix; one looks like {PIM_URL}")
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
