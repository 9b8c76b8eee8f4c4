"""A client for one Plytix account."""

from collections.abc import Sequence
from types import TracebackType
from typing import Self

import httpx2

from amazon_plytix.plytix.address import AUTH_URL, PIM_URL, checked_address, is_loopback
from amazon_plytix.plytix.budget import SMALLEST_PLAN, Budget, RateLimit
from amazon_plytix.plytix.clock import Clock, SystemClock
from amazon_plytix.plytix.connection import Connection
from amazon_plytix.plytix.products import Products
from amazon_plytix.plytix.schema import Schema
from amazon_plytix.plytix.signin import Credentials, SignIn
from amazon_plytix.plytix.token import Tokens
from amazon_plytix.plytix.watcher import Silent, Watcher
from amazon_plytix.plytix.wire import Wire

_SIDE_BY_SIDE = 8


class Plytix:
    """An account of Plytix, to be used as an async context manager.

    Arguments: ``limits`` hold where the account's token states none; ``transport`` replaces the network;
    ``side_by_side`` is how many calls may be under way at once.

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
        side_by_side: int = _SIDE_BY_SIDE,
    ) -> None:
        clock, watcher = clock or SystemClock(), watcher or Silent()
        pim_url, auth_url = checked_address(pim_url), checked_address(auth_url)
        self._wire = Wire(transport, side_by_side, proxies=not (is_loopback(pim_url) or is_loopback(auth_url)))
        sign_in = SignIn(self._wire, auth_url, credentials, clock, watcher)
        connection = Connection(
            self._wire,
            pim_url,
            Tokens(sign_in.fetch, clock),
            Budget(limits, clock, watcher),
            clock,
            watcher,
        )
        self.products = Products(connection)
        self.schema = Schema(connection)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._wire.close()
