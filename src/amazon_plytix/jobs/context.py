"""What a job happens in."""

from dataclasses import dataclass, field
from typing import cast

import httpx2

from amazon_plytix.accounts import Account
from amazon_plytix.jobs.interrupt import Interrupt
from amazon_plytix.ledger import SharedWindows, Store, this_process
from amazon_plytix.plytix import ApiEvents, Clock, Plytix, SystemClock, Watcher


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A job's ledger, its time, its network, and how it is told to end."""

    store: Store
    clock: Clock = field(default_factory=SystemClock)
    transport: httpx2.AsyncBaseTransport | None = None
    interrupt: Interrupt = field(default_factory=Interrupt)
    owner: str = field(default_factory=this_process)

    def plytix(self, account: Account, watcher: Watcher) -> Plytix:
        """A client for an account, which shares its rate windows with all processes and ends with the interrupt.

        Raises InsecureAddress for an address that a secret must not be sent to.
        """
        client = Plytix(
            account.credentials,
            pim_url=account.pim_url,
            auth_url=account.auth_url,
            limits=account.limits,
            clock=self.clock,
            events=cast("ApiEvents", watcher),
            transport=self.transport,
            windows=SharedWindows(self.store, account.id),
            reserve=account.reserve,
        )
        self.interrupt.ends_with(client.stop)
        return client
