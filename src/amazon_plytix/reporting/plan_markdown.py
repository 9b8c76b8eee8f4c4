"""A Plan as Markdown, for a pull request."""

import re
import sys
from collections.abc import Iterator

from amazon_plytix.planning.estimate import Estimate
from amazon_plytix.planning.plan import Plan
from amazon_plytix.reporting.plan_groups import Entry, Group, Show, folded, groups_of
from amazon_plytix.reporting.plan_text import NOTHING, cost, readable
from amazon_plytix.reporting.visible import shown

# What would be a table's border, code, emphasis, a link or HTML.
_SPECIAL = re.compile(r"[\\`*_\[\]|~]")
_OF_HTML = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def plan_markdown(plan: Plan, show: Show, estimate: Estimate | None = None) -> Iterator[str]:
    """Return a Plan as lines of Markdown: its Changes by kind with whole values, calls and time.

    Arguments:
        plan: the Plan.
        show: how much of it; NONE gives no line at all.
        estimate: what carrying it out takes; None if that does not matter any more.
    """
    if show is Show.NONE:
        return
    header = plan.header
    account = header.account.alias or "of the environment"
    yield f"## Plan of a {header.job.value} job"
    yield ""
    yield f"Account: {escaped(account)} at {escaped(header.account.host)}."
    if estimate:
        yield cost(estimate)
    if next(plan.changes, None) is None:
        yield f"\n{NOTHING}"
    for group in groups_of(plan, show):
        yield from _group_lines(group, show)


def escaped(text: str) -> str:
    """Return text of others as one piece of a line that Markdown shows as it is, with nothing invisible in it."""
    visible = shown(text, sys.maxsize)
    marked = _SPECIAL.sub(lambda found: f"\\{found[0]}", visible)
    return re.sub("[&<>]", lambda found: _OF_HTML[found[0]], marked)


def _group_lines(group: Group, show: Show) -> Iterator[str]:
    yield ""
    yield f"### {escaped(group.title)}: {group.number:,}"
    yield ""
    entries, more = group.entries(show)
    for entry in entries:
        yield from _entry_lines(group.sign, entry, show)
    if more:
        yield ""
        yield f"and {more:,} more (`--show all` shows them)"


def _entry_lines(sign: str, entry: Entry, show: Show) -> Iterator[str]:
    if entry.values:
        yield from _table(sign, entry)
        return
    reason = f": {escaped(entry.reason)}" if entry.reason else ""
    yield f"- `{sign}` **{escaped(entry.name)}**{reason}"
    targets, more = folded(entry.targets, show)
    for target in targets:
        yield f"  - {escaped(target)}"
    if more:
        yield f"  - and {more:,} more (`--show all` shows them)"


def _table(sign: str, entry: Entry) -> Iterator[str]:
    label = "" if entry.label is None else f' "{escaped(entry.label)}"'
    yield f"`{sign}` **{escaped(entry.name)}**{label}"
    yield ""
    yield "| Attribute | Value |"
    yield "|---|---|"
    for name, value in entry.values:
        yield f"| {escaped(name)} | {escaped(readable(value))} |"
    yield ""
