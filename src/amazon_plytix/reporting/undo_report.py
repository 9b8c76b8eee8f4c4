"""An undo as a person sees it: what becomes of everything that a run did."""

from collections import Counter
from collections.abc import Sequence

from amazon_plytix.applying.undoing.undone import Fate, Undone, UndoneLink
from amazon_plytix.planning import Estimate
from amazon_plytix.reporting.progress import ProgressReport


class UndoReport(ProgressReport):
    """Prints an undo, a line for everything once all of it is done."""

    def begin(self, run_id: str) -> None:
        """The first line, before anything is looked up."""
        self._line(f"{'' if self._execute else '[DRY RUN] '}Taking back run {run_id}...")
        self._progress.start()

    def judged(self, estimate: Estimate) -> None:
        """What it will take."""
        self._estimated(estimate)

    def linking(self, done: int, total: int) -> None:
        """Move the bar on."""
        self._advance("Links", "products whose links are left to take back", done, total)

    def removing(self, done: int, total: int) -> None:
        """Move the bar on."""
        self._advance("Listings", "listings left to take back", done, total)

    def summary(self, undone: Sequence[Undone | UndoneLink]) -> None:
        """A line for everything that the run did, and the figures."""
        self._progress.stop()
        for each in undone:
            self._line(f"  {each.named}... {each.fate.upper()}{': ' + each.message if each.message else ''}")
        counts: Counter[Fate] = Counter(each.fate for each in undone)
        figures = ", ".join(f"{number} {fate.value}" for fate, number in counts.items())
        self._lines("", figures or "This run did nothing that could be taken back.", *self._cost())
