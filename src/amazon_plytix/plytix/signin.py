"""Sign in: exchange key and password for a token."""

import logging
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from httpx2 import Response

from amazon_plytix.http import (
    AnswerLost,
    ApiEvents,
    Outage,
    Secrets,
    StoppableClock,
    Transport,
    Unreachable,
    Wait,
    json_of,
    pause,
    retry_after,
    with_retries,
)
from amazon_plytix.plytix.envelopes import Complaint
from amazon_plytix.plytix.errors import BadCredentials, Refused
from amazon_plytix.plytix.limits import PAUSE_WITHOUT_HEADER, RetryPauses
from amazon_plytix.plytix.token import Token, read_token

_log = logging.getLogger(__name__)

_PATH = "/auth/api/get-token"
# Seconds. A 429 that asks for a shorter pause, or for none, is answered by this one all the same.
_SHORTEST_PAUSE = 5.0
# Seconds. The limit of the auth host is one of a second (plytix-api.md 1.4), and no limit of Plytix is longer than an
# hour: a longer pause is a mistake, or a ban that waiting in silence does not mend.
_LONGEST_PAUSE = 3600.0
# How many 429s one sign-in waits out.
_MOST_PAUSES = 10


@dataclass(frozen=True, slots=True, repr=False)
class Credentials:
    """An API key and its password, and the name of their account for messages, None for that of the environment."""

    key: str
    password: str
    account: str | None = "default"

    @property
    def owner(self) -> str:
        """Return the account, for messages."""
        return "the account of the environment" if self.account is None else f"account {self.account!r}"

    def __repr__(self) -> str:
        # Key and password must not appear in logs and tracebacks.
        return f"Credentials(account={self.account!r})"


class SignIn:
    """Fetches tokens from the auth host. That host has a rate limit of its own (plytix-api.md 1.4).

    Arguments:
        transport: sends the requests.
        auth_url: the address of the auth host.
        credentials: the key and its password.
        secrets: remember each token.
        clock: the time, and the waits.
        events: is notified of waits.
        pauses: the seconds before each further attempt of the first sign-in, and of the later ones.
        outage: is notified of attempts that failed.
    """

    def __init__(
        self,
        transport: Transport,
        auth_url: str,
        credentials: Credentials,
        secrets: Secrets,
        clock: StoppableClock,
        events: ApiEvents,
        *,
        pauses: RetryPauses,
        outage: Outage,
    ) -> None:
        self._transport = transport
        self._url = auth_url + _PATH
        self._credentials = credentials
        self._secrets = secrets
        self._clock = clock
        self._events = events
        self._pauses = pauses.sign_in
        self._pauses_later = pauses.call
        self._outage = outage

    async def fetch(self) -> Token:
        """Return a new token.

        Raises BadCredentials, Refused or Unreachable; Stopped as soon as the clock is stopped.
        """
        try:
            token = await with_retries(self._once, (Unreachable,), self._pauses, self._clock, name="a sign-in")
        except Unreachable as error:
            # Enough attempts were made: the call that needs the token must not sign in again for each of its own.
            error.final = True
            raise
        self._secrets.add(token.secret)
        self._pauses = self._pauses_later
        return token

    async def _once(self) -> Token:
        # Not sent if the work is to end: a token would be of no use to it.
        self._clock.check()
        try:
            token = self._token_in(await self._answer())
        except Unreachable as error:
            self._outage.failed(error)
            raise
        except AnswerLost as loss:
            self._outage.failed(loss)
            # The call that needs the token has not been sent, and a sign-in changes nothing: nothing was lost.
            raise Unreachable(str(loss)) from loss
        self._outage.reached()
        return token

    async def _answer(self) -> Response:
        """Return the first answer that is not a 429. Waits as long as a 429 asks, within limits."""
        body = {"api_key": self._credentials.key, "api_password": self._credentials.password}
        pauses = 0
        while (response := await self._send(body)).status_code == 429:
            pauses += 1
            wait = self._wait_for(response, pauses)
            self._events.waiting(wait)
            await pause(self._clock, wait.seconds, wait.reason)
        return response

    async def _send(self, body: object) -> Response:
        self._outage.sending()
        began = self._clock.elapsed()
        response = await self._transport.send("POST", self._url, body)
        status, seconds = response.status_code, self._clock.elapsed() - began
        fields = {"event": "sign_in", "status": status, "seconds": round(seconds, 6)}
        _log.info("sign-in for %s: %d in %.3f s", self._credentials.owner, status, seconds, extra=fields)
        return response

    def _wait_for(self, response: Response, pauses: int) -> Wait:
        """Return the wait that a 429 asks for. Raises Unreachable if it is too long, or one too many."""
        host = urlsplit(self._url).netloc
        seconds = max(_SHORTEST_PAUSE, retry_after(response, self._clock, PAUSE_WITHOUT_HEADER))
        until = self._clock.now() + timedelta(seconds=seconds)
        if seconds > _LONGEST_PAUSE:
            end = f"{until:%Y-%m-%d %H:%M:%S} UTC"
            raise Unreachable(f"{host} accepts no sign-in before {end} (429); try again after that", final=True)
        if pauses > _MOST_PAUSES:
            raise Unreachable(
                f"{host} refuses one sign-in after another as too many (429); try again later", final=True
            )
        return Wait("too many sign-ins (429)", seconds, until)

    def _token_in(self, response: Response) -> Token:
        """Return the token of an answer. The errors never repeat the answer: it may contain key and password."""
        host, account = urlsplit(self._url).netloc, self._credentials.owner
        if response.status_code in {401, 403}:
            raise BadCredentials(
                f"{host} does not accept the API key and password of {account}; "
                "check both, and that they belong to this host"
            )
        if response.status_code >= 500:
            raise AnswerLost(f"{host} could not sign {account} in ({response.status_code})")
        if not response.is_success:
            raise Refused(f"to sign {account} in at {host}", response.status_code, Complaint(""))
        try:
            secret = json_of(response)["data"][0]["access_token"]
        except (KeyError, IndexError, TypeError):
            secret = None
        # Any other text could not be sent in a header, or would add a header of its own.
        if not (isinstance(secret, str) and secret.isascii() and secret.isprintable() and secret.strip()):
            raise AnswerLost(f"{host} answered the sign-in without a token; is this Plytix's auth host?")
        return read_token(secret)
