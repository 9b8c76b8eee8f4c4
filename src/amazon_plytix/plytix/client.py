"""A client for one Plytix account."""

from collections.abc import Sequence
from types import TracebackType
from typing import Self

import httpx2

from amazon_plytix.http.address import checked_address, is_loopback
from amazon_plytix.http.budget import SMALLEST_PLAN, Budget
from amazon_plytix.http.clock import Clock, SystemClock
from amazon_plytix.http.events import Silent, Watcher
from amazon_plytix.http.transport import Wire
from amazon_plytix.http.windows import RateLimit, Windows
from amazon_plytix.plytix.connection import Connection
from amazon_plytix.plytix.products import Products
from amazon_plytix.plytix.schema import Schema
from amazon_plytix.plytix.signin import Credentials, SignIn
from amazon_plytix.plytix.token import Tokens

PIM_URL = "https://pim.plytix.com"
AUTH_URL = "https://auth.plytix.com"
_SIDE_BY_SIDE = 8


class Plytix:
    """An account of Plytix, to be used as an async context manager.

    Arguments: ``limits`` hold where the account's token states none; ``windows`` counts calls, together with other
    processes where it is shared; ``reserve`` is the part of the limits that is left to the account's other tools;
    ``transport`` replaces the network.

    Raises InsecureAddress for an address that a secret must not be sent to.
    """

    def __init__(
        self,
        credentials: Credentials,
        *,
        pim_url: str = PIM_URL,
        auth_url: str = AUTH_URL,
        limits: Sequence[RateLimit] = SMALLEST_PLAN,
        clock: Clock | None = None,
        watcher: Watcher | None = None,
        transport: httpx2.AsyncBaseTransport | None = None,
        windows: Windows | None = None,
        reserve: float = 0.0,
    ) -> None:
        clock, watcher = clock or SystemClock(), watcher or Silent()
        pim_url, auth_url = checked_address(pim_url, PIM_URL), checked_address(auth_url, AUTH_URL)
        self._wire = Wire(transport, _SIDE_BY_SIDE, proxies=not (is_loopback(pim_url) or is_loopback(auth_url)))
        self._budget = Budget(limits, clock, watcher, windows, reserve)
        sign_in = SignIn(self._wire, auth_url, credentials, clock, watcher)
        connection = Connection(
            self._wire,
            pim_url,
            Tokens(sign_in.fetch, clock),
            self._budget,
            clock,
            watcher,
        )
        self.products = Products(connection)
        self.schema = Schema(connection)

    @property
    def windows(self) -> list[tuple[int, float]]:
        """The account's rate limits, (calls, seconds), as its token states them once a call has been made."""
        return [(limit.calls, limit.seconds) for limit in self._budget.limits]

    def stop(self) -> None:
        """Make no more calls: those under way end, all others raise Stopped, also those that wait for their turn."""
        self._budget.stop()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._wire.close()
        self._budget.release()
