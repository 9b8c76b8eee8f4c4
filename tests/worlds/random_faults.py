"""What may go wrong in a world, drawn from its chance."""

from collections.abc import Callable
from random import Random
from typing import Any

_CREATE = {"method": "POST", "path": "/api/v2/products"}
_FAMILY = {"method": "POST", "path": "*/family"}
_LINK = {"method": "POST", "path": "/api/v2/products/*/relationships/*"}
_UNLINK = {"method": "DELETE", "path": "/api/v2/products/*/relationships/*"}
_SEARCH = {"path": "/api/v2/products/search"}
_ANY = {"path": "/api/*"}
_READ = {"method": "GET", "path": "/api/*"}
_DELETE = {"method": "DELETE", "path": "/api/v2/products/*"}
_PLACES = (_CREATE, _FAMILY, _LINK, _UNLINK, _SEARCH, _READ, _DELETE, _ANY)


def place(chance: Random) -> dict[str, str]:
    """Return the requests that a fault applies to."""
    return chance.choice((_CREATE, _CREATE, _FAMILY, _LINK, _UNLINK, _SEARCH, _ANY))


def _lost(chance: Random) -> dict[str, Any]:
    return {"do": chance.choice(("lose_answer", "reset")), **place(chance), "probability": 0.5}


def _failing(chance: Random) -> dict[str, Any]:
    body = chance.choice((None, "<h1>Bad gateway</h1>", {"error": {"msg": 500}}))
    return {"do": "answer", **place(chance), "status": chance.choice((500, 502, 503, 504)), "body": body}


def _limited(chance: Random) -> dict[str, Any]:
    return {"do": "rate_limit", **place(chance), "retry_after": chance.choice((None, "0.5", "30.25", "1800"))}


def _slow(chance: Random) -> dict[str, Any]:
    return {"do": "delay", **place(chance), "seconds": chance.uniform(0.1, 40)}


def _tokenless(_: Random) -> dict[str, Any]:
    return {"do": "refuse_tokens", **_ANY}


def _spent(chance: Random) -> dict[str, Any]:
    return {"do": "spend", **_ANY, "calls": chance.randint(1, 20)}


def _swallowed(chance: Random) -> dict[str, Any]:
    """Plytix says yes to links, and makes none (plytix-api.md 7.3)."""
    return {"do": "answer", **chance.choice((_LINK, _UNLINK)), "status": 200, "body": ""}


def long_wait(chance: Random) -> dict[str, Any]:
    """Return a 429 of up to an hour at any call."""
    return {"do": "rate_limit", **chance.choice(_PLACES), "retry_after": chance.choice(("12", "600", "1800", "3600"))}


FAULTS: tuple[Callable[[Random], dict[str, Any]], ...] = (
    _lost, _failing, _limited, _slow, _tokenless, _spent, _swallowed,
)  # fmt: skip
"""What may go wrong, each as the fields of a Fault."""
