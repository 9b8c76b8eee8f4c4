"""What becomes of links is entered: in the ledger, and wherever the job keeps it."""

from collections.abc import Callable, Sequence
from enum import Enum

from amazon_plytix.ledger.step_log import StepLog
from amazon_plytix.planning.steps import Step


class Verdict(Enum):
    """What became of a link.

    UNPROVEN was sent, and it is not known whether it was made or removed. GONE was removed by others before, KEPT is
    not ours to remove.
    """

    DONE = "done"
    GONE = "gone"
    KEPT = "kept"
    FAILED = "failed"
    UNPROVEN = "unproven"


Settle = Callable[[Sequence[Step], Verdict, str | None], None]


class LinkRecords:
    """The one place that hears of every link of a run.

    Arguments:
        log: the ledger's log of the run.
        settle: hears what became of Steps, with a message if that is not what was planned.
    """

    def __init__(self, log: StepLog, settle: Settle) -> None:
        self._log = log
        self._settle = settle

    def sent(self, batch: Sequence[Step]) -> None:
        """Enter that these links are about to be sent."""
        self._log.sent(batch)

    def done(self, steps: Sequence[Step], modified: str | None = None) -> None:
        """Enter that links are as they should be.

        Arguments:
            steps: the Steps, with the moment at which each link was made.
            modified: when Plytix says that the source was changed by them; None if that is not known.
        """
        self._log.done(steps, modified)
        self._settle(steps, Verdict.DONE, None)

    def failed(self, steps: Sequence[Step], message: str) -> None:
        """Enter that links were not made or not removed."""
        self._log.failed(steps, message)
        self._settle(steps, Verdict.FAILED, message)

    def unproven(self, steps: Sequence[Step], message: str) -> None:
        """Enter that links were sent, and that it is not known what became of them."""
        self._log.unproven(steps, message)
        self._settle(steps, Verdict.UNPROVEN, message)

    def dropped(self, step: Step, verdict: Verdict, reason: str | None) -> None:
        """Enter that a link need not, or must not, be removed."""
        self._log.dropped([step], reason)
        self._settle([step], verdict, reason)
