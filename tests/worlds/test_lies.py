"""Sync, link and undo before a server that lies, at every endpoint in turn, about fifty times each.

Whatever it answers: no exception but ours, no call beyond its deadline, no success that is none, and nothing deleted
that was not the run's.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pytest

from amazon_plytix.http import DEADLINE, ApiError
from amazon_plytix.jobs.job import CutShort
from amazon_plytix.planning.plan import UndoState
from amazon_plytix.refusal import RefusedBeforeWriting
from amazon_plytix.reporting.files import ResultsLost
from plytix_sandbox import accounts
from plytix_sandbox.faults.foreign import act
from tests.support import entry, matched, write_mapping
from tests.support.lies import BODIES, ENDLESS, FIELDS, ROWS, Lie
from tests.support.lying import LyingWorld
from tests.support.thoroughness import sampled
from tests.support.trees import child, parent, product_of, synced_account
from tests.worlds.lying_judge import false_claims, false_removals

pytestmark = pytest.mark.slow

Result = TypeVar("Result")

# What a job may raise: the command line has a sentence for each of them.
OURS = (ApiError, RefusedBeforeWriting, CutShort, ResultsLost)
# Turns of the event loop after which a job is taken to hang.
STEPS = 100_000

SCHEMA = ("name", "label")
PRODUCT = ("id", "sku", "modified")
WHOLE = (*PRODUCT, "attributes", "relationships")
# The fields that are wrong in turn in the rows of an endpoint.
FIELDS_OF = {
    "token": ("access_token",), "families": ("id", *SCHEMA), "relationships": ("id", *SCHEMA), "attributes": SCHEMA,
    "family attributes": ("id", "label"),
    "search": WHOLE, "create": PRODUCT, "family": PRODUCT, "read": WHOLE, "family of": ("id", "product_family_id"),
}  # fmt: skip
# The endpoints that a job calls.
JOBS = {
    "sync": (
        "token", "families", "relationships", "attributes", "family attributes", "search", "create", "family of",
        "family", "link", "read",
    ),
    "link": ("search", "link", "read"),
    "undo": ("relationships", "attributes", "search", "family of", "read", "unlink", "delete"),
}  # fmt: skip
WRITES = {"create", "family", "link", "unlink", "delete"}
# Which product has an id is known from searches alone: what they say of it is believed by a link job.
IDENTITY = {*FIELDS["id"], "ids of others"}
# What does not hold yet, and why.
OPEN = {
    "a deletion that is answered as it should be is not read back: that would be a call more for every product": {
        "undo: delete answers 204, not done"
    },
}


@dataclass(frozen=True)
class Case:
    """A job, the endpoint that lies, the lie, and how many answers are true before it.

    Attributes: ``arrives`` says whether the server does what it is asked, before it lies.
    """

    job: str
    endpoint: str
    name: str
    lie: Lie
    arrives: bool = True
    honest: int = 0

    def __str__(self) -> str:
        how = ("" if self.arrives else ", not done") + (f", after {self.honest}" if self.honest else "")
        return f"{self.job}: {self.endpoint} answers {self.name}{how}"


def lies_of(endpoint: str) -> dict[str, Lie]:
    """The lies that an endpoint answers, by name."""
    fields = FIELDS_OF.get(endpoint, ())
    wrong_fields = {name: lie for field in fields for name, lie in FIELDS[field].items()}
    return {**BODIES, **ENDLESS, **wrong_fields, **(ROWS if "sku" in fields else {})}


def cases() -> Iterator[Case]:
    """Each lie at each endpoint of each job."""
    for job, endpoints in JOBS.items():
        for endpoint in endpoints:
            for name, lie in lies_of(endpoint).items():
                yield Case(job, endpoint, name, lie)
                if endpoint in WRITES and name in BODIES:
                    yield Case(job, endpoint, name, lie, arrives=False)
                if endpoint == "create" and name in FIELDS["id"]:
                    yield Case(job, endpoint, name, lie, honest=1)


def marked(case: Case) -> Any:
    """A case, which is expected to fail if it is one of OPEN."""
    reasons = [reason for reason, names in OPEN.items() if str(case) in names]
    return pytest.param(case, id=str(case), marks=[pytest.mark.xfail(reason=reason, strict=True) for reason in reasons])


@pytest.mark.parametrize("case", [marked(case) for case in sampled(cases(), 7)])
def test_no_lie_is_believed_or_ends_in_a_fault(case: Case, tmp_path: Path) -> None:
    assert {"sync": of_sync, "link": of_link, "undo": of_undo}[case.job](case, tmp_path) == []


def of_sync(case: Case, folder: Path) -> list[str]:
    """Sync before a liar; return what is wrong afterwards."""
    mapping = write_mapping(folder, [matched(1), matched(2)], [entry(3)])
    world = LyingWorld(accounts.for_mapping(mapping), **switched(case))
    ran = heard(world, case, lambda: world.sync(mapping, steps=STEPS))
    return false_claims(world, ran.results) if ran else []


def of_link(case: Case, folder: Path) -> list[str]:
    """Link before a liar; return what is wrong afterwards."""
    listings = [child(1, 100, 1), child(2, 100, 1), parent(100)]
    mapping = write_mapping(folder, listings[:2], listings[2:])
    world = LyingWorld(synced_account(mapping, listings, product_of(child(9, 100, 2))), **switched(case))
    ran = heard(world, case, lambda: world.link(mapping, steps=STEPS))
    believed = case.endpoint == "search" and case.name in IDENTITY
    return false_claims(world, ran.results) if ran and not believed else []


def of_undo(case: Case, folder: Path) -> list[str]:
    """Undo a true sync before a liar, with a product that was there before; return what is wrong afterwards."""
    mapping = write_mapping(folder, [matched(1), matched(2)], [entry(3)])
    world = LyingWorld(accounts.for_mapping(mapping))
    there = matched(2)["suggested_sku"]
    act(world.catalog, {"do": "create", "body": {"sku": there}})
    before = {product.sku for product in world.catalog.products}
    world.sync(mapping)
    undone = heard(world, case, lambda: world.undo(steps=STEPS)) or {}
    lost = before - {product.sku for product in world.catalog.products}
    state, _ = undone.pop(there, (UndoState.KEPT, None))
    linked = {target for targets in world.links("Amazon Listings").values() for target in targets}
    false_unlinks = [there] if state is UndoState.REMOVED and there in linked else []
    return false_removals(world, undone) + sorted(lost) + false_unlinks


def switched(case: Case) -> dict[str, Any]:
    """What makes a job call the endpoint: a product is read if a search does not show its new links."""
    return {"switches": {"search_lag": "10"}} if case.endpoint == "read" else {}


def heard(world: LyingWorld, case: Case, run: Callable[[], Result]) -> Result | None:
    """Run a job before a liar, in as much time as calls may take; return its results, None if it raised one of OURS."""
    world.lie(case.endpoint, case.lie, arrives=case.arrives, honest=case.honest)
    began = world.seconds
    try:
        return run()
    except OURS:
        return None
    finally:
        assert world.liar is not None
        # Else nothing was tried.
        assert world.liar.lies
        # A sync that is not answered waits between its tries, too.
        assert world.seconds - began <= (world.liar.lies + 1) * (DEADLINE + 10.0)
