"""An account as a file describes it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from plytix_sandbox.switches import Switches


class AccountError(ValueError):
    """An account or mapping file that cannot be used.

    Arguments:
        source: the file.
        problems: everything that is wrong with it.
    """

    def __init__(self, source: str, problems: Sequence[str]) -> None:
        super().__init__(f"{source}: " + "; ".join(problems))
        self.source = source
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Account:
    """What an account holds at first.

    Arguments:
        sections: the lists of an account file by name (see `sections.SECTIONS` and docs/sandbox.md).
        plan: the name of its plan, or None.
        switches: the values of its unknowns.
    """

    sections: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    plan: str | None = None
    switches: Switches = field(default_factory=Switches)
