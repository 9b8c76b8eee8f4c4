"""A link job as a person sees it: what each source product is linked to, and what somebody has to look at."""

from collections import Counter
from collections.abc import Iterable, Iterator

from rich.text import Text

from amazon_plytix.applying import LinkState
from amazon_plytix.applying.link_outcomes import LinkOutcome
from amazon_plytix.lookup import LinkSchema
from amazon_plytix.planning import Estimate, LinkPlan, Relation
from amazon_plytix.reporting.files import Results
from amazon_plytix.reporting.job_report import JobReport

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

    def link_schema_found(self, schema: LinkSchema) -> None:
        """The relationships that links will be made in."""
        self._names = {Relation.LISTINGS: schema.listings.name, Relation.HIERARCHY: schema.hierarchy.name}
        self._found(schema.listings)
        self._found(schema.hierarchy)

    def links_planned(self, _: LinkPlan, estimate: Estimate) -> None:
        """What it will take."""
        self._begin(estimate)

    def sources(self, outcomes: Iterable[LinkOutcome]) -> None:
        """A line for every source product and relationship."""
        self._progress.stop()
        states: dict[tuple[str, Relation], Counter[LinkState]] = {}
        for outcome in outcomes:
            source = (outcome.link.source_sku, outcome.link.relation)
            states.setdefault(source, Counter())[outcome.state] += 1
        for (sku, relation), counted in states.items():
            self._out.print(Text.assemble(f"  {sku} ({self._names[relation]})... ", *_in_words(counted)))

    def _figures(self, results: Results) -> Iterator[str]:
        yield f"Total mappings:      {results['total']}"
        yield f"Products existing:   {results['exists']}"
        yield f"Links made:          {results['linked']}"
        yield f"Links present:       {results['present']}"
        if not self._execute:
            yield f"Would link:          {results['preview']}"
        states = Counter(row["state"] for row in results["contradicted"])
        for state, text in ((LinkState.REMOVED, "Links removed"), (LinkState.REMOVABLE, "Would remove")):
            if states[state]:
                yield f"{text + ':':<21}{states[state]}"
        if states[LinkState.CONTRADICTED]:
            yield f"Contradicted links:  {states[LinkState.CONTRADICTED]} (left alone; --prune removes them)"
        if results["review"]:
            yield f"For review:          {len(results['review'])}"

    def _remarks(self, results: Results) -> Iterator[str]:
        if results["review"]:
            yield ""
            yield "Not linked, somebody has to look:"
        for review in results["review"][:_REVIEWS_SHOWN]:
            yield f"  {review['sku']} {review['reason']}"
            yield from (f"    {fact}" for fact in review["evidence"])
        if len(results["review"]) > _REVIEWS_SHOWN:
            yield f"  and {len(results['review']) - _REVIEWS_SHOWN} more: all of them are in the results file"


def _in_words(counted: Counter[LinkState]) -> Iterator[str | tuple[str, str]]:
    for number, (state, (word, colour)) in enumerate(each for each in _WORDS.items() if counted[each[0]]):
        yield f"{', ' if number else ''}{counted[state]} "
        yield (word, colour)
