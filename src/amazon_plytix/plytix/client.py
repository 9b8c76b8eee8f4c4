"""A client for one Plytix account."""

from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Self

import httpx2

from amazon_plytix.http import (
    LONGEST_OUTAGE,
    LONGEST_PAUSE,
    ApiEvents,
    Budget,
    Clock,
    Outage,
    RateLimit,
    Secrets,
    StoppableClock,
    SystemClock,
    Transport,
    Windows,
    checked_address,
    is_loopback,
)
from amazon_plytix.plytix.connection import Connection
from amazon_plytix.plytix.limits import RETRY_PAUSES, SMALLEST_PLAN, TIMEOUT, RetryPauses
from amazon_plytix.plytix.products import Products
from amazon_plytix.plytix.schema import Schema
from amazon_plytix.plytix.signin import Credentials, SignIn
from amazon_plytix.plytix.token import Tokens

# Source: plytix-api.md 1.1.
PIM_URL = "https://pim.plytix.com"
AUTH_URL = "https://auth.plytix.com"


class Plytix:
    """An account of Plytix, to be used as an async context manager.

    Arguments:
        credentials: the API key and its password.
        pim_url: the address of the PIM.
        auth_url: the address of the host that gives tokens.
        limits: the rate limits to keep if the account's token states none.
        clock: the time, and the waits.
        events: is notified of waits and remarks.
        transport: replaces the network.
        windows: count the calls; give windows that other processes share to keep the limits together with them.
        reserve: the part of the limits, from 0 to less than 1, that is left to the account's other tools.
        retry_pauses: the seconds between attempts; RETRY_PAUSES if not given.
        longest_pause: the seconds of the longest pause asked for by a 429 that is waited out.
        longest_outage: the seconds without any answer after which no more calls are made.
        on_outage: hears why, if that happens.

    Raises InsecureAddress if a secret must not be sent to one of the addresses, Unreachable if the environment names a
    proxy that cannot be used.
    """

    def __init__(  # noqa: PLR0913 independent settings, all but one with a default
        self,
        credentials: Credentials,
        *,
        pim_url: str = PIM_URL,
        auth_url: str = AUTH_URL,
        limits: Sequence[RateLimit] = SMALLEST_PLAN,
        clock: Clock | None = None,
        events: ApiEvents | None = None,
        transport: httpx2.AsyncBaseTransport | None = None,
        windows: Windows | None = None,
        reserve: float = 0.0,
        retry_pauses: RetryPauses | None = None,
        longest_pause: float = LONGEST_PAUSE,
        longest_outage: float = LONGEST_OUTAGE,
        on_outage: Callable[[str], None] = lambda _reason: None,
    ) -> None:
        clock, events, pauses = clock or SystemClock(), events or ApiEvents(), retry_pauses or RETRY_PAUSES
        pim_url, auth_url = checked_address(pim_url, PIM_URL), checked_address(auth_url, AUTH_URL)
        # A proxy that the environment names could not reach a server on this computer.
        proxies = not (is_loopback(pim_url) or is_loopback(auth_url))
        self._secrets = secrets = Secrets(credentials.key, credentials.password)
        self._transport = Transport(transport, TIMEOUT, proxies=proxies, conceal=secrets.conceal)
        self._budget = Budget(limits, clock, events, windows, reserve, service="Plytix", longest_pause=longest_pause)
        self._clock = StoppableClock(clock)
        self._on_outage = on_outage
        outage = Outage("Plytix", clock, events, longest_outage, self._end)
        sign_in = SignIn(
            self._transport, auth_url, credentials, secrets, self._clock, events, pauses=pauses, outage=outage
        )
        self._tokens = Tokens(sign_in.fetch, clock)
        self._connection = Connection(
            self._transport,
            pim_url,
            self._tokens,
            self._budget,
            secrets,
            self._clock,
            events,
            pauses=pauses.call,
            outage=outage,
        )
        self.products = Products(self._connection)
        self.schema = Schema(self._connection)

    @property
    def windows(self) -> list[tuple[int, float]]:
        """The account's rate limits as (calls, seconds): those its token states, once a call has been made."""
        return [(limit.calls, limit.seconds) for limit in self._budget.limits]

    @property
    def calls(self) -> int:
        """Return how many calls were made so far, without sign-ins, which count in no rate limit."""
        return self._connection.calls

    async def account_id(self) -> str | None:
        """Sign in; return the id of the account that the token names, None if it names none (plytix-api.md 1.4)."""
        return (await self._tokens.current()).account

    def count_in(self, windows: Windows) -> None:
        """Count the calls in these windows from now on: which account's they are may not be known before sign-in."""
        self._budget.count_in(windows)

    def conceal(self, text: str) -> str:
        """Return a text without the key, the password and the tokens of the account."""
        return self._secrets.conceal(text)

    def stop(self) -> None:
        """Make no more calls. Calls under way end; all others raise Stopped, also those that wait for their turn."""
        self._clock.stop()
        self._budget.stop()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._transport.close()
        self._budget.release()

    def _end(self, reason: str) -> None:
        self.stop()
        self._on_outage(reason)
