"""A simulated Plytix account that can be called."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from random import Random

from plytix_sandbox.accounts import Account, empty
from plytix_sandbox.accounts.sections import fill
from plytix_sandbox.app import App
from plytix_sandbox.catalog import Catalog
from plytix_sandbox.catalog.ids import Ids, id_from, is_id
from plytix_sandbox.catalog.store import Store
from plytix_sandbox.clock import Clock, SystemClock
from plytix_sandbox.faults import Fault, Faults
from plytix_sandbox.gate import Gate
from plytix_sandbox.journal import Journal
from plytix_sandbox.plans import Plan
from plytix_sandbox.switches import Switches

LONGEST_LATENCY = 3_600.0
"""Seconds; no client waits for longer."""


class Sandbox:
    """One account with its API.

    `app` is the ASGI application, `catalog` what the account holds now, `journal` the requests so far. `faults` and
    `latency` can be changed between requests.

    Arguments:
        account: what it holds at first; an empty account by default.
        plan: its rate windows, a Plan or its name; the account's by default, else `free`.
        clock: where all time comes from.
        switches: how Plytix behaves in what is unknown; the account's by default, or a mapping of those that differ.
        faults: what goes wrong.
        journal: the file to append a line per request to.
        state: the file that keeps what the account holds, and its id; if it exists, it is used instead of `account`
            and `account_id`, and no other sandbox can use it until this one is closed.
        latency: seconds every answer takes, at most an hour.
        seed: where ids, secrets and chances come from: same seed, clock and calls, same answers.
        account_id: the account's id, which its tokens and products have; made from the seed by default.
        remember: keep the journal in memory too.

    Raises ValueError if a setting is none of those, or the state file is in use, damaged or something else.
    Raises OSError if the journal or the state file cannot be written.
    """

    def __init__(  # noqa: PLR0913 - one argument a setting, by name
        self,
        account: Account | None = None,
        *,
        plan: Plan | str | None = None,
        clock: Clock | None = None,
        switches: Switches | Mapping[str, str] | None = None,
        faults: Iterable[Fault] = (),
        journal: Path | None = None,
        state: Path | None = None,
        latency: float = 0.0,
        seed: int = 0,
        account_id: str | None = None,
        remember: bool = True,
    ) -> None:
        account = account or empty()
        self.plan = _plan(plan or account.plan or "free")
        self.clock: Clock = clock or SystemClock()
        self.switches = _switches(switches, account.switches)
        self.latency = _latency(latency)
        self.random = Random(seed)  # noqa: S311 - chance that must repeat
        self.journal = Journal(journal, remember=remember)
        self.catalog = Catalog(self.clock, Ids(seed, self.clock), self.switches, _account_id(account_id, seed))
        self.faults = Faults(faults, self.clock.time(), seed)
        # Past versions of products are kept for as long as the slowest search lags behind, and no longer.
        self.catalog.products.retention = max(float(self.switches.search_lag), self.faults.longest_lag)
        self.store = Store(state) if state else None
        try:
            self._fill(account)
        except (ValueError, OSError):
            self.close()
            raise
        who = self.catalog.account_id, self.catalog.user_id
        self.gate = Gate(self.clock, self.plan, self.switches, seed, *who)
        self.app = App(self)

    def close(self) -> None:
        """Close the state file."""
        if self.store:
            self.store.close()

    def save(self) -> None:
        """Write what changed into the state file, if there is one.

        Raises NotSaved if it cannot be written; the changes are undone then.
        """
        if self.store:
            self.store.save(self.catalog)
        else:
            self.catalog.settle()

    def _fill(self, account: Account) -> None:
        if not (self.store and self.store.restore(self.catalog)):
            self.catalog.begin_call()
            fill(self.catalog, account)
        if self.store:
            self.store.start(self.catalog)
        self.catalog.settle()
        self.catalog.user_id = id_from(f"user {self.catalog.account_id}")


def _plan(plan: Plan | str) -> Plan:
    return plan if isinstance(plan, Plan) else Plan.named(plan)


def _switches(given: Switches | Mapping[str, str] | None, default: Switches) -> Switches:
    if isinstance(given, Switches):
        return given
    return replace(default, **dict(given or {}))


def _account_id(given: str | None, seed: int) -> str:
    if given is not None and not is_id(given):
        raise ValueError(f"the account's id is {given!r}, but an id is 24 lower-case hex digits")
    return given or id_from(f"account {seed}")


def _latency(seconds: float) -> float:
    # NaN is in no range.
    if not 0 <= seconds <= LONGEST_LATENCY:
        raise ValueError(f"the latency is {seconds:g} seconds, but can be 0 to {LONGEST_LATENCY:,.0f}")
    return seconds
