"""The access token: fetched once for all calls, renewed early, and renewed again if Plytix refuses it."""

import asyncio
import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import jwt

from amazon_plytix.http import Clock, RateLimit

# Seconds. Source: plytix-api.md 1.4, exp - iat of live tokens.
_LIFE = 900.0
# Seconds before its end at which a token is renewed: the call that uses it last needs time to arrive.
_EARLY = 60.0


@dataclass(frozen=True, slots=True, repr=False)
class Token:
    """A bearer token, its life in seconds from its arrival on, and the limits it states (None if it states none)."""

    secret: str
    life: float
    limits: tuple[RateLimit, ...] | None

    def __repr__(self) -> str:
        # The secret must not appear in logs and tracebacks.
        return f"Token(life={self.life}, limits={self.limits})"


def read_token(secret: str) -> Token:
    """Return a token with the life and the limits that it states. If it cannot be read it lives 900 s, without limits.

    Source: plytix-api.md 1.4: a JWT with ``iat``, ``exp`` and
    ``rate_limit: [{"limit": 20, "window_size": 10}, ...]``.
    """
    # The signature is for Plytix to verify: we have no key for it, and only read the claims.
    try:
        claims = jwt.decode(secret, options={"verify_signature": False, "verify_exp": False, "verify_iat": False})
    except (jwt.PyJWTError, ValueError):
        claims = {}
    return Token(secret, _life(claims), _limits(claims.get("rate_limit")))


def _life(claims: dict[str, Any]) -> float:
    # The difference, not exp itself: our clock and that of Plytix may differ.
    try:
        life = float(claims["exp"]) - float(claims["iat"])
    except (KeyError, TypeError, ValueError, OverflowError):
        return _LIFE
    return life if 0 < life < math.inf else _LIFE


def _limits(claim: object) -> tuple[RateLimit, ...] | None:
    if not isinstance(claim, list):
        return None
    # All of the list or nothing: to keep half of the limits could be to exceed the other half.
    try:
        limits = tuple(RateLimit(int(row["limit"]), float(row["window_size"])) for row in claim)
    except (KeyError, TypeError, ValueError, OverflowError):
        return None
    return limits if limits and all(limit.calls > 0 and 0 < limit.seconds < math.inf for limit in limits) else None


class Tokens:
    """The token of a client, which all of its calls share."""

    def __init__(self, fetch: Callable[[], Awaitable[Token]], clock: Clock) -> None:
        self._fetch = fetch
        self._clock = clock
        self._lock = asyncio.Lock()
        self._token: Token | None = None
        self._renew_at = 0.0

    async def current(self) -> Token:
        """Return a token that is not about to end. Many callers at the same time cause a single fetch."""
        # Without the lock as long as there is nothing to fetch, which is nearly always.
        if self._token is not None and self._clock.elapsed() < self._renew_at:
            return self._token
        async with self._lock:
            # Asked again: another caller may have fetched while this one waited for the lock.
            if self._token is None or self._clock.elapsed() >= self._renew_at:
                self._token = await self._fetch()
                # A token of less than two minutes is used for half of its life.
                self._renew_at = self._clock.elapsed() + max(self._token.life - _EARLY, self._token.life / 2)
            return self._token

    def discard(self, token: Token) -> None:
        """Forget a token that Plytix refused."""
        # Unless another call has replaced it already.
        if self._token is token:
            self._token = None
