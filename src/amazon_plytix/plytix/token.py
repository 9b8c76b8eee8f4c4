"""The access token: fetched once for all calls, renewed early, and renewed again if Plytix refuses it."""

import asyncio
import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import jwt

from amazon_plytix.http import Clock, RateLimit
from amazon_plytix.plytix.errors import BadCredentials

# Seconds. Source: plytix-api.md 1.4, exp - iat of live tokens.
_LIFE = 900.0
# Seconds before its end at which a token is renewed: the call that uses it last needs time to arrive.
_EARLY = 60.0


# The rate limits that can be meant: their number, and the shortest and the longest window in seconds.
_MOST_LIMITS = 10
_SHORTEST_WINDOW = 0.1
_LONGEST_WINDOW = 31 * 86_400.0
_LONGEST_ACCOUNT = 200


@dataclass(frozen=True, slots=True, repr=False)
class Token:
    """A bearer token, and what it states.

    ``life`` are its seconds from its arrival on, ``limits`` the account's rate limits, ``account`` is the account's id.
    The last two are None if it states none.
    """

    secret: str
    life: float
    limits: tuple[RateLimit, ...] | None
    account: str | None = None

    def __repr__(self) -> str:
        # The secret must not appear in logs and tracebacks.
        return f"Token(life={self.life}, limits={self.limits}, account={self.account!r})"


def read_token(secret: str) -> Token:
    """Return a token with what it states. If it cannot be read it lives 900 s, without limits, and names no account.

    Source: plytix-api.md 1.4: a JWT with ``iat``, ``exp``, ``account_id`` and
    ``rate_limit: [{"limit": 20, "window_size": 10}, ...]``.
    """
    # The signature is for Plytix to verify: we have no key for it, and only read the claims.
    try:
        claims = jwt.decode(secret, options={"verify_signature": False, "verify_exp": False, "verify_iat": False})
    except (jwt.PyJWTError, ValueError):
        claims = {}
    return Token(secret, _life(claims), _limits(claims.get("rate_limit")), _account(claims.get("account_id")))


def _life(claims: dict[str, Any]) -> float:
    # The difference, not exp itself: our clock and that of Plytix may differ.
    try:
        life = float(claims["exp"]) - float(claims["iat"])
    except (KeyError, TypeError, ValueError, OverflowError):
        return _LIFE
    return life if 0 < life < math.inf else _LIFE


def _limits(claim: object) -> tuple[RateLimit, ...] | None:
    if not isinstance(claim, list) or len(claim) > _MOST_LIMITS:
        return None
    # All of the list or nothing: to keep half of the limits could be to exceed the other half.
    try:
        limits = tuple(RateLimit(int(row["limit"]), float(row["window_size"])) for row in claim)
    except (KeyError, TypeError, ValueError, OverflowError):
        return None
    usable = all(limit.calls > 0 and _SHORTEST_WINDOW <= limit.seconds <= _LONGEST_WINDOW for limit in limits)
    return limits if limits and usable else None


def _account(claim: object) -> str | None:
    usable = isinstance(claim, str) and claim.isprintable() and claim.strip() and len(claim) <= _LONGEST_ACCOUNT
    return str(claim) if usable else None


class Tokens:
    """The token of a client, which all of its calls share."""

    def __init__(self, fetch: Callable[[], Awaitable[Token]], clock: Clock) -> None:
        self._fetch = fetch
        self._clock = clock
        self._lock = asyncio.Lock()
        self._token: Token | None = None
        self._renew_at = 0.0
        self._account: str | None = None

    async def current(self) -> Token:
        """Return a token that is not about to end. Many callers at the same time cause a single fetch.

        Raises BadCredentials if the key has come to belong to another account: whatever was found out about the first
        is not true of that one.
        """
        # Without the lock as long as there is nothing to fetch, which is nearly always.
        if self._token is not None and self._clock.elapsed() < self._renew_at:
            return self._token
        async with self._lock:
            # Asked again: another caller may have fetched while this one waited for the lock.
            if self._token is None or self._clock.elapsed() >= self._renew_at:
                self._token = self._of_one_account(await self._fetch())
                # A token of less than two minutes is used for half of its life.
                self._renew_at = self._clock.elapsed() + max(self._token.life - _EARLY, self._token.life / 2)
            return self._token

    def _of_one_account(self, token: Token) -> Token:
        self._account = self._account or token.account
        if token.account not in {None, self._account}:
            raise BadCredentials(
                "the API key now signs in to another account than at first; run it again to go on there"
            )
        return token

    def is_current(self, token: Token) -> bool:
        """Return whether ``current`` would return this token without a fetch."""
        return self._token is token and self._clock.elapsed() < self._renew_at

    def discard(self, token: Token) -> None:
        """Forget a token that Plytix refused."""
        # Unless another call has replaced it already.
        if self._token is token:
            self._token = None
