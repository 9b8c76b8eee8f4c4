"""Limits that a job on a mapping must keep: what is out of proportion is more likely a mistake than meant."""

from amazon_plytix.planning.changes import CreateProduct
from amazon_plytix.planning.plan import Guard, Plan

# Of a handful of listings half may go any day.
_FEWEST = 10


def creates_guard(plan: Plan, most: int) -> Guard:
    """Return the limit of products that a Plan creates."""
    creates = sum(isinstance(planned.change, CreateProduct) for planned in plan.listings)
    if creates <= most:
        return Guard("creates", most, creates)
    begin = f", or begin with --limit {most}" if most else ""
    refusal = (
        f"{creates:,} products would be created, and at most {most:,} may be: look at them with --dry-run, "
        f"then allow so many with --max-create {creates}{begin}"
    )
    return Guard("creates", most, creates, refusal)


def shrunk_guard(listings: int, before: int, run: str) -> Guard:
    """Return the limit by which a mapping may have shrunk: to half of the listings of an earlier run of at least 10.

    Arguments:
        listings: how many listings the mapping holds.
        before: how many the earlier run had.
        run: the id of that run.
    """
    gone = max(before - listings, 0)
    if before < _FEWEST or 2 * listings >= before:
        return Guard("listings gone", before // 2, gone)
    refusal = (
        f"the mapping holds {listings:,} listings, fewer than half of the {before:,} of run {run}: "
        "if some are missing, make it anew; if it is right, go on with --allow-shrunk-mapping"
    )
    return Guard("listings gone", before // 2, gone, refusal)
