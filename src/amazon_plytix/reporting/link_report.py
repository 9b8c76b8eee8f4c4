"""A link job as a person sees it: what each source product is linked to, and what somebody has to look at."""

from collections import Counter
from collections.abc import Iterator, Sequence

from rich.text import Text

from amazon_plytix.applying.outcome import LinkOutcome, Status
from amazon_plytix.planning.changes import Relation
from amazon_plytix.planning.header import Schema
from amazon_plytix.planning.plan import LinkState
from amazon_plytix.reporting.job_report import JobReport
from amazon_plytix.reporting.results import Results
from amazon_plytix.reporting.visible import LONGEST_MESSAGE, shown

_WORDS = {
    LinkState.PRESENT: ("PRESENT", "dim"),
    LinkState.PLANNED: ("PREVIEW", "cyan"),
    LinkState.MADE: ("LINKED", "green"),
    LinkState.FAILED: ("ERROR", "red"),
    LinkState.CONTRADICTED: ("CONTRADICTED", "yellow"),
    LinkState.REMOVABLE: ("WOULD REMOVE", "yellow"),
    LinkState.REMOVED: ("REMOVED", "yellow"),
}
_REVIEWS_SHOWN = 20


class LinkReport(JobReport):
    """Prints a link job, a line for every source product once all of them are done."""

    verb, head, title = "link", "Linking Amazon products", "LINK SUMMARY"

    def schema_found(self, schema: Schema) -> None:
        """Print the relationships that links will be made in."""
        self._names = {relation: schema.relationship(relation).name for relation in Relation}
        super().schema_found(schema)

    def links_settled(self, outcomes: Sequence[LinkOutcome]) -> None:
        """Print a line for every source product and relationship."""
        self._progress.stop()
        states: dict[tuple[str, Relation], Counter[LinkState]] = {}
        for outcome in outcomes:
            source = (outcome.planned.source.sku, outcome.planned.relation)
            states.setdefault(source, Counter())[outcome.state] += 1
        for (sku, relation), counted in states.items():
            self._out.print(Text.assemble(f"  {shown(sku)} ({shown(self._names[relation])})... ", *_in_words(counted)))

    def _figures(self, results: Results) -> Iterator[str]:
        yield f"Total mappings:      {results.total}"
        yield f"Products existing:   {results.exists}"
        yield f"Links made:          {results.linked}"
        yield f"Links present:       {results.present}"
        if not self._execute:
            yield f"Would link:          {results.preview}"
        states = Counter(row.state for row in results.contradicted or ())
        for state, text in ((LinkState.REMOVED, "Links removed"), (LinkState.REMOVABLE, "Would remove")):
            if states[state]:
                yield f"{text + ':':<21}{states[state]}"
        if states[LinkState.CONTRADICTED]:
            yield f"Contradicted links:  {states[LinkState.CONTRADICTED]} (left alone; --prune removes them)"
        if results.review:
            yield f"For review:          {len(results.review)}"

    def _remarks(self, results: Results) -> Iterator[str]:
        reviews = results.review or []
        if any(row.status == Status.MISSING for row in results.products):
            yield ""
            yield f"Products are made by: amazon-plytix sync --mapping {shown(results.metadata.source_file)} --execute"
        if reviews:
            yield ""
            yield "Not linked, somebody has to look:"
        for review in reviews[:_REVIEWS_SHOWN]:
            yield f"  {shown(review.sku)} {shown(review.reason, LONGEST_MESSAGE)}"
            yield from (f"    {shown(fact)}" for fact in review.evidence)
        if len(reviews) > _REVIEWS_SHOWN:
            yield f"  and {len(reviews) - _REVIEWS_SHOWN} more: all of them are in the results file"


def _in_words(counted: Counter[LinkState]) -> Iterator[str | tuple[str, str]]:
    for number, (state, (word, colour)) in enumerate(each for each in _WORDS.items() if counted[each[0]]):
        yield f"{', ' if number else ''}{counted[state]} "
        yield (word, colour)
