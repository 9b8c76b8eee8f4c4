"""Every event of a job goes into the log, and on to whoever wants to know."""

import logging
from collections.abc import Sequence
from pathlib import Path

from amazon_plytix.accounts import Account
from amazon_plytix.applying.events import Events
from amazon_plytix.applying.outcome import LinkOutcome, ProductOutcome
from amazon_plytix.http import Wait
from amazon_plytix.mapping import ListingMapping
from amazon_plytix.planning.estimate import Estimate
from amazon_plytix.planning.header import Schema
from amazon_plytix.planning.plan import Plan
from amazon_plytix.reporting.results import Results

_log = logging.getLogger(__name__)


class EventLog(Events):
    """Writes the events of one job into the log, and passes them on.

    ``notes`` holds all that was noted, for the results.
    """

    def __init__(self, events: Events) -> None:
        self._events = events
        self.notes: list[str] = []

    def waiting(self, wait: Wait) -> None:
        """Log why all calls pause, how long, and until when."""
        until = wait.until.isoformat(timespec="seconds")
        fields = {"event": "waiting", "seconds": wait.seconds, "until": until, "reason": wait.reason}
        _log.info("waiting %.1f s, until %s: %s", wait.seconds, until, wait.reason, extra=fields)
        self._events.waiting(wait)

    def call_ended(self) -> None:
        """Pass it on: the connection logs its calls itself."""
        self._events.call_ended()

    def note(self, text: str) -> None:
        """Log a remark, and keep it."""
        _log.warning("%s", text, extra={"event": "note"})
        self.notes.append(text)
        self._events.note(text)

    def job_begun(self, subject: Path | str, account: Account) -> None:
        """Log what the job is about, and on which account."""
        fields = {"event": "job_begun", "subject": str(subject), "account": account.alias, "host": account.host}
        alias = account.alias or "of the environment"
        _log.info("a job on %s begins, on the account %s at %s", subject, alias, account.host, extra=fields)
        self._events.job_begun(subject, account)

    def mapping_read(self, mapping: ListingMapping) -> None:
        """Log what the mapping holds."""
        fields = {"event": "mapping_read", "matched": mapping.matched, "unmatched": mapping.unmatched}
        _log.info("%d matched and %d unmatched listings", mapping.matched, mapping.unmatched, extra=fields)
        self.notes.extend(mapping.warnings)
        for warning in mapping.warnings:
            _log.warning("%s", warning, extra={"event": "note"})
        self._events.mapping_read(mapping)

    def schema_found(self, schema: Schema) -> None:
        """Log the parts of the schema that are used."""
        parts = [each for each in (schema.family, *schema.relationships) if each]
        for part in parts:
            _log.info("using %r (%s)", part.name, part.id, extra={"event": "schema", "id": part.id})
        self._events.schema_found(schema)

    def planned(self, plan: Plan, estimate: Estimate) -> None:
        """Log what the Plan takes."""
        fields = {"event": "planned", "calls": estimate.calls, "seconds": estimate.seconds}
        _log.info("planned: %d calls, at least %.0f s", estimate.calls, estimate.seconds, extra=fields)
        self._events.planned(plan, estimate)

    def run_begun(self, run_id: str) -> None:
        """Log the run."""
        _log.info("run %s begins", run_id, extra={"event": "run_begun"})
        self._events.run_begun(run_id)

    def product_settled(self, outcome: ProductOutcome) -> None:
        """Log what became of a listing's product."""
        sku, state, message = outcome.planned.listing.sku, outcome.state.value, outcome.message or ""
        fields = {"event": "product", "sku": sku, "state": state, "stage": outcome.stage, "error": outcome.message}
        _log.debug("%s: %s%s", sku, state, f": {message}" if message else "", extra=fields)
        self._events.product_settled(outcome)

    def linking(self, done: int, total: int) -> None:
        """Pass it on: the outcome of every link is logged at the end."""
        self._events.linking(done, total)

    def links_settled(self, outcomes: Sequence[LinkOutcome]) -> None:
        """Pass it on: the outcome of every link is logged with its listing."""
        self._events.links_settled(outcomes)

    def undoing(self, done: int, total: int) -> None:
        """Pass it on: the outcome of everything is logged at the end."""
        self._events.undoing(done, total)

    def ending(self) -> None:
        """Log that the job was asked to end."""
        _log.info("asked to end: what is under way is finished", extra={"event": "ending"})
        self._events.ending()

    def ended(self, results: Results) -> None:
        """Log the outcome of every listing, link and Step, and what went wrong."""
        if not _log.isEnabledFor(logging.INFO):
            return
        for row in (*results.products, *(results.relatives or ()), *(results.taken_back or ())):
            columns = row.model_dump()
            said = ", ".join(f"{name}={value}" for name, value in columns.items() if value is not None)
            _log.info("%s", said, extra={"event": "outcome", "row": columns})
        for error in results.errors:
            fields = {"event": "error", **error.model_dump(exclude={"message"}), "error": error.message}
            _log.warning("%s [%s] %s", error.sku, error.stage, error.message, extra=fields)
