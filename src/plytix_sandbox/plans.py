"""The plans of accounts: how many calls they allow."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Window:
    """At most `limit` calls in so many seconds."""

    limit: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Plan:
    """The rate windows of an account; both count every call.

    `metered` is false for `unlimited`: nothing is counted, but the token still claims huge windows, since a client
    that finds no claim falls back to the smallest plan.
    """

    name: str
    windows: tuple[Window, ...]
    metered: bool = True

    @classmethod
    def named(cls, name: str) -> "Plan":
        """Return the plan of this name, or of the form BURST+HOUR such as `20+5000`.

        Raises ValueError if there is none.
        """
        if name in PLANS:
            return PLANS[name]
        if match := re.fullmatch(r"([1-9]\d{0,8})\+([1-9]\d{0,8})", name):
            return _plan(name, int(match[1]), int(match[2]))
        raise ValueError(f"no plan {name!r}; there is {', '.join(PLANS)} or BURST+HOUR such as 20+5000")


def _plan(name: str, burst: int, hour: int) -> Plan:
    return Plan(name, (Window(burst, 10), Window(hour, 3600)))


PLANS = {
    "free": _plan("free", 20, 2_000),
    "paid": _plan("paid", 50, 5_000),
    "dev": _plan("dev", 20, 5_000),
    "unlimited": Plan("unlimited", (Window(1_000_000, 10), Window(100_000_000, 3600)), metered=False),
}
"""free and paid as in Plytix's help centre, dev as in the token of a dev account (plytix-api.md 2.1)."""
