"""A link job as a person sees it: what each source product is linked to, and what somebody has to look at."""

from collections import Counter
from collections.abc import Iterator, Sequence

from rich.text import Text

from amazon_plytix.applying.outcome import LinkOutcome, Status
from amazon_plytix.planning.changes import Relation
from amazon_plytix.planning.header import Schema
from amazon_plytix.planning.plan import LinkState
from amazon_plytix.reporting.job_report import JobReport
from amazon_plytix.reporting.link_columns import SKIPPED, state_of
from amazon_plytix.reporting.results import Results
from amazon_plytix.reporting.visible import LONGEST_MESSAGE, shown

_WORDS = {
    LinkState.PRESENT: "PRESENT",
    LinkState.PLANNED: "PREVIEW",
    LinkState.MADE: "LINKED",
    LinkState.FAILED: "ERROR",
    LinkState.CONTRADICTED: "CONTRADICTED",
    LinkState.REMOVABLE: "WOULD REMOVE",
    LinkState.REMOVED: "REMOVED",
}
_COLOURS = {
    "PRESENT": "dim",
    "PREVIEW": "cyan",
    "LINKED": "green",
    "ERROR": "red",
    "CONTRADICTED": "yellow",
    "WOULD REMOVE": "yellow",
    "REMOVED": "yellow",
    "SKIPPED": "yellow",
}
# Links that a person has to know one by one.
_UNWELL = {"ERROR", "CONTRADICTED", "WOULD REMOVE"}
_LINKS_SHOWN = 20
_REVIEWS_SHOWN = 20


class LinkReport(JobReport):
    """Prints a link job, a line for every source product once all of them are done."""

    verb, head, title = "link", "Linking Amazon products", "LINK SUMMARY"

    def schema_found(self, schema: Schema) -> None:
        """Print the relationships that links will be made in."""
        self._names = {relation: schema.relationship(relation).name for relation in Relation}
        super().schema_found(schema)

    def links_settled(self, outcomes: Sequence[LinkOutcome]) -> None:
        """Print a line for every source product and relationship, and below it one for each link that is not well."""
        self._bar.stop()
        if not self._tells_single_things:
            return
        by_source: dict[tuple[str, Relation], list[LinkOutcome]] = {}
        for outcome in outcomes:
            by_source.setdefault((outcome.planned.source.sku, outcome.planned.relation), []).append(outcome)
        left = _LINKS_SHOWN
        for (sku, relation), of_source in by_source.items():
            counted = Counter(map(_word, of_source))
            self._line(Text.assemble(f"  {shown(sku)} ({shown(self._names[relation])})... ", *_in_words(counted)))
            unwell = [outcome for outcome in of_source if _word(outcome) in _UNWELL]
            self._lines(*(_link_line(outcome) for outcome in unwell[: max(left, 0)]))
            left -= len(unwell)
        if left < 0:
            self._line(f"    and {-left} more such links: all of them are in the results file")

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
        if results.review and not self._is_ending:
            yield f"For review:          {len(results.review)}"
        if results.skipped:
            yield f"Skipped:             {results.skipped}"

    def _remarks(self, results: Results) -> Iterator[str]:
        reviews = results.review or []
        if self.source == "mapping" and any(row.status == Status.MISSING for row in results.products):
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


def _word(outcome: LinkOutcome) -> str:
    return "SKIPPED" if state_of(outcome) == SKIPPED else _WORDS[outcome.state]


def _in_words(counted: Counter[str]) -> Iterator[str | tuple[str, str]]:
    for number, (word, colour) in enumerate(each for each in _COLOURS.items() if counted[each[0]]):
        yield f"{', ' if number else ''}{counted[word]} "
        yield (word, colour)


def _link_line(outcome: LinkOutcome) -> str:
    message = f": {shown(outcome.message, LONGEST_MESSAGE)}" if outcome.message else ""
    return f"    {shown(outcome.planned.target.sku)} {_word(outcome)}{message}"
