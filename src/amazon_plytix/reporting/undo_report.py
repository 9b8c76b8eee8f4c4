"""An undo as a person sees it: what becomes of everything that a run did."""

from pathlib import Path

from amazon_plytix.reporting.progress import ProgressReport
from amazon_plytix.reporting.results import Results, UndoRow
from amazon_plytix.reporting.visible import LONGEST_MESSAGE, shown


class UndoReport(ProgressReport):
    """Prints an undo, a line for everything once all of it is done."""

    def job_begun(self, subject: Path | str) -> None:
        """Print the first line, before anything is looked up."""
        self._line(f"{'' if self._execute else '[DRY RUN] '}Taking back run {subject}...")
        self._progress.start()

    def undoing(self, done: int, total: int) -> None:
        """Move the bar on."""
        self._advance("Undo", "left to take back", done, total)

    def summary(self, results: Results, saved_to: Path | None) -> None:  # noqa: ARG002 there is none
        """Print a line for everything that the run did, and the figures."""
        self._progress.stop()
        for row in results.taken_back or ():
            message = f": {shown(row.message, LONGEST_MESSAGE)}" if row.message else ""
            self._line(f"  {_named(row)}... {row.state.upper()}{message}")
        figures = ", ".join(f"{number} {state}" for state, number in (results.undone or {}).items())
        self._lines("", figures or "This run did nothing that could be taken back.", *self._cost())
        if results.metadata.run and any(row.message for row in results.taken_back or ()):
            self._line(f"What is left, and why: amazon-plytix runs show {results.metadata.run} --csv")


def _named(row: UndoRow) -> str:
    if row.kind == "product":
        return f"{shown(row.sku)} (product)"
    return f"{shown(row.source_sku)} to {shown(row.sku)} ({row.relation} link)"
