"""A simulated Plytix account that can be called."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from random import Random

from plytix_sandbox.accounts import Account, empty
from plytix_sandbox.accounts.sections import fill
from plytix_sandbox.app import App
from plytix_sandbox.catalog import Catalog
from plytix_sandbox.catalog.ids import Ids, id_from
from plytix_sandbox.catalog.store import Store
from plytix_sandbox.clock import Clock, SystemClock
from plytix_sandbox.faults import Fault, Faults
from plytix_sandbox.gate import Gate
from plytix_sandbox.journal import Journal
from plytix_sandbox.plans import Plan
from plytix_sandbox.switches import Switches


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
        state: the file that keeps what the account holds; if it exists, it is used instead of `account`.
        latency: seconds every answer takes.
        seed: where ids, secrets and chances come from: same seed, clock and calls, same answers.
        remember: keep the journal in memory too.

    Raises ValueError if there is no such plan, or the state file is something else.
    Raises OSError if the journal cannot be written.
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
        remember: bool = True,
    ) -> None:
        account = account or empty()
        self.plan = _plan(plan or account.plan or "free")
        self.clock: Clock = clock or SystemClock()
        self.switches = _switches(switches, account.switches)
        self.latency = latency
        self.random = Random(seed)  # noqa: S311 - chance that must repeat
        self.journal = Journal(journal, remember=remember)
        self.gate = Gate(self.clock, self.plan, self.switches, seed)
        self.catalog = Catalog(self.clock, Ids(seed, self.clock), self.switches)
        self.catalog.account_id, self.catalog.user_id = id_from(f"account {seed}"), id_from(f"user {seed}")
        self.faults = Faults(faults, self.clock.time(), seed)
        # Past versions of products are kept for as long as the slowest search lags behind, and no longer.
        self.catalog.products.retention = max(float(self.switches.search_lag), self.faults.longest_lag)
        self.store = Store(state) if state else None
        if not (self.store and self.store.restore(self.catalog)):
            fill(self.catalog, account)
        self.save()
        self.app = App(self)

    def close(self) -> None:
        """Close the state file."""
        if self.store:
            self.store.close()

    def save(self) -> None:
        """Write what changed into the state file, if there is one."""
        if self.store:
            self.store.save(self.catalog)


def _plan(plan: Plan | str) -> Plan:
    return plan if isinstance(plan, Plan) else Plan.named(plan)


def _switches(given: Switches | Mapping[str, str] | None, default: Switches) -> Switches:
    if isinstance(given, Switches):
        return given
    return replace(default, **dict(given or {}))
