"""The time by Plytix' own clock, as far as the answers to a run's writes tell it: it tells our links from others'."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from amazon_plytix.applying.proof import latest
from amazon_plytix.planning.steps import Step


@dataclass(slots=True)
class SentBatch:
    """Links that went in one call, and that Plytix accepted, or may have.

    ``began`` and ``ended`` are moments of Plytix before and after the call: a link that is older or younger was made by
    others. None if none is known.
    """

    steps: Sequence[Step]
    began: str | None
    ended: str | None = None

    def may_have_made(self, made_at: str) -> bool:
        """Return whether a link of this moment may be one that the call made."""
        return (self.began is None or made_at >= self.began) and (self.ended is None or made_at <= self.ended)


class Moments:
    """The moments of Plytix that a run knows.

    Arguments:
        planned_at: one that was known when the Plan was made; None if none was.
    """

    def __init__(self, planned_at: str | None = None) -> None:
        self.latest = planned_at
        # Whether a write of this run has told one: it is after everything that was looked up.
        self.are_own = False
        self._answered = 0
        # Batches of links without an end, each with its number.
        self._open: deque[tuple[int, SentBatch]] = deque()

    def before_write(self) -> int:
        """Return what ``after_write`` needs to know of the time before a write was sent."""
        return self._answered

    def after_write(self, before: int, modified: str | None, *, is_change: bool) -> None:
        """Take in when Plytix says that a product was changed last, in the answer to a write.

        Arguments:
            before: what ``before_write`` returned before it was sent.
            modified: the moment; None if the answer shows none.
            is_change: whether the write certainly changed the product. One of what is there already shows an earlier
                moment (plytix-api.md 3.4), which says nothing of links that were answered before it was sent.
        """
        if modified is None:
            return
        self.latest, self.are_own = latest(self.latest, modified), True
        # Links that were answered before the write was sent are not younger than it.
        while is_change and self._open and self._open[0][0] < before:
            self._open.popleft()[1].ended = modified

    def linked(self, steps: Sequence[Step], began: str | None) -> SentBatch:
        """Take in that a call that makes links has been answered; return its batch."""
        batch = SentBatch(steps, began)
        self._open.append((self._answered, batch))
        self._answered += 1
        return batch
