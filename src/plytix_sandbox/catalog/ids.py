"""Ids as MongoDB makes them: 24 lower-case hex digits (plytix-api.md 13)."""

import hashlib
import re

from plytix_sandbox.clock import Clock

_ID = re.compile(r"[0-9a-f]{24}")


class Ids:
    """New ids from a seed, a clock and a count: the same seed and calls give the same ids."""

    def __init__(self, seed: int, clock: Clock) -> None:
        self._machine = hashlib.sha256(f"ids {seed}".encode()).hexdigest()[:10]
        self._clock = clock
        self.count = 0

    def draw(self) -> str:
        """Return an id that was not drawn before."""
        self.count += 1
        return f"{int(self._clock.time()) & 0xFFFFFFFF:08x}{self._machine}{self.count & 0xFFFFFF:06x}"


def is_id(value: object) -> bool:
    """Return whether a value has the form of an id."""
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def id_from(text: str) -> str:
    """Return an id made from a text, such as a SKU: the same text gives the same id."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:24]
