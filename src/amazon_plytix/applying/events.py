"""What a job says while it works, to whoever wants to know: the console, a page, a test."""

from collections.abc import Sequence
from pathlib import Path

from amazon_plytix.accounts import Account
from amazon_plytix.applying.outcome import LinkOutcome, ProductOutcome
from amazon_plytix.http import ApiEvents
from amazon_plytix.mapping import ListingMapping
from amazon_plytix.planning.estimate import Estimate
from amazon_plytix.planning.header import Schema
from amazon_plytix.planning.plan import Plan


class Events(ApiEvents):
    """Everything that happens in a job, in the order in which it happens. Every method does nothing: override some."""

    def job_begun(self, subject: Path | str, account: Account) -> None:
        """A job on an account is about to read its mapping, or to look at the run that it takes back."""

    def mapping_read(self, mapping: ListingMapping) -> None:
        """The mapping file has no Problem."""

    def schema_found(self, schema: Schema) -> None:
        """The account has what the job needs."""

    def planned(self, plan: Plan, estimate: Estimate) -> None:
        """The Plan is made. Nothing has been written yet."""

    def run_begun(self, run_id: str) -> None:
        """An execute has been entered in the ledger."""

    def product_settled(self, outcome: ProductOutcome) -> None:
        """A listing has its product, or cannot have it. Links come later."""

    def linking(self, done: int, total: int) -> None:
        """So many of the source products have been sent."""

    def links_settled(self, outcomes: Sequence[LinkOutcome]) -> None:
        """All links of a link job have been dealt with."""

    def undoing(self, done: int, total: int) -> None:
        """So many of the things that a run did have been dealt with."""

    def ending(self) -> None:
        """The job was asked to end: what is under way is finished."""
