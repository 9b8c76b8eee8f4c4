"""What goes wrong, where, and how often."""

from dataclasses import dataclass, field
from typing import Any

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
"""What a fault can do, and the fields that say how."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something that goes wrong with the requests it matches.

    Arguments:
        do: what it does, a key of EFFECTS.
        method: the HTTP method, or None for every one.
        path: the path, with `*` for any text, such as `/api/v?/products/*`.
        skip: so many matching requests pass unharmed first.
        count: so many are harmed, then no more; None: all.
        probability: the chance of each, 0 to 1.
        after: seconds since the sandbox started from when on it happens.
        until: seconds since the start up to when; None: for ever.
        status: of `answer`.
        body: of `answer`: JSON, a text (sent as HTML), or None for an empty one.
        headers: of `answer`.
        retry_after: of `rate_limit`: the header's text, or None for no header.
        seconds: of `delay` and of `lag` (by which searches lag behind writes).
        actions: of `foreign`: what another user does (see `foreign.act`).
        when: of `foreign`: `before` or `after` the request's own work.
        calls: of `spend`: hits that another tool uses up.
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
