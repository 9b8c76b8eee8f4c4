"""The access token: fetched once for all, renewed early, renewed again where Plytix refuses it."""

import asyncio
import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import jwt

from amazon_plytix.http.clock import Clock
from amazon_plytix.http.windows import RateLimit

# Source: plytix-api.md 1.4, exp - iat of live tokens; there is no refresh call.
_LIFE = 900.0
_EARLY = 60.0


@dataclass(frozen=True, slots=True, repr=False)
class Token:
    """A bearer token, the seconds it lives from its arrival on, and the limits it states (None: it states none)."""

    secret: str
    life: float
    limits: tuple[RateLimit, ...] | None

    def __repr__(self) -> str:
        return f"Token(life={self.life}, limits={self.limits})"


def read_token(secret: str) -> Token:
    """Read what a token says of itself; one that cannot be read counts as an ordinary one.

    Source: plytix-api.md 1.4 (live): a JWT with ``iat``, ``exp`` and
    ``rate_limit: [{"limit": 20, "window_size": 10}, ...]``. The signature is Plytix's own business.
    """
    try:
        claims = jwt.decode(secret, options={"verify_signature": False, "verify_exp": False, "verify_iat": False})
    except (jwt.PyJWTError, ValueError):
        claims = {}
    return Token(secret, _life(claims), _limits(claims.get("rate_limit")))


def _life(claims: dict[str, Any]) -> float:
    # The difference, not exp itself: the two clocks need not agree.
    try:
        life = float(claims["exp"]) - float(claims["iat"])
    except (KeyError, TypeError, ValueError, OverflowError):
        return _LIFE
    return life if 0 < life < math.inf else _LIFE


def _limits(claim: object) -> tuple[RateLimit, ...] | None:
    if not isinstance(claim, list):
        return None
    try:
        limits = tuple(RateLimit(int(row["limit"]), float(row["window_size"])) for row in claim)
    except (KeyError, TypeError, ValueError, OverflowError):
        return None
    return limits if limits and all(limit.calls > 0 and 0 < limit.seconds < math.inf for limit in limits) else None


class Tokens:
    """The one token that all calls of a client share."""

    def __init__(self, fetch: Callable[[], Awaitable[Token]], clock: Clock) -> None:
        self._fetch = fetch
        self._clock = clock
        self._lock = asyncio.Lock()
        self._token: Token | None = None
        self._renew_at = 0.0

    async def current(self) -> Token:
        """A token with at least a minute to live; many callers at once cause one fetch."""
        async with self._lock:
            if self._token is None or self._clock.elapsed() >= self._renew_at:
                self._token = await self._fetch()
                self._renew_at = self._clock.elapsed() + max(self._token.life - _EARLY, self._token.life / 2)
            return self._token

    def discard(self, token: Token) -> None:
        """Forget a token that Plytix refused, unless it has been replaced already."""
        if self._token is token:
            self._token = None
