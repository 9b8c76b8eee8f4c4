"""What a job runs in: its ledger, its time, its network, and how it is ended early."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex

import httpx2

from amazon_plytix.accounts import Account
from amazon_plytix.http import ApiEvents, Clock, SystemClock
from amazon_plytix.jobs.interrupt import Interrupt
from amazon_plytix.ledger.owner import Owner, this_process
from amazon_plytix.ledger.store import Store
from amazon_plytix.plytix import Plytix


@dataclass(frozen=True, slots=True)
class JobContext:
    """What jobs run in.

    ``results_folder`` is the folder in which the results of every execute are kept by run id, ``crash_folder`` that of
    the tracebacks of faults of this program; None for none.
    ``transport`` replaces the network, ``draw`` the source of random bytes (as hexadecimal digits) in the ids of runs.
    """

    store: Store
    clock: Clock = field(default_factory=SystemClock)
    transport: httpx2.AsyncBaseTransport | None = None
    interrupt: Interrupt = field(default_factory=Interrupt)
    owner: Owner = field(default_factory=this_process)
    results_folder: Path | None = None
    crash_folder: Path | None = None
    draw: Callable[[int], str] = token_hex

    def plytix(self, account: Account, events: ApiEvents) -> Plytix:
        """Return a client for an account, which ends with the interrupt.

        Raises InsecureAddress if the account's address is one that no secret may be sent to.
        """
        client = Plytix(
            account.credentials,
            pim_url=account.pim_url,
            auth_url=account.auth_url,
            limits=account.limits,
            clock=self.clock,
            events=events,
            transport=self.transport,
            reserve=account.reserve,
            longest_pause=account.longest_pause,
            longest_outage=account.brake.outage,
            on_outage=self.interrupt.happen,
        )
        self.interrupt.ends_with(client.stop)
        return client
