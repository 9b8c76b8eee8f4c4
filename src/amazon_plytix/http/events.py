"""What a client reports while it works. The client itself prints and logs nothing."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Wait:
    """A pause of all calls: its reason, how many seconds it lasts, and when it ends (UTC)."""

    reason: str
    seconds: float
    until: datetime


class ApiEvents:
    """Receives the events of a client. Its methods do nothing: override those that matter to you."""

    def waiting(self, wait: Wait) -> None:
        """Handle that all calls pause now."""

    def call_ended(self) -> None:
        """Handle that a call that counts in the rate windows was answered, or that its answer was lost."""

    def note(self, text: str) -> None:
        """Handle a remark of the API that changes nothing for the calls, such as an announcement."""
