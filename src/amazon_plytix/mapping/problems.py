"""What is wrong with a mapping file, and at which entry."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from amazon_plytix.refusal import RefusedBeforeWriting


@dataclass(frozen=True, slots=True, order=True)
class EntryPosition:
    """The position of an entry in its file: the key of its list, and its number in that list, from 1."""

    list_key: str
    number: int

    def __str__(self) -> str:
        return f"{self.list_key} entry {self.number}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with an entry (``position``, ``asin``, ``field``) or with the file as a whole."""

    message: str
    position: EntryPosition | None = None
    asin: str | None = None
    field: str | None = None

    def __str__(self) -> str:
        if self.position is None:
            return self.message
        asin = f" (ASIN {self.asin})" if self.asin else " (no ASIN)"
        field = f", {self.field}" if self.field else ""
        return f"{self.position}{asin}{field}: {self.message}"


class MappingRefused(RefusedBeforeWriting):
    """A mapping that cannot be used, with everything that is wrong with it."""

    def __init__(self, path: Path, problems: Sequence[Problem]) -> None:
        self.path = path
        self.problems = tuple(problems)
        super().__init__(self._text())

    def _text(self) -> str:
        if len(self.problems) == 1:
            return f"{self.path}: {self.problems[0]}"
        lines = "\n".join(f"  {problem}" for problem in self.problems)
        return f"{self.path} has {len(self.problems)} problems:\n{lines}"
