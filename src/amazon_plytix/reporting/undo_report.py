"""An undo as a person sees it: what becomes of everything that a run did."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from amazon_plytix.accounts import Account
from amazon_plytix.reporting.link_columns import SKIPPED
from amazon_plytix.reporting.progress import ProgressReport
from amazon_plytix.reporting.results import Results, UndoRow
from amazon_plytix.reporting.visible import LONGEST_MESSAGE, shown


class UndoReport(ProgressReport):
    """Prints an undo, a line for everything once all of it is done."""

    def job_begun(self, subject: Path | str, account: Account) -> None:
        """Print the first lines, before anything is looked up."""
        self._line(f"{'' if self._execute else '[DRY RUN] '}Taking back run {subject}...")
        super().job_begun(subject, account)
        self._bar.start()

    def undoing(self, done: int, total: int) -> None:
        """Note how much is left to take back."""
        self._advance("left to take back", done, total)

    def summary(self, results: Results, saved_to: Path | None, next_steps: Sequence[str] = ()) -> None:  # noqa: ARG002
        """Print a line for everything that the run did, and the figures. There is no file to name."""
        self._bar.stop()
        self._lines(*self._row_lines(results))
        figures = ", ".join(f"{number} {state}" for state, number in (results.undone or {}).items())
        self._lines("", figures or "This run did nothing that could be taken back.", *self._cost())
        if results.metadata.run and any(row.message for row in results.taken_back or ()):
            self._line(f"What is left, and why: amazon-plytix runs show {results.metadata.run} --csv")
        self._lines(*next_steps)

    def _row_lines(self, results: Results) -> Iterator[str]:
        for row in results.taken_back or ():
            is_told = self._tells_single_things or (row.message and not self._is_ending)
            # What an ending undo did not get to is a figure.
            if is_told and row.state != SKIPPED:
                message = f": {shown(row.message, LONGEST_MESSAGE)}" if row.message else ""
                yield f"  {_named(row)}... {row.state.upper()}{message}"


def _named(row: UndoRow) -> str:
    if row.kind == "product":
        return f"{shown(row.sku)} (product)"
    return f"{shown(row.source_sku)} to {shown(row.sku)} ({row.relation} link)"
