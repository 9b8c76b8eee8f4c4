"""Who is told what a client is waiting for."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Wait:
    """A pause of the whole account: why, for how many seconds, and until when (UTC)."""

    reason: str
    seconds: float
    until: datetime


class Watcher(Protocol):
    """Told of waits and of oddities; the client itself prints and logs nothing."""

    def waiting(self, wait: Wait) -> None:
        """Say that work stands still now."""

    def note(self, text: str) -> None:
        """Say something worth knowing that changes nothing."""


class Silent:
    """A Watcher that tells nobody."""

    def waiting(self, wait: Wait) -> None:
        """Say nothing."""

    def note(self, text: str) -> None:
        """Say nothing."""
