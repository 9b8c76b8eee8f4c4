"""What is wrong with a mapping file, and where."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from amazon_plytix.mapping.listing import Place


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a mapping: of an entry (``place``, ``asin``, ``field``) or of the file as a whole."""

    message: str
    place: Place | None = None
    asin: str | None = None
    field: str | None = None

    def __str__(self) -> str:
        if self.place is None:
            return self.message
        asin = f" (ASIN {self.asin})" if self.asin else " (no ASIN)"
        field = f", {self.field}" if self.field else ""
        return f"{self.place}{asin}{field}: {self.message}"


class MappingRefused(Exception):
    """A mapping that cannot be used, with everything that is wrong with it. Nothing is written to Plytix."""

    def __init__(self, path: Path, problems: Sequence[Problem]) -> None:
        self.path = path
        self.problems = tuple(problems)
        super().__init__(self._text())

    def _text(self) -> str:
        if len(self.problems) == 1:
            return f"{self.path}: {self.problems[0]}"
        lines = "\n".join(f"  {problem}" for problem in self.problems)
        return f"{self.path} has {len(self.problems)} problems:\n{lines}"
