"""Access tokens: JWTs that are valid for fifteen minutes and contain the account's id and rate limits."""

import hashlib
from dataclasses import dataclass, field

import jwt

from plytix_sandbox.clock import Clock
from plytix_sandbox.plans import Plan

API_KEY = "sandbox"
API_PASSWORD = "sandbox"  # noqa: S105 - the sandbox's public password
LIFE = 900
"""Seconds from `iat` to `exp` (plytix-api.md 1.4)."""

_REMEMBERED = 1_000
"""Checked tokens that are kept, since checking a signature takes longer than most calls."""


@dataclass(slots=True)
class Tokens:
    """The tokens of an account. Their secret is made from seed and account, so that a restart keeps them good."""

    clock: Clock
    plan: Plan
    seed: int
    account_id: str
    user_id: str
    _count: int = 0
    _refused_up_to: int = 0
    _checked: dict[str, tuple[int, int]] = field(default_factory=dict)

    def issue(self) -> dict[str, str]:
        """Return a new `access_token`, and the `refresh_token` that no call uses (live, documented)."""
        self._count += 1
        issued = int(self.clock.time())
        claims = {
            "account_id": self.account_id,
            "user_id": self.user_id,
            "role": "admin",
            "rate_limit": [{"limit": w.limit, "window_size": w.seconds} for w in self.plan.windows],
            "iat": issued,
            "exp": issued + LIFE,
            "jti": str(self._count),
        }
        access = jwt.encode(claims, self._digest("secret"), algorithm="HS256")
        return {"access_token": access, "refresh_token": self._digest(f"refresh {self._count}")}

    def is_good(self, token: str) -> bool:
        """Return whether a token was issued here, is not expired and not refused."""
        known = self._checked.get(token) or self._check(token)
        if known is None:
            return False
        number, expires = known
        return number > self._refused_up_to and self.clock.time() < expires

    def refuse_all(self) -> None:
        """Refuse every token issued so far, as if Plytix had lost them."""
        self._refused_up_to = self._count

    def _check(self, token: str) -> tuple[int, int] | None:
        # The library's own checks of exp and iat read the machine's time, which is not the sandbox's.
        options = {"verify_exp": False, "verify_iat": False}
        try:
            claims = jwt.decode(token, self._digest("secret"), algorithms=["HS256"], options=options)  # type: ignore[arg-type]  # its TypedDict wants every key
            known = (int(claims["jti"]), int(claims["exp"]))
        except (jwt.PyJWTError, KeyError, ValueError):
            return None
        if len(self._checked) >= _REMEMBERED:
            self._checked.clear()
        self._checked[token] = known
        return known

    def _digest(self, what: str) -> str:
        return hashlib.sha256(f"plytix-sandbox {self.seed} {self.account_id} {what}".encode()).hexdigest()
