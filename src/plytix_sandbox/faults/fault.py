"""A fault: what goes wrong, for which requests, and how often."""

from dataclasses import dataclass, field
from typing import Any

from plytix_sandbox.faults.sendable import check_body, check_headers

EFFECTS: dict[str, frozenset[str]] = {
    "answer": frozenset({"status", "body", "headers"}),
    "rate_limit": frozenset({"retry_after"}),
    "delay": frozenset({"seconds"}),
    "reset": frozenset(),
    "lose_answer": frozenset(),
    "refuse_tokens": frozenset(),
    "lag": frozenset({"seconds"}),
    "foreign": frozenset({"actions", "when"}),
    "spend": frozenset({"calls"}),
}
"""The kinds of faults, and the fields that each kind has."""

LONGEST = 366 * 24 * 3600.0
"""Seconds that a fault can be given, a year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something that goes wrong with matching requests.

    Arguments:
        do: what it does, a key of EFFECTS.
        method: the HTTP method, or None for every one.
        path: the path, with `*` for any text, such as `/api/v?/products/*`.
        skip: the number of matching requests that are left alone first.
        count: to how many requests it applies; None for all.
        probability: the chance for each request, 0 to 1.
        after: from how many seconds after the start of the sandbox.
        until: up to how many seconds after the start; None for ever.
        status: of `answer`.
        body: of `answer`: JSON, a text (sent as HTML), or None for an empty one.
        headers: of `answer`.
        retry_after: of `rate_limit`: the header's text, or None for no header.
        seconds: of `delay`, and of `lag`: by how much searches lag behind writes.
        actions: of `foreign`: what another user does (see `foreign.act`).
        when: of `foreign`: `before` or `after` the request's own work.
        calls: of `spend`: the number of calls that another tool makes.

    Raises ValueError if there is no such kind, its answer cannot be sent, or its times are no numbers up to a year.
    """

    do: str
    method: str | None = None
    path: str = "*"
    skip: int = 0
    count: int | None = None
    probability: float = 1.0
    after: float = 0.0
    until: float | None = None
    status: int = 503
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    retry_after: str | None = None
    seconds: float = 0.0
    actions: tuple[dict[str, Any], ...] = ()
    when: str = "before"
    calls: int = 0

    def __post_init__(self) -> None:
        if self.do not in EFFECTS:
            raise ValueError(f"a fault can do {', '.join(EFFECTS)}, not {self.do!r}")
        check_headers(self.headers)
        check_headers({} if self.retry_after is None else {"Retry-After": self.retry_after})
        check_body(self.status, self.body)
        for name in ("after", "until", "seconds"):
            seconds = getattr(self, name)
            # NaN is in no range.
            if seconds is not None and not 0 <= seconds <= LONGEST:
                raise ValueError(f"{name} is not a number of seconds up to a year")
