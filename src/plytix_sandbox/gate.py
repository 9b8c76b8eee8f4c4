"""Authentication and rate limits of the API (plytix-api.md 1.4, 1.5 and 2.2)."""

from typing import Any

from plytix_sandbox.api.call import Answer, BrokenJson
from plytix_sandbox.clock import Clock
from plytix_sandbox.limits import Block, Windows
from plytix_sandbox.plans import Plan, Window
from plytix_sandbox.refusals import Refusal, bad_schema, broken_json
from plytix_sandbox.switches import Switches
from plytix_sandbox.tokens import API_KEY, API_PASSWORD, Tokens

_HTML = "<html><head><title>429 Too Many Requests</title></head><body>429 Too Many Requests</body></html>"


class Gate:
    """Decide whether a call is answered: its token must be good and its rate windows not used up.

    Arguments:
        clock: the sandbox's clock.
        plan: the account's rate windows.
        switches: how Plytix behaves in what is unknown of limits and refusals.
        seed: the secret of tokens is made from it.
        account_id: the account that tokens are for.
        user_id: its user.
    """

    def __init__(self, clock: Clock, plan: Plan, switches: Switches, seed: int, account_id: str, user_id: str) -> None:
        self._clock = clock
        self._switches = switches
        self.tokens = Tokens(clock, plan, seed, account_id, user_id)
        # Whether the versions share a counter is unknown (plytix-api.md 2.1).
        shared = Windows(plan.windows, switches.window_anchor)
        own = Windows(plan.windows, switches.window_anchor) if switches.counter_scope == "per_version" else shared
        self._metered = plan.metered
        self.windows = {"v1": shared, "v2": own}
        limit = switches.auth_limit
        self._auth = None if limit == "off" else Windows([Window(int(limit), 1)], "clock")

    def token(self, method: str, body: Any) -> Answer:
        """Answer the token endpoint: 200, or 400, 401, 405 or 429.

        It has a limit of its own, per second, which is in the headers (plytix-api.md 1.4).
        """
        headers = self._auth_headers()
        block = self._auth.take(self._clock.time()) if self._auth else None
        if block:
            return self._too_many(block)
        if method != "POST":
            raise Refusal(405, "Method Not Allowed", errors=None, headers={"Allow": "POST"})
        if isinstance(body, BrokenJson):
            raise broken_json(body.reason)
        if not isinstance(body, dict):
            raise bad_schema(("schema", "Invalid input type."))
        if (body.get("api_key"), body.get("api_password")) != (API_KEY, API_PASSWORD):
            return Answer(401, self._bad_credentials(), headers)
        return Answer(200, {"data": [self.tokens.issue()]}, headers)

    def admit(self, authorization: str | None, version: str) -> Answer | None:
        """Return None if a call may be answered, else the 401 or 429 it gets."""
        if authorization is None or not self._is_good(authorization):
            if self._switches.count_unauthorized == "yes" and self._metered:
                self.windows[version].spend(1, self._clock.time())
            return Answer(401, self._bad_token(authorization))
        block = self.windows[version].take(self._clock.time()) if self._metered else None
        return self._too_many(block) if block else None

    def spend(self, calls: int) -> None:
        """Count calls that another tool on the account made."""
        # v1 and v2 may share one object, which must count only once.
        for windows in {id(w): w for w in self.windows.values()}.values():
            windows.spend(calls, self._clock.time())

    def _is_good(self, authorization: str) -> bool:
        # Exactly one blank and a capital B (plytix-api.md 1.5).
        scheme, _, token = authorization.partition(" ")
        return scheme == "Bearer" and self.tokens.is_good(token)

    def _too_many(self, block: Block) -> Answer:
        wait = block.retry_after(self._switches.short_retry_after)
        headers = {"Retry-After": wait} if self._switches.retry_after == "header" else {}
        # The body of a real 429 was never captured (plytix-api.md 2.2).
        match self._switches.rate_limit_body:
            case "empty":
                return Answer(429, None, headers)
            case "html":
                return Answer(429, _HTML, headers)
        body = {"error": {"msg": "Rate limit exceeded", "retry_after": float(wait)}}
        return Answer(429, body, headers)

    def _auth_headers(self) -> dict[str, str]:
        if self._auth is None:
            return {}
        limit = self._switches.auth_limit
        return {"RateLimit-Limit": limit, "X-RateLimit-Limit-Second": limit}

    def _bad_credentials(self) -> dict[str, Any]:
        # The documentation contradicts what was seen (plytix-api.md 1.4).
        if self._switches.bad_credentials_body == "documented":
            return {"msg": "Bad api_key or api_password"}
        errors = [{"field": "http_status_code", "msg": 401}]
        return {"error": {"msg": "Bad api_key or api_password: Credentials not valid", "errors": errors}}

    def _bad_token(self, authorization: str | None) -> Any:
        if authorization is None:
            return {"error": {"msg": "Missing Authorization Header"}}
        # The body for an expired token was never captured (plytix-api.md 1.5).
        match self._switches.bad_token_body:
            case "msg":
                return {"msg": "Token is not valid or has expired"}
            case "empty":
                return None
        return {"error": {"msg": "Token is not valid or has expired"}}
