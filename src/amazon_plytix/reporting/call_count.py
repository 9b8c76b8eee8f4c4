"""The calls of a Plan: how many were made, how many are left, and how long these take."""

from amazon_plytix.http import Clock
from amazon_plytix.planning.estimate import Estimate, shortest_time
from amazon_plytix.reporting.times import MINUTE


class CallCount:
    """Counts calls against the Estimate of a Plan.

    Attributes: ``made`` are the calls since the Plan was made, or since the beginning as long as there is none.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._estimate: Estimate | None = None
        self._began = 0.0
        self.made = 0

    def begin(self, estimate: Estimate) -> None:
        """Count from now on, against an Estimate."""
        self._estimate, self._began, self.made = estimate, self._clock.elapsed(), 0

    @property
    def total(self) -> int:
        """Return how many calls there are: those of the Estimate, or more if more were made. 0 without one."""
        return max(self._estimate.calls, self.made) if self._estimate and self._estimate.calls else 0

    @property
    def left(self) -> int:
        """Return how many calls are left."""
        return max(self.total - self.made, 0)

    def seconds_left(self, wait: float = 0.0) -> float:
        """Return how long the calls take that are left, with the seconds of a wait that is under way.

        It is never less than the rate limits allow, as the Estimate has it, nor than by the pace so far.
        """
        if self._estimate is None or not self.left:
            return wait
        until_then = (self._estimate.ends_at - self._clock.now()).total_seconds()
        by_limits = wait + shortest_time(self.left, self._estimate.windows)
        return max(until_then, by_limits, self._by_pace())

    def _by_pace(self) -> float:
        elapsed = self._clock.elapsed() - self._began
        # Calls come in bursts, one in each window of ten seconds: the first few tell no pace.
        return elapsed / self.made * self.left if self.made and elapsed >= MINUTE else 0.0
