"""A Plan as lines for a screen."""

from collections.abc import Iterator

from amazon_plytix.planning.estimate import Estimate
from amazon_plytix.planning.fields import Value
from amazon_plytix.planning.plan import Plan
from amazon_plytix.reporting.plan_groups import Entry, Group, Show, folded, groups_of
from amazon_plytix.reporting.times import forecast
from amazon_plytix.reporting.visible import LONGEST_MESSAGE, shown

NOTHING = "Nothing is changed."


def plan_text(plan: Plan, show: Show, estimate: Estimate | None = None) -> Iterator[str]:
    """Return a Plan as lines: its Changes by kind, then calls and time.

    Arguments:
        plan: the Plan.
        show: how much of it; NONE gives no line at all.
        estimate: what carrying it out takes; None if that does not matter any more.
    """
    if show is Show.NONE:
        return
    yield ""
    yield "PLAN"
    if next(plan.changes, None) is None:
        yield NOTHING
    for group in groups_of(plan, show):
        yield from _group_lines(group, show)
    if estimate:
        yield cost(estimate)


def cost(estimate: Estimate) -> str:
    """Return calls and time as a line."""
    return f"Calls: {estimate.calls:,}. Time: {forecast(estimate)}."


def _group_lines(group: Group, show: Show) -> Iterator[str]:
    yield f"{shown(group.title)}: {group.number:,}"
    entries, more = group.entries(show)
    for entry in entries:
        yield from _entry_lines(group.sign, entry, show)
    if more:
        yield f"  and {more:,} more (--show all shows them)"


def _entry_lines(sign: str, entry: Entry, show: Show) -> Iterator[str]:
    label = "" if entry.label is None else f' "{shown(entry.label)}"'
    reason = f": {shown(entry.reason, LONGEST_MESSAGE)}" if entry.reason else ""
    yield f"  {sign} {shown(entry.name)}{label}{reason}"
    for name, value in entry.values:
        yield f"      {shown(name)}: {shown(readable(value))}"
    targets, more = folded(entry.targets, show)
    for target in targets:
        yield f"      {shown(target)}"
    if more:
        yield f"      and {more:,} more (--show all shows them)"


def readable(value: Value) -> str:
    """Return a value as text; a boolean as Plytix and JSON spell it."""
    return value if isinstance(value, str) else str(value).lower()
